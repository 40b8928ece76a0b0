import {
  StockAdjustmentRejected,
  StockCommitted,
  StockRejected,
  StockReservationAdjusted,
} from '@shop/schema/events/inventory'
import { OrderCancelled, OrderConfirmed, OrderEditRequested, OrderPlaced } from '@shop/schema/events/orders'
import { randomUUID } from 'node:crypto'
import type { Told, Tell } from './event-mill.ts'

type Status = 'NONE' | 'AWAITED' | 'RESERVED' | 'REJECTED' | 'COMMITTED' | 'RELEASED'

/**
 * Inventory as far as orders sees it: one reservation, events in any order. It has `stock` units of each variant beside what the
 * order holds.
 */
export function simulateInventory(orderId: string, stock: number, tell: Tell) {
  const locationId = randomUUID()
  let status: Status = 'NONE'
  let held = new Map<string, number>()

  const allocations = () => [...held].map(([variantId, quantity]) => ({ variantId, locationId, quantity }))
  const isThere = (wanted: ReadonlyMap<string, number>) =>
    [...wanted].every(([variantId, quantity]) => quantity - (held.get(variantId) ?? 0) <= stock)
  const unitsOf = (lines: readonly { variantId: string; quantity: number }[]) =>
    new Map(lines.map(({ variantId, quantity }) => [variantId, quantity]))

  function commit(): void {
    status = 'COMMITTED'
    tell(StockCommitted, { orderId, allocations: allocations() })
  }

  return {
    /** Whether it has set aside all of the order: payments waits for that. */
    holds: () => status === 'RESERVED' || status === 'COMMITTED',
    /** What it has taken for the order in the end. */
    taken: () => (status === 'COMMITTED' ? held : new Map<string, number>()),
    locationId,
    hear({ type, data }: Told): void {
      if (type === OrderPlaced.type && (status === 'NONE' || status === 'AWAITED')) {
        const wanted = unitsOf(OrderPlaced.parse(data).lines)
        const isConfirmed = status === 'AWAITED'
        if (!isThere(wanted)) {
          status = 'REJECTED'
          tell(StockRejected, { orderId, shortages: [] })
        } else {
          held = wanted
          status = 'RESERVED'
          if (isConfirmed) commit()
        }
      }
      if (type === OrderConfirmed.type && status === 'RESERVED') commit()
      else if (type === OrderConfirmed.type && status === 'NONE') status = 'AWAITED'
      if (type === OrderCancelled.type && status !== 'REJECTED') status = 'RELEASED'
      if (type === OrderEditRequested.type) {
        const { editId, lines } = OrderEditRequested.parse(data)
        const wanted = unitsOf(lines)
        if ((status === 'RESERVED' || status === 'COMMITTED') && isThere(wanted)) {
          held = wanted
          const committed = status === 'COMMITTED'
          tell(StockReservationAdjusted, { orderId, editId, committed, allocations: allocations() })
        } else {
          tell(StockAdjustmentRejected, { orderId, editId, shortages: [] })
        }
      }
    },
  }
}
