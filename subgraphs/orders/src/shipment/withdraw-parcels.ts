import type { Transaction } from '../database.ts'
import { announceParcelStatus } from '../order/order-events.ts'
import type { Order } from '../order/order.ts'
import { hasArrived, isWithCarrier } from './shipment.ts'
import { cancelShipments, findPlannedShipments } from './shipment-store.ts'

/** Takes back the parcels of a locked order that no carrier has, or one of them, and tells of those that were announced. */
export async function withdrawParcels(tx: Transaction, order: Order, now: Date, only?: string): Promise<void> {
  const parcels = (await findPlannedShipments(tx, order.id)).filter(
    ({ id, status }) => !isWithCarrier(status) && !hasArrived(status) && (only === undefined || id === only),
  )
  if (parcels.length === 0) return
  await cancelShipments(tx, order.id, now, only)
  for (const { trackingCode, ...parcel } of parcels) {
    if (trackingCode !== null) await announceParcelStatus(tx, order, { ...parcel, trackingCode, status: 'CANCELLED' })
  }
}
