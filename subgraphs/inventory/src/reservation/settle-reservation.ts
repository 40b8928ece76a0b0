import { appendEvents, newEvent } from '@shop/events/outbox'
import { StockCommitted, StockReleased } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { moveStock } from '../stock/move-stock.ts'
import { lockStock } from '../stock/stock-store.ts'
import type { Movement } from '../stock/stock-store.ts'
import { dropHeld } from './change-held.ts'
import { insertReservation, lockReservation, readHeld, readReturned, updateReservation } from './reservation-store.ts'
import type { LockedReservation } from './reservation-store.ts'
import { canCommit, distributeReturned, releaseKind, sumByLevel } from './reservation.ts'
import type { Held } from './reservation.ts'
import { tellHeld } from './tell-held.ts'

/**
 * The order is confirmed: what was set aside for it leaves the stock. Changes nothing when it is not set aside (any more). When the
 * confirmation overtakes the placing, an AWAITED reservation stays behind, which is committed as soon as it is there.
 */
export async function commitReservation(tx: Transaction, orderId: string): Promise<void> {
  const reservation = await lockReservation(tx, orderId)
  if (!reservation && (await insertReservation(tx, { orderId, status: 'AWAITED' }))) return
  const own = reservation ?? (await lockReservation(tx, orderId))
  if (!own || !canCommit(own.status)) return
  const held = await readHeld(tx, own.id)
  const stock = await lockStock(tx, [...new Set(held.units.map(({ variantId }) => variantId))])
  const movements = saleOf(own, held)
  const news = await moveStock(tx, stock, movements)
  await updateReservation(tx, own.id, { status: 'COMMITTED' })
  const data = { orderId, ...tellHeld(held) }
  await appendEvents(tx, [newEvent(StockCommitted, { subject: orderId, data }), ...news])
}

/** The movements by which what is set aside for an order leaves the stock. */
export function saleOf({ id, orderId }: LockedReservation, held: Held): Movement[] {
  return held.units.map(({ stockLevelId, quantity }) => ({
    stockLevelId,
    onHandDelta: -quantity,
    reservedDelta: -quantity,
    kind: 'SALE',
    reservationId: id,
    orderId,
  }))
}

/**
 * The order is cancelled: what was set aside or sold for it is available again. When the cancellation overtakes the placing,
 * a RELEASED reservation without units stays behind, so that the late OrderPlaced sets nothing aside.
 */
export async function releaseReservation(tx: Transaction, orderId: string): Promise<void> {
  const reservation = await lockReservation(tx, orderId)
  if (reservation?.status === 'AWAITED') return updateReservation(tx, reservation.id, { status: 'RELEASED' })
  const kind = reservation && releaseKind(reservation.status)
  if (!reservation || !kind) return
  const held = await readHeld(tx, reservation.id)
  const news = await dropHeld(tx, reservation, held, kind)
  await updateReservation(tx, reservation.id, { status: 'RELEASED' })
  const { allocations } = tellHeld(held)
  await appendEvents(tx, [newEvent(StockReleased, { subject: orderId, data: { orderId, allocations } }), ...news])
}

/** Units of an order came back. `WRITE_OFF`: nobody can buy them any more, so they stay out of the stock. */
export type ReturnedLine = { variantId: string; quantity: number; disposition?: 'RESTOCK' | 'WRITE_OFF' }

/** Units of a delivered order came back: each location gets back as many as it sent. */
export async function takeBackStock(tx: Transaction, orderId: string, lines: readonly ReturnedLine[]): Promise<void> {
  const reservation = await lockReservation(tx, orderId)
  if (!reservation) throw new Error(`order ${orderId} has no reservation, so its return has no location to go to`)
  const { units } = await readHeld(tx, reservation.id)
  const back = lines.filter(({ disposition }) => disposition !== 'WRITE_OFF')
  const returned = distributeReturned(back, units, await readReturned(tx, reservation.id))
  const stock = await lockStock(tx, [...new Set(returned.map(({ variantId }) => variantId))])
  // One movement per level, however many lines it is of.
  const movements = [...sumByLevel(returned)].map(([stockLevelId, quantity]) => ({
    stockLevelId,
    onHandDelta: quantity,
    reservedDelta: 0,
    kind: 'RETURN' as const,
    reservationId: reservation.id,
    orderId,
  }))
  await appendEvents(tx, await moveStock(tx, stock, movements))
}
