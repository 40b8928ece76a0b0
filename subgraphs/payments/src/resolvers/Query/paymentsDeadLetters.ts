import type { QueryResolvers } from '../../generated/graphql.ts'

export const paymentsDeadLetters: NonNullable<QueryResolvers['paymentsDeadLetters']> = (_source, arguments_, context) =>
  context.deadLetters.list(context.viewer, arguments_)
