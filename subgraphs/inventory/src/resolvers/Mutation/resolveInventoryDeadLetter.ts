import type { MutationResolvers } from '../../generated/graphql.ts'

export const resolveInventoryDeadLetter: NonNullable<MutationResolvers['resolveInventoryDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.resolve(context.viewer, input)
