import { settle } from '@shop/subgraph/user-errors'
import { requireSignedIn } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { changePassword as change } from '../../password/change-password.ts'

export const changePassword: NonNullable<MutationResolvers['changePassword']> = async (_parent, { input }, context) => {
  const viewer = requireSignedIn(context.viewer)
  const { value, userErrors } = await settle(() => change(context, viewer, input))
  return { user: value, userErrors }
}
