import { closeCart, lockCartOf } from '../cart/cart-store.ts'
import { announceCheckoutEnd } from '../cart/checkout-events.ts'
import type { Transaction } from '../database.ts'
import { forgetGuestsOf, lockUser } from '../guest/guest-store.ts'
import { rememberErased } from './erased-user-store.ts'
import { findOrderIdsOf, lockOrder, updateOrder } from './order-store.ts'

/**
 * An account was erased. The orders stay, because the law wants the books kept, but without the person: at once when they
 * are final, else as soon as they are, because until then the carrier needs the address.
 */
export async function eraseOwner(tx: Transaction, userId: string, now: Date): Promise<void> {
  await lockUser(tx, userId)
  await rememberErased(tx, userId, now)
  const cart = await lockCartOf(tx, userId)
  if (cart) {
    await announceCheckoutEnd(tx, cart, now)
    await closeCart(tx, cart.id)
  }
  await forgetGuestsOf(tx, userId)
  for (const id of await findOrderIdsOf(tx, userId)) {
    const order = await lockOrder(tx, id)
    if (order && !order.ownerErasedAt) await updateOrder(tx, order, { ownerErasedAt: now }, now)
  }
}
