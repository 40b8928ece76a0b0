import type { OrderLine, OrderStatus } from '../order/order.ts'
import { refundForUnits } from '../order/totals.ts'

export type ReturnStatus = 'REQUESTED' | 'RECEIVED' | 'REFUNDED'

/** Units that come back. `refundTotal` is in minor units. */
export type Return = {
  id: string
  orderId: string
  status: ReturnStatus
  reason: string
  refundTotal: number
  currencyCode: string
  requestedAt: Date
  receivedAt: Date | null
}

export type ReturnLine = { returnId: string; orderLineId: string; quantity: number }

const TRANSITIONS: Readonly<Record<ReturnStatus, readonly ReturnStatus[]>> = {
  REQUESTED: ['RECEIVED'],
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
