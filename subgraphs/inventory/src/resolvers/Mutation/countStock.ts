import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { countStock as count } from '../../stock/count-stock.ts'

export const countStock: NonNullable<MutationResolvers['countStock']> = async (_parent, { input }, context) => {
  const viewer = requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => count(context, viewer, input))
  return { stockLevel: value, userErrors }
}
