import type { MutationResolvers } from '../../generated/graphql.ts'

export const retryProductsDeadLetter: NonNullable<MutationResolvers['retryProductsDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.retry(context.viewer, input)
