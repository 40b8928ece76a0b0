import type { MutationResolvers } from '../../generated/graphql.ts'

export const resolveProductsDeadLetter: NonNullable<MutationResolvers['resolveProductsDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.resolve(context.viewer, input)
