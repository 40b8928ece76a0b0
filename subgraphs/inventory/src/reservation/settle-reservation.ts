import { appendEvent } from '@shop/events/outbox'
import { StockCommitted, StockReleased } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { appendStockEvents } from '../stock/stock-events.ts'
import { lockLevelsOfVariants, moveStock } from '../stock/stock-store.ts'
import type { Movement, MovementOrigin } from '../stock/stock-store.ts'
import { canCommit, releaseKind } from './reservation.ts'
import { insertReservation, lockReservation, readHeldUnits, updateReservationStatus } from './reservation-store.ts'
import type { HeldUnits } from './reservation-store.ts'

/** The order is confirmed: what was set aside for it leaves the stock. Changes nothing when it is not set aside (any more). */
export async function commitReservation(tx: Transaction, orderId: string): Promise<void> {
  const reservation = await lockReservation(tx, orderId)
  if (!reservation || !canCommit(reservation.status)) return
  const held = await readHeldUnits(tx, reservation.id)
  await moveHeld(tx, { kind: 'SALE', orderId }, held, (quantity) => ({
    onHandDelta: -quantity,
    reservedDelta: -quantity,
  }))
  await updateReservationStatus(tx, reservation.id, 'COMMITTED')
  await appendEvent(tx, StockCommitted, { subject: orderId, data: { orderId, allocations: held.map(toAllocation) } })
}

/**
 * The order is cancelled: what was set aside or sold for it is available again. When the cancellation overtakes the placing,
 * a RELEASED reservation without units stays behind, so that the late OrderPlaced sets nothing aside.
 */
export async function releaseReservation(tx: Transaction, orderId: string): Promise<void> {
  if ((await insertReservation(tx, orderId, 'RELEASED')) !== null) return
  const reservation = await lockReservation(tx, orderId)
  const kind = reservation && releaseKind(reservation.status)
  if (!reservation || !kind) return
  const held = await readHeldUnits(tx, reservation.id)
  await moveHeld(tx, { kind, orderId }, held, (quantity) =>
    kind === 'RELEASE' ? { onHandDelta: 0, reservedDelta: -quantity } : { onHandDelta: quantity, reservedDelta: 0 },
  )
  await updateReservationStatus(tx, reservation.id, 'RELEASED')
  await appendEvent(tx, StockReleased, { subject: orderId, data: { orderId, allocations: held.map(toAllocation) } })
}

/** Units of a delivered order came back: they return to the location that sent them. */
export async function takeBackStock(
  tx: Transaction,
  orderId: string,
  lines: readonly { variantId: string; quantity: number }[],
): Promise<void> {
  const reservation = await lockReservation(tx, orderId)
  if (!reservation) throw new Error(`order ${orderId} has no reservation, so its return has no location to go to`)
  const held = await readHeldUnits(tx, reservation.id)
  const returned = lines.map(({ variantId, quantity }) => {
    const source = held.find((unit) => unit.variantId === variantId)
    if (!source) throw new Error(`order ${orderId} never held variant ${variantId}`)
    return { ...source, quantity }
  })
  await moveHeld(tx, { kind: 'RETURN', orderId }, returned, (quantity) => ({ onHandDelta: quantity, reservedDelta: 0 }))
}

async function moveHeld(
  tx: Transaction,
  origin: MovementOrigin,
  held: readonly HeldUnits[],
  deltas: (quantity: number) => Omit<Movement, 'stockLevelId'>,
): Promise<void> {
  await lockLevelsOfVariants(tx, [...new Set(held.map((unit) => unit.variantId))])
  // One movement per level: the statement changes a row once.
  const quantities = new Map<string, number>()
  for (const unit of held) quantities.set(unit.stockLevelId, (quantities.get(unit.stockLevelId) ?? 0) + unit.quantity)
  const movements = [...quantities].map(([stockLevelId, quantity]) => ({ stockLevelId, ...deltas(quantity) }))
  await appendStockEvents(tx, await moveStock(tx, origin, movements))
}

function toAllocation({ variantId, locationId, quantity }: HeldUnits) {
  return { variantId, locationId, quantity }
}
