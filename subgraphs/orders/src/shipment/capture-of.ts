import type { Transaction } from '../database.ts'
import { findOrderLines } from '../order/order-store.ts'
import type { Order, OrderLine } from '../order/order.ts'
import { parcelAmount, shippedAmount } from '../order/totals.ts'
import { findAnnouncedLines } from './shipment-store.ts'

/** What a parcel brings of the order's total, and what all that have left bring together. Minor units. */
export type Capture = { amount: number; shipped: number }

/** Of a parcel that was just announced; null when the money was captured at the confirmation. */
export async function captureOf(tx: Transaction, order: Order, shipmentId: string): Promise<Capture | null> {
  if (!order.capturedOnShipment) return null
  const packed = await findAnnouncedLines(tx, order.id)
  const lines = await findOrderLines(tx, order.id)
  const isOwn = (line: { shipmentId: string }) => line.shipmentId === shipmentId
  const before = packed.filter((line) => !isOwn(line))
  return {
    amount: parcelAmount(order.total, lines, packed.filter(isOwn), before),
    shipped: shippedAmount(order.total, lines, packed),
  }
}

/**
 * What of the total of an edited order has left: all of it, when what had not left was cancelled; null when the money was captured at
 * the confirmation.
 */
export async function shippedOf(tx: Transaction, order: Order, lines: readonly OrderLine[]): Promise<number | null> {
  if (!order.capturedOnShipment) return null
  return shippedAmount(order.total, lines, await findAnnouncedLines(tx, order.id))
}
