import { appendEvents, newEvent } from '@shop/events/outbox'
import { StockRejected, StockReserved } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import type { OrderedLine } from '../stock/allocation.ts'
import { changeHeld, dropHeld } from './change-held.ts'
import { covers, NOTHING_HELD } from './reservation.ts'
import { lockReservations, readHeld, updateReservation } from './reservation-store.ts'
import type { LockedReservation } from './reservation-store.ts'
import { commitReservation } from './settle-reservation.ts'
import { tellHeld } from './tell-held.ts'

/** After every revision that a cart can come to. */
const LAST_REVISION = 2_147_483_647

/** An order that was placed. */
export type PlacedOrder = { orderId: string; cartId?: string; ownerId: string; lines: readonly OrderedLine[] }

/**
 * Sets aside every line of an order that has a reservation, or none. What is held for the cart that it was made of becomes the
 * order's, without a moment in which somebody else could take it. Runs inside the transaction of the event's inbox row.
 * A second OrderPlaced, or one that the order's cancellation overtook, changes nothing. Of an order without a reservation
 * serve-stock.ts makes one.
 */
export async function takeOverReservation(tx: Transaction, order: PlacedOrder, now: Date): Promise<void> {
  const { orderId, cartId, ownerId, lines } = order
  const known = await lockReservations(tx, { orderIds: [orderId], cartIds: cartId === undefined ? [] : [cartId] })
  const own = known.find((reservation) => reservation.orderId === orderId)
  const hold = known.find((reservation) => reservation.orderId === null)
  // The order has another reservation, so the cart's is for nothing, and stays so whatever is told of its checkout late.
  if (own && hold) await abandon(tx, hold)
  if (own && own.status !== 'AWAITED') return
  const reservation = own ?? hold
  if (!reservation) throw new Error(`the cart ${cartId} of order ${orderId} was ordered before`)
  await updateReservation(tx, reservation.id, { orderId, ownerId, expiresAt: null })
  await settle(tx, { ...reservation, orderId }, lines, now)
  // Its confirmation overtook it.
  if (reservation.status === 'AWAITED') await commitReservation(tx, orderId)
}

async function settle(
  tx: Transaction,
  reservation: LockedReservation & { orderId: string },
  lines: readonly OrderedLine[],
  now: Date,
): Promise<void> {
  const { orderId } = reservation
  const isHeld = reservation.cartId !== null && reservation.status === 'RESERVED' && reservation.expiresAt !== null
  const held = isHeld ? await readHeld(tx, reservation.id) : NOTHING_HELD
  if (isHeld && covers(held, lines)) {
    await appendEvents(tx, [newEvent(StockReserved, { subject: orderId, data: { orderId, ...tellHeld(held) } })])
    return
  }
  const change = await changeHeld(tx, reservation, { held, lines, now })
  if (change.held === null) {
    const news = await dropHeld(tx, reservation, held, 'RELEASE')
    await updateReservation(tx, reservation.id, { status: 'REJECTED', shortages: [...change.shortages] })
    const data = { orderId, shortages: [...change.shortages] }
    await appendEvents(tx, [newEvent(StockRejected, { subject: orderId, data }), ...news])
    return
  }
  if (reservation.status !== 'RESERVED') await updateReservation(tx, reservation.id, { status: 'RESERVED' })
  const data = { orderId, ...tellHeld(change.held) }
  await appendEvents(tx, [newEvent(StockReserved, { subject: orderId, data }), ...change.news])
}

async function abandon(tx: Transaction, hold: LockedReservation): Promise<void> {
  const held = hold.status === 'RESERVED' ? await readHeld(tx, hold.id) : NOTHING_HELD
  await appendEvents(tx, await dropHeld(tx, hold, held, 'RELEASE'))
  await updateReservation(tx, hold.id, { status: 'RELEASED', revision: LAST_REVISION })
}
