import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { updateLocation as update } from '../../location/change-location.ts'

export const updateLocation: NonNullable<MutationResolvers['updateLocation']> = async (_parent, { input }, context) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => update(context, input))
  return { location: value, userErrors }
}
