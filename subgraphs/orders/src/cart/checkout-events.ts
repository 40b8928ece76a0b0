import { appendEvent } from '@shop/events/outbox'
import { CheckoutChanged, CheckoutEnded, CheckoutStarted } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'
import type { Cart } from './cart.ts'
import { nextCheckout } from './cart-store.ts'
import { isOpen } from './checkout.ts'

// What orders tells of carts in checkout. Call each with the cart locked, after its lines were written.

/** The cart's units are to be held until `expiresAt`. */
export async function announceCheckout(tx: Transaction, cart: Cart, expiresAt: Date): Promise<void> {
  const revision = await nextCheckout(tx, cart.id, expiresAt)
  await appendEvent(tx, CheckoutStarted, { subject: cart.id, data: { ...held(cart, expiresAt), revision } })
}

/** The cart is another now: has other units held when it is in checkout, and answers it as that leaves it. */
export async function announceCartChange(tx: Transaction, cart: Cart, now: Date): Promise<Cart> {
  const { expiresAt } = cart.checkout
  if (expiresAt === null || !isOpen(cart.checkout, now)) return cart
  const revision = await nextCheckout(tx, cart.id, expiresAt)
  await appendEvent(tx, CheckoutChanged, { subject: cart.id, data: { ...held(cart, expiresAt), revision } })
  return { ...cart, checkout: { revision, expiresAt } }
}

/** The cart is about to be gone without an order. */
export async function announceCheckoutEnd(tx: Transaction, { id, ownerId, checkout }: Cart, now: Date): Promise<void> {
  if (!isOpen(checkout, now)) return
  const data = { cartId: id, ownerId, revision: checkout.revision + 1 }
  await appendEvent(tx, CheckoutEnded, { subject: id, data })
}

function held({ id, ownerId, lines }: Cart, expiresAt: Date) {
  return {
    cartId: id,
    ownerId,
    expiresAt: expiresAt.toISOString(),
    lines: lines.map(({ variant, quantity }) => ({ variantId: variant.id, quantity })),
  }
}
