import type { MutationResolvers } from '../../generated/graphql.ts'

export const resolveOrdersDeadLetter: NonNullable<MutationResolvers['resolveOrdersDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.resolve(context.viewer, input)
