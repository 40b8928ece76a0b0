import type { MutationResolvers } from '../../generated/graphql.ts'

export const retryInventoryDeadLetter: NonNullable<MutationResolvers['retryInventoryDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.retry(context.viewer, input)
