import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { createProductVariant as create } from '../../variant/create-product-variant.ts'

export const createProductVariant: NonNullable<MutationResolvers['createProductVariant']> = async (
  _parent,
  { input },
  context,
) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => create(context, input))
  return { productVariant: value, userErrors }
}
