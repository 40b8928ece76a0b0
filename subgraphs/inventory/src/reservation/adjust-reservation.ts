import { appendEvents, newEvent } from '@shop/events/outbox'
import { StockAdjustmentRejected, StockReservationAdjusted } from '@shop/schema/events/inventory'
import type { StockAllocation } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { sumByVariant } from '../stock/allocation.ts'
import type { OrderedLine, Shortage } from '../stock/allocation.ts'
import { changeHeld } from './change-held.ts'
import { lockReservation, readHeld } from './reservation-store.ts'
import type { HeldUnits } from './reservation.ts'
import { tellHeld } from './tell-held.ts'

/** An edit of an order: the units of each variant that it is to have in all, and which of them were sent already. */
export type ReservationEdit = {
  orderId: string
  editId: string
  lines: readonly OrderedLine[]
  shipped: readonly StockAllocation[]
}

/** Makes what is held or sold for an order what its edit asks for, or changes nothing and says what is missing. */
export async function adjustReservation(tx: Transaction, edit: ReservationEdit, now: Date): Promise<void> {
  const { orderId, editId } = edit
  const reject = (shortages: readonly Shortage[]) =>
    appendEvents(tx, [
      newEvent(StockAdjustmentRejected, { subject: orderId, data: { orderId, editId, shortages: [...shortages] } }),
    ])
  const reservation = await lockReservation(tx, orderId)
  if (reservation?.status !== 'RESERVED' && reservation?.status !== 'COMMITTED') return reject([])

  const committed = reservation.status === 'COMMITTED'
  const held = await readHeld(tx, reservation.id)
  const fixed = edit.shipped.map((sent) => findSent(held.units, sent))
  const wanted = sumByVariant(edit.lines)
  for (const { variantId, quantity } of fixed) wanted.set(variantId, (wanted.get(variantId) ?? 0) - quantity)
  const lines = [...wanted].map(([variantId, quantity]) => ({ variantId, quantity: Math.max(0, quantity) }))
  const open = lines.filter(({ quantity }) => quantity > 0)

  const change = await changeHeld(tx, reservation, { held, lines: open, now, sold: committed, fixed })
  if (change.held === null) return reject(change.shortages)
  const { allocations } = tellHeld(change.held)
  const data = { orderId, editId, committed, allocations }
  await appendEvents(tx, [newEvent(StockReservationAdjusted, { subject: orderId, data }), ...change.news])
}

function findSent(units: readonly HeldUnits[], { variantId, locationId, quantity }: StockAllocation): HeldUnits {
  const unit = units.find((one) => one.variantId === variantId && one.locationId === locationId)
  if (!unit || unit.quantity < quantity) {
    throw new Error(`${quantity} units of ${variantId} were sent from ${locationId}, which were never taken there`)
  }
  return { ...unit, quantity }
}
