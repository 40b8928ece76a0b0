import { settle } from '@shop/subgraph/user-errors'
import { toGlobalId } from '@shop/subgraph/global-id'
import { requireSignedIn } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { deleteAddress as remove } from '../../address/delete-address.ts'

export const deleteAddress: NonNullable<MutationResolvers['deleteAddress']> = async (_parent, { input }, context) => {
  const viewer = requireSignedIn(context.viewer)
  const { value, userErrors } = await settle(() => remove(context, viewer, input.id))
  return { deletedAddressId: value && toGlobalId('Address', value), userErrors }
}
