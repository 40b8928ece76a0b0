import { appendEvent } from '@shop/events/outbox'
import { CartMerged, CartStarted } from '@shop/schema/events/orders'
import type { Transaction } from '../database.ts'

// What orders tells of carts. Call each after the cart's row was written, in the same transaction.

export async function announceCart(tx: Transaction, data: { cartId: string; ownerId: string }): Promise<void> {
  await appendEvent(tx, CartStarted, { subject: data.cartId, data })
}

export async function announceMerged(tx: Transaction, data: { cartId: string; intoCartId: string }): Promise<void> {
  await appendEvent(tx, CartMerged, { subject: data.cartId, data })
}
