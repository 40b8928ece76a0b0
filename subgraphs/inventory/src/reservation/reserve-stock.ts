import { appendEvent } from '@shop/events/outbox'
import { StockRejected, StockReserved } from '@shop/schema/events/inventory'
import type { Transaction } from '../database.ts'
import { allocate } from '../stock/allocation.ts'
import type { OrderedLine } from '../stock/allocation.ts'
import { appendStockEvents } from '../stock/stock-events.ts'
import { lockLevelsOfVariants, moveStock } from '../stock/stock-store.ts'
import { insertAllocations, insertReservation, updateReservationStatus } from './reservation-store.ts'

/**
 * Sets aside every line of an order, or none. Runs inside the transaction of the event's inbox row.
 * A second OrderPlaced, or one that the order's cancellation overtook, finds a reservation and changes nothing.
 */
export async function reserveStock(tx: Transaction, orderId: string, lines: readonly OrderedLine[]): Promise<void> {
  const reservationId = await insertReservation(tx, orderId, 'RESERVED')
  if (reservationId === null) return

  const levels = await lockLevelsOfVariants(tx, [...new Set(lines.map((line) => line.variantId))])
  const { units, shortages } = allocate(lines, levels)
  if (shortages.length > 0) {
    await updateReservationStatus(tx, reservationId, 'REJECTED')
    await appendEvent(tx, StockRejected, { subject: orderId, data: { orderId, shortages } })
    return
  }

  const moved = await moveStock(
    tx,
    { kind: 'ALLOCATION', orderId },
    units.map((unit) => ({ stockLevelId: unit.stockLevelId, onHandDelta: 0, reservedDelta: unit.quantity })),
  )
  await insertAllocations(tx, reservationId, units)
  const byId = new Map(moved.map((level) => [level.id, level]))
  const allocations = units.map(({ stockLevelId, quantity }) => {
    const level = byId.get(stockLevelId)
    if (!level) throw new Error(`stock level ${stockLevelId} was allocated but not moved`)
    return { variantId: level.variantId, locationId: level.locationId, quantity }
  })
  await appendEvent(tx, StockReserved, { subject: orderId, data: { orderId, allocations } })
  await appendStockEvents(tx, moved)
}
