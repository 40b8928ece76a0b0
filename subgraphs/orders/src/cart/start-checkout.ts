import { once } from '@shop/subgraph/idempotency'
import type { Services } from '../context.ts'
import { refusal } from '../errors.ts'
import { hasUnpurchasableLine, type Cart } from './cart.ts'
import { findCarts, lockCartOf } from './cart-store.ts'
import { checkoutEnd } from './checkout.ts'
import { announceCheckout } from './checkout-events.ts'

/**
 * Has the units of the owner's cart held for a while, once per idempotency key, and answers the cart; null when it was ordered
 * meanwhile. Whether all of them could be held, inventory says.
 */
export async function startCheckout(
  { transact, clock, checkoutHoldMs }: Pick<Services, 'transact' | 'clock' | 'checkoutHoldMs'>,
  ownerId: string,
  { idempotencyKey, cartId }: { idempotencyKey: string; cartId: string },
): Promise<Cart | null> {
  const field = ['input', 'cartId']
  const key = {
    key: idempotencyKey,
    scope: `${ownerId}:startCheckout`,
    input: { cartId },
    field: ['input', 'idempotencyKey'],
  }
  return transact(async (tx) => {
    await once(tx, key, async () => {
      const now = clock.now()
      const cart = await lockCartOf(tx, ownerId)
      if (cart?.id !== cartId) throw refusal('NOT_FOUND', field, 'There is no such open cart.')
      if (cart.lines.length === 0) throw refusal('EMPTY_CART', field)
      if (hasUnpurchasableLine(cart)) throw refusal('NOT_PURCHASABLE', field)
      await announceCheckout(tx, cart, checkoutEnd(cart.checkout, now, checkoutHoldMs))
      return cartId
    })
    const [cart = null] = await findCarts(tx, [cartId])
    return cart
  })
}
