import { notFound } from '@shop/subgraph/errors'
import type { Viewer } from '@shop/subgraph/viewer'
import { canViewOrder } from '../authorize.ts'
import type { Services } from '../context.ts'
import { findOrder } from '../order/order-store.ts'
import { isSettled, type Order } from '../order/order.ts'
import { hasArrived, type Shipment } from '../shipment/shipment.ts'
import { findPlannedShipments } from '../shipment/shipment-store.ts'
import { followOrder } from './follow-order.ts'

type Needed = Pick<Services, 'database' | 'feed'>

/** The order, now and after each change, until it is settled. NOT_FOUND, also in the middle, when it is not the viewer's. */
export function followOrderChanges(
  { database, feed }: Needed,
  viewer: Viewer | null,
  orderId: string,
): Promise<AsyncIterableIterator<Order>> {
  let seen = 0
  return followOrder({
    feed,
    orderId,
    async look() {
      const order = await findVisible({ database }, viewer, orderId)
      // Several events may stand for one look, and one change for several events.
      const values = order.version > seen ? [order] : []
      seen = order.version
      return { values, isOver: isSettled(order) }
    },
  })
}

/** Each parcel of the order, now and after each change of its tracking, until all have arrived. */
export function followDeliveryChanges(
  { database, feed }: Needed,
  viewer: Viewer | null,
  orderId: string,
): Promise<AsyncIterableIterator<Shipment>> {
  const seen = new Map<string, number>()
  return followOrder({
    feed,
    orderId,
    async look() {
      const order = await findVisible({ database }, viewer, orderId)
      const parcels = await findPlannedShipments(database, orderId)
      const values = parcels.flatMap(({ trackingCode, ...parcel }) => {
        if (trackingCode === null || seen.get(parcel.id) === parcel.version) return []
        seen.set(parcel.id, parcel.version)
        return [{ ...parcel, trackingCode }]
      })
      const haveArrived = parcels.length > 0 && parcels.every(({ status }) => hasArrived(status))
      return { values, isOver: haveArrived || order.status === 'CANCELLED' }
    },
  })
}

/** Asked at every look, because an order may change hands: a guest's becomes a user's. */
async function findVisible(
  { database }: Pick<Services, 'database'>,
  viewer: Viewer | null,
  orderId: string,
): Promise<Order> {
  const order = await findOrder(database, orderId)
  if (!order || !canViewOrder(viewer, order)) throw notFound('The order')
  return order
}
