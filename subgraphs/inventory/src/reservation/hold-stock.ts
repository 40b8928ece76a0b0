import { appendEvents, newEvent } from '@shop/events/outbox'
import { StockHeld, StockHoldEnded, StockHoldRejected } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import type { OrderedLine } from '../stock/allocation.ts'
import { changeHeld, dropHeld } from './change-held.ts'
import { claimExpiredHold, lockReservations, readHeld, updateReservation } from './reservation-store.ts'
import type { LockedReservation } from './reservation-store.ts'
import { NOTHING_HELD } from './reservation.ts'
import type { Held } from './reservation.ts'
import { tellHeld } from './tell-held.ts'

/** A cart in checkout, as orders tells it; `revision` says which of two is newer. */
export type CartCheckout = { cartId: string; ownerId: string; revision: number }

/**
 * Holds the lines of a cart until `expiresAt`, all of them or none, in place of what was held for it before. Changes nothing
 * when a newer checkout of the cart was told before, or when it was ordered.
 */
export async function holdStock(
  tx: Transaction,
  checkout: CartCheckout & { lines: readonly OrderedLine[]; expiresAt: Date },
  now: Date,
): Promise<void> {
  const hold = await lockOpenHold(tx, checkout)
  if (!hold) return
  const { cartId, ownerId, revision, lines, expiresAt } = checkout
  const held = hold.status === 'RESERVED' ? await readHeld(tx, hold.id) : NOTHING_HELD
  // Told so late that its time is over, or a cart without anything in it.
  if (expiresAt <= now || lines.length === 0) return end(tx, { ...hold, revision }, held, 'CHECKOUT_ENDED')

  const change = await changeHeld(tx, hold, { held, lines, now })
  if (change.held === null) {
    const shortages = [...change.shortages]
    const news = await dropHeld(tx, hold, held, 'RELEASE')
    await updateReservation(tx, hold.id, { ownerId, revision, status: 'REJECTED', expiresAt, shortages })
    await appendEvents(tx, [
      newEvent(StockHoldRejected, { subject: cartId, data: { cartId, revision, shortages } }),
      ...news,
    ])
    return
  }
  await updateReservation(tx, hold.id, { ownerId, revision, status: 'RESERVED', expiresAt, shortages: [] })
  const data = { cartId, revision, expiresAt: expiresAt.toISOString(), ...tellHeld(change.held) }
  await appendEvents(tx, [newEvent(StockHeld, { subject: cartId, data }), ...change.news])
}

/** The cart is gone without an order: its units are for sale again. */
export async function endHold(tx: Transaction, checkout: CartCheckout): Promise<void> {
  const hold = await lockOpenHold(tx, checkout)
  if (!hold) return
  const held = hold.status === 'RESERVED' ? await readHeld(tx, hold.id) : NOTHING_HELD
  await end(tx, { ...hold, revision: checkout.revision }, held, 'CHECKOUT_ENDED')
}

/**
 * Ends a hold whose time was over before a moment; answers how many it ended, 0 or 1. The database is the timer: what is due is
 * found there after any restart.
 */
export async function expireHold(tx: Transaction, before: Date): Promise<number> {
  const hold = await claimExpiredHold(tx, before)
  if (!hold) return 0
  await end(tx, hold, await readHeld(tx, hold.id), 'EXPIRED')
  return 1
}

/** The cart's row, locked; null when what is told of it is older than what is known, or it is an order's. */
async function lockOpenHold(tx: Transaction, checkout: CartCheckout): Promise<LockedReservation | null> {
  const [hold] = await lockReservations(tx, { cartIds: [checkout.cartId] })
  return hold && hold.orderId === null && hold.revision < checkout.revision ? hold : null
}

async function end(
  tx: Transaction,
  { id, cartId, orderId, revision, status }: LockedReservation,
  held: Held,
  reason: 'EXPIRED' | 'CHECKOUT_ENDED',
): Promise<void> {
  const isExpired = reason === 'EXPIRED'
  const news = await dropHeld(tx, { id, orderId }, held, isExpired ? 'EXPIRY' : 'RELEASE')
  await updateReservation(tx, id, { revision, status: isExpired ? 'EXPIRED' : 'RELEASED' })
  if (status !== 'RESERVED' || cartId === null) return
  await appendEvents(tx, [newEvent(StockHoldEnded, { subject: cartId, data: { cartId, revision, reason } }), ...news])
}
