import type { MutationResolvers } from '../../generated/graphql.ts'

export const retryOrdersDeadLetter: NonNullable<MutationResolvers['retryOrdersDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.retry(context.viewer, input)
