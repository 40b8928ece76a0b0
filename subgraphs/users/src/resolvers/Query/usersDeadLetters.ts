import type { QueryResolvers } from '../../generated/graphql.ts'

export const usersDeadLetters: NonNullable<QueryResolvers['usersDeadLetters']> = (_source, arguments_, context) =>
  context.deadLetters.list(context.viewer, arguments_)
