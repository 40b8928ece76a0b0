import type { Transaction } from '../database.ts'
import { findOrderLines } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { parcelAmount } from '../order/totals.ts'
import { findPlannedShipments, findShipmentLines } from './shipment-store.ts'

/**
 * What of the order's total the parcel brings, after those that were announced before it; null when the money was captured at
 * the confirmation.
 */
export async function captureOf(tx: Transaction, order: Order, shipmentId: string): Promise<number | null> {
  if (!order.capturedOnShipment) return null
  const parcels = await findPlannedShipments(tx, order.id)
  const announced = parcels.filter(({ trackingCode }) => trackingCode !== null).map(({ id }) => id)
  const packed = await findShipmentLines(tx, { shipmentId: { in: [...announced, shipmentId] } })
  const isOwn = (line: { shipmentId: string }) => line.shipmentId === shipmentId
  const lines = await findOrderLines(tx, order.id)
  return parcelAmount(
    order.total,
    lines,
    packed.filter(isOwn),
    packed.filter((line) => !isOwn(line)),
  )
}
