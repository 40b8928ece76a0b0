import type { MutationResolvers } from '../../generated/graphql.ts'

export const retryUsersDeadLetter: NonNullable<MutationResolvers['retryUsersDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.retry(context.viewer, input)
