import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { updateCartLine as updateLine } from '../../cart/update-cart-line.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'

export const updateCartLine: NonNullable<MutationResolvers['updateCartLine']> = async (_source, { input }, context) => {
  const viewer = requireViewer(context.viewer)
  const lineId = fromGlobalId(input.id, 'CartLine', ['input', 'id'])
  const { value, userErrors } = await settle(() => updateLine(context, viewer.id, { lineId, quantity: input.quantity }))
  return { cart: value, userErrors }
}
