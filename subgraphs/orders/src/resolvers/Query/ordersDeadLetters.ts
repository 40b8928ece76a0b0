import type { QueryResolvers } from '../../generated/graphql.ts'

export const ordersDeadLetters: NonNullable<QueryResolvers['ordersDeadLetters']> = (_source, arguments_, context) =>
  context.deadLetters.list(context.viewer, arguments_)
