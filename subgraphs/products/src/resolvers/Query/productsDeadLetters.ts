import type { QueryResolvers } from '../../generated/graphql.ts'

export const productsDeadLetters: NonNullable<QueryResolvers['productsDeadLetters']> = (_source, arguments_, context) =>
  context.deadLetters.list(context.viewer, arguments_)
