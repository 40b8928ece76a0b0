import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { ownerOf } from '../../authorize.ts'
import { addCartLine as addLine } from '../../cart/add-cart-line.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'

export const addCartLine: NonNullable<MutationResolvers['addCartLine']> = async (_source, { input }, context) => {
  const owner = ownerOf(requireViewer(context.viewer))
  const variantId = fromGlobalId(input.variantId, 'ProductVariant', ['input', 'variantId'])
  const { quantity = 1 } = input
  const { value, userErrors } = await settle(() => addLine(context, owner, { variantId, quantity }))
  return { cart: value, userErrors }
}
