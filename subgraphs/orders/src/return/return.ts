import type { OrderLine, OrderStatus } from '../order/order.ts'
import { refundForUnits } from '../order/totals.ts'

export type ReturnStatus = 'REQUESTED' | 'APPROVED' | 'REJECTED' | 'RECEIVED' | 'REFUNDED'

/** Units that come back. `refundTotal` is in minor units. */
export type Return = {
  id: string
  orderId: string
  status: ReturnStatus
  reason: string
  refundTotal: number
  currencyCode: string
  /** Why staff refused it. */
  rejection: string | null
  requestedAt: Date
  decidedAt: Date | null
  receivedAt: Date | null
}

export type ReturnLine = {
  returnId: string
  orderLineId: string
  quantity: number
  /** Units that have arrived; null before. */
  receivedQuantity: number | null
  /** Those of them that nobody can buy any more. */
  writtenOffQuantity: number
}

/** What becomes of units that came back. */
export type Disposition = 'RESTOCK' | 'WRITE_OFF'

/** Units that came back, as the others hear of them. */
export type ReturnedUnits = { lineId: string; variantId: string; quantity: number; disposition: Disposition }

const TRANSITIONS: Readonly<Record<ReturnStatus, readonly ReturnStatus[]>> = {
  // Staff who receive what they did not approve before approve it by that.
  REQUESTED: ['APPROVED', 'REJECTED', 'RECEIVED'],
  APPROVED: ['REJECTED', 'RECEIVED'],
  REJECTED: [],
  RECEIVED: ['REFUNDED'],
  REFUNDED: [],
}

export function returnCanBecome(from: ReturnStatus, to: ReturnStatus): boolean {
  return TRANSITIONS[from].includes(to)
}

/** Whether units of such an order can be sent back: it was delivered. */
export function isReturnable(status: OrderStatus): boolean {
  return status === 'COMPLETED'
}

/** Units by order line that are asked back, or were before. */
export type UnitsByLine = ReadonlyMap<string, number>

/** What is given back for the units, by what was given back of each line before. */
export function refundTotalOf(lines: readonly OrderLine[], units: UnitsByLine, returnedBefore: UnitsByLine): number {
  return lines.reduce(
    (sum, line) => sum + refundForUnits(line, units.get(line.id) ?? 0, returnedBefore.get(line.id) ?? 0),
    0,
  )
}

/** Whether every unit of the order has come back. */
export function isEverythingReturned(lines: readonly OrderLine[], returned: UnitsByLine): boolean {
  return lines.every((line) => (returned.get(line.id) ?? 0) >= line.quantity)
}
