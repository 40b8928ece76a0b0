import type { Change } from '@shop/events/live/change-log'
import { notFound } from '@shop/subgraph/errors'
import { followChanges, type Followed, type Told } from '@shop/subgraph/live/follow-changes'
import type { LiveEvent } from '@shop/subgraph/live/live-event'
import type { RequestContext } from '../context.ts'
import { isFinal } from '../order/order.ts'
import type { Shipment } from '../shipment/shipment.ts'
import { trackOrder } from './follow-order.ts'
import { readOrderState } from './read-state.ts'
import { loadersOf, shipmentOf } from './stored-changes.ts'

type Needed = Pick<RequestContext, 'database' | 'feed' | 'viewer' | 'resumeFrom'>

/** Each parcel of the order, after each change of its tracking, until the order is final. */
export async function followDelivery(
  { database, feed, viewer, resumeFrom }: Needed,
  orderId: string,
): Promise<AsyncIterableIterator<LiveEvent<Shipment>>> {
  return followChanges<Shipment>({
    feed,
    database,
    topics: [`order:${orderId}`, `deliveries-of:${orderId}`],
    resumeFrom,
    async begin() {
      const { snapshot, changes } = await readOrderState(database, orderId)
      const now = changes.find(({ kind }) => kind === 'order')
      if (!now) throw notFound('The order')
      const newest = trackOrder(viewer, now)
      const tell = (change: Change): Told<Shipment>[] => {
        const { trackingCode, ...parcel } = shipmentOf(change)
        if (trackingCode === null) return []
        const context = { loaders: loadersOf(change, database) }
        // Its tracking events hold all that led to the newest state.
        return [{ value: { ...parcel, trackingCode }, conflationKey: parcel.id, context }]
      }
      const followed: Followed<Shipment> = {
        current: () => changes.filter(({ kind }) => kind === 'shipment').flatMap(tell),
        apply(change) {
          if (change.kind === 'shipment') return tell(change)
          newest.apply(change)
          return []
        },
        isOver: () => isFinal(newest.order().status),
      }
      return { snapshot, followed }
    },
  })
}
