import { fromGlobalId } from '@shop/subgraph/global-id'
import { settle } from '@shop/subgraph/user-errors'
import { requireViewer } from '@shop/subgraph/viewer'
import { startCheckout as start } from '../../cart/start-checkout.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'

export const startCheckout: NonNullable<MutationResolvers['startCheckout']> = async (_source, { input }, context) => {
  const viewer = requireViewer(context.viewer)
  const cartId = fromGlobalId(input.cartId, 'Cart', ['input', 'cartId'])
  const { idempotencyKey } = input
  const { value, userErrors } = await settle(() => start(context, viewer.id, { idempotencyKey, cartId }))
  return { cart: value, userErrors }
}
