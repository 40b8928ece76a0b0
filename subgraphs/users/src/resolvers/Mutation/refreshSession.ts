import { settle } from '@shop/subgraph/user-errors'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { refreshSession as refresh } from '../../session/refresh-session.ts'

export const refreshSession: NonNullable<MutationResolvers['refreshSession']> = async (_parent, { input }, context) => {
  const { value, userErrors } = await settle(() => refresh(context, input.refreshToken))
  return { tokens: value, userErrors }
}
