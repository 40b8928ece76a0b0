import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import type { Order } from '../order/order.ts'
import { findAllocations, findOrderLines } from '../order/order-store.ts'
import { parcelsFor } from './parcels.ts'
import { findPlannedShipments, insertShipments } from './shipment-store.ts'

/**
 * Plans one parcel per location when a locked order is paid and its stock has left the shelves, whichever was told last.
 * The carrier is told by a worker: a call to another house has no place in a transaction.
 */
export async function planShipments(
  tx: Transaction,
  { carrier }: Pick<Services, 'carrier'>,
  order: Order,
  now: Date,
): Promise<void> {
  if (order.status !== 'CONFIRMED' || order.paymentStatus !== 'PAID') return
  const allocations = await findAllocations(tx, order.id)
  if (allocations.length === 0) return
  const planned = await findPlannedShipments(tx, order.id)
  if (planned.length > 0) return
  const parcels = parcelsFor(await findOrderLines(tx, order.id), allocations)
  await insertShipments(tx, order.id, parcels, carrier.name, now)
}
