import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { createLocation as create } from '../../location/change-location.ts'

export const createLocation: NonNullable<MutationResolvers['createLocation']> = async (_parent, { input }, context) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => create(context, input))
  return { location: value, userErrors }
}
