import { settle } from '@shop/subgraph/user-errors'
import { requireSignedIn } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { updateAddress as update } from '../../address/update-address.ts'

export const updateAddress: NonNullable<MutationResolvers['updateAddress']> = async (_parent, { input }, context) => {
  const viewer = requireSignedIn(context.viewer)
  const { value, userErrors } = await settle(() => update(context, viewer, input))
  return { address: value, userErrors }
}
