import type { MutationResolvers } from '../../generated/graphql.ts'

export const resolvePaymentsDeadLetter: NonNullable<MutationResolvers['resolvePaymentsDeadLetter']> = (
  _source,
  { input },
  context,
) => context.deadLetters.resolve(context.viewer, input)
