import type { QueryResolvers } from '../../generated/graphql.ts'

export const inventoryDeadLetters: NonNullable<QueryResolvers['inventoryDeadLetters']> = (
  _source,
  arguments_,
  context,
) => context.deadLetters.list(context.viewer, arguments_)
