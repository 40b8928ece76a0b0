import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { updateProduct as update } from '../../product/update-product.ts'

export const updateProduct: NonNullable<MutationResolvers['updateProduct']> = async (_parent, { input }, context) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => update(context, input))
  return { product: value, userErrors }
}
