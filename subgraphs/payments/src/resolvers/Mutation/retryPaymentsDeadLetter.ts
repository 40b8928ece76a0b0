import type { MutationResolvers } from '../../generated/graphql.ts'

export const retryPaymentsDeadLetter: NonNullable<MutationResolvers['retryPaymentsDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.retry(context.viewer, input)
