import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import type { Order } from '../order/order.ts'
import type { OrderPaymentStatus } from '../order/payment-status.ts'
import { parcelsFor } from './parcels.ts'
import { readUnsentUnits } from './read-parcel-contents.ts'
import { insertShipments } from './shipment-store.ts'

// A part is given back when an edit makes the order cheaper: the rest is paid.
const PAID: ReadonlySet<OrderPaymentStatus> = new Set(['PAID', 'PARTIALLY_REFUNDED'])

/** Whether units of the order may be sent: it is paid (or will be with its parcels), and nobody is changing it. */
export function isShippable(
  order: Pick<Order, 'status' | 'paymentStatus' | 'capturedOnShipment' | 'pendingEditId'>,
): boolean {
  const isPaid = PAID.has(order.paymentStatus) || (order.capturedOnShipment && order.paymentStatus === 'AUTHORIZED')
  return order.status === 'CONFIRMED' && isPaid && order.pendingEditId === null
}

/** Whether its parcels wait for the money of an edit. Staff may send it all the same. */
function isCovered({ awaitsCoverOf }: Pick<Order, 'awaitsCoverOf'>): boolean {
  return awaitsCoverOf === null
}

/**
 * Plans one parcel per location of what is in none (and in none that the carrier may still have), when a locked order is paid and its stock has left the shelves, whichever was
 * told last. The carrier is told by a worker: a call to another house has no place in a transaction.
 */
export async function planShipments(
  tx: Transaction,
  { carrier }: Pick<Services, 'carrier'>,
  orders: readonly Order[],
  now: Date,
): Promise<void> {
  const ids = orders
    .filter((order) => isShippable(order) && isCovered(order) && !order.manualFulfillment)
    .map(({ id }) => id)
  if (ids.length === 0) return
  const parcels = (await readUnsentUnits(tx, ids)).flatMap(({ orderId, lines, unsent }) =>
    parcelsFor(lines, unsent).map((parcel) => ({ orderId, ...parcel })),
  )
  if (parcels.length > 0) await insertShipments(tx, parcels, carrier.name, now)
}
