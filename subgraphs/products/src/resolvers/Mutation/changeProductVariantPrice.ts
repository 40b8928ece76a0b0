import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { changeProductVariantPrice as changePrice } from '../../variant/change-product-variant-price.ts'

export const changeProductVariantPrice: NonNullable<MutationResolvers['changeProductVariantPrice']> = async (
  _parent,
  { input },
  context,
) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => changePrice(context, input))
  return { productVariant: value, userErrors }
}
