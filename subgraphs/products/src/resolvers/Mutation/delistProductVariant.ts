import { settle } from '@shop/subgraph/user-errors'
import { requireStaff } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { delistProductVariant as delist } from '../../variant/delist-product-variant.ts'

export const delistProductVariant: NonNullable<MutationResolvers['delistProductVariant']> = async (
  _parent,
  { input },
  context,
) => {
  requireStaff(context.viewer)
  const { value, userErrors } = await settle(() => delist(context, input))
  return { productVariant: value, userErrors }
}
