import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { createProduct as create } from '../../product/create-product.ts'

export const createProduct: NonNullable<MutationResolvers['createProduct']> = async (_parent, { input }, context) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => create(context, input))
  return { product: value, userErrors }
}
