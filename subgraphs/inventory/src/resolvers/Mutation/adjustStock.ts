import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { adjustStock as adjust } from '../../stock/adjust-stock.ts'

export const adjustStock: NonNullable<MutationResolvers['adjustStock']> = async (_parent, { input }, context) => {
  const viewer = requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => adjust(context, viewer, input))
  return { stockLevel: value, userErrors }
}
