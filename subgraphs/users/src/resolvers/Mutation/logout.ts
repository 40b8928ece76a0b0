import { settle } from '@shop/subgraph/user-errors'
import { toGlobalId } from '@shop/subgraph/global-id'
import { requireSignedIn } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { logOut } from '../../session/log-out.ts'

export const logout: NonNullable<MutationResolvers['logout']> = async (_parent, { input }, context) => {
  const viewer = requireSignedIn(context.viewer)
  const { value, userErrors } = await settle(() => logOut(context, viewer, input.sessionId))
  return { sessionId: value && toGlobalId('Session', value), userErrors }
}
