import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { listProductVariant as list } from '../../variant/list-product-variant.ts'

export const listProductVariant: NonNullable<MutationResolvers['listProductVariant']> = async (
  _parent,
  { input },
  context,
) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => list(context, input))
  return { productVariant: value, userErrors }
}
