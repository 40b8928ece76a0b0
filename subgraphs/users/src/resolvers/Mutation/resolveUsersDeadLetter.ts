import type { MutationResolvers } from '../../generated/graphql.ts'

export const resolveUsersDeadLetter: NonNullable<MutationResolvers['resolveUsersDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.resolve(context.viewer, input)
