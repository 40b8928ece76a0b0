import type { Change } from '@shop/events/live/change-log'
import { notFound } from '@shop/subgraph/errors'
import { followChanges, type Followed, type Told } from '@shop/subgraph/live/follow-changes'
import type { LiveEvent } from '@shop/subgraph/live/live-event'
import type { Viewer } from '@shop/subgraph/viewer'
import { canViewOrder } from '../authorize.ts'
import type { RequestContext } from '../context.ts'
import { isSettled, type Order } from '../order/order.ts'
import { readOrderState } from './read-state.ts'
import { loadersOf, orderOf } from './stored-changes.ts'

type Needed = Pick<RequestContext, 'database' | 'feed' | 'viewer' | 'resumeFrom'>

/** Each version of the order, until it has settled. NOT_FOUND, also in the middle, when it is not the viewer's. */
export async function followOrder(
  { database, feed, viewer, resumeFrom }: Needed,
  orderId: string,
): Promise<AsyncIterableIterator<LiveEvent<Order>>> {
  return followChanges<Order>({
    feed,
    database,
    topics: [`order:${orderId}`],
    resumeFrom,
    async begin() {
      const { snapshot, changes } = await readOrderState(database, orderId)
      const now = changes.find(({ kind }) => kind === 'order')
      if (!now) throw notFound('The order')
      const tell = (change: Change): Told<Order> => ({
        value: orderOf(change),
        context: { loaders: loadersOf(change, database) },
      })
      const newest = trackOrder(viewer, now)
      const followed: Followed<Order> = {
        current: () => [tell(now)],
        apply(change) {
          newest.apply(change)
          return [tell(change)]
        },
        isOver: () => isSettled(newest.order()),
      }
      return { snapshot, followed }
    },
  })
}

/**
 * The order as far as its changes have been applied. Throws NOT_FOUND when the viewer may not see it: asked at every change,
 * because an order may change hands, a guest's becomes a user's. Versions before the one that it begins with, which are told
 * again to who missed them, are the viewer's to see with it.
 */
export function trackOrder(viewer: Viewer | null, begin: Change): { order(): Order; apply(change: Change): void } {
  let order = orderOf(begin)
  function check(): void {
    if (!canViewOrder(viewer, order)) throw notFound('The order')
  }
  check()
  return {
    order: () => order,
    apply(change) {
      const changed = orderOf(change)
      if (changed.version <= order.version) return
      order = changed
      check()
    },
  }
}
