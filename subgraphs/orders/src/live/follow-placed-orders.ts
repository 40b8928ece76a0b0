import { followChanges, type Followed } from '@shop/subgraph/live/follow-changes'
import type { LiveEvent } from '@shop/subgraph/live/live-event'
import { requireRole } from '@shop/subgraph/viewer'
import type { RequestContext } from '../context.ts'
import type { Order } from '../order/order.ts'
import { readNothing } from './read-state.ts'
import { loadersOf, orderOf } from './stored-changes.ts'

type Needed = Pick<RequestContext, 'database' | 'feed' | 'viewer' | 'resumeFrom'>

/** Which orders. `minimumTotal` is in minor units. */
export type PlacedOrdersFilter = { minimumTotal: number | null; countryCode: string | null }

/** Each order when it is placed. Throws UNAUTHENTICATED or FORBIDDEN for others than staff. */
export async function followPlacedOrders(
  { database, feed, viewer, resumeFrom }: Needed,
  { minimumTotal, countryCode }: PlacedOrdersFilter,
): Promise<AsyncIterableIterator<LiveEvent<Order | null>>> {
  requireRole(viewer, 'STAFF')
  const isWanted = ({ total, shippingAddress }: Order) =>
    total >= (minimumTotal ?? 0) && (countryCode === null || shippingAddress.countryCode === countryCode)
  return followChanges<Order | null>({
    feed,
    database,
    topics: ['orders-placed'],
    resumeFrom,
    async begin() {
      const { snapshot } = await readNothing(database)
      const followed: Followed<Order | null> = {
        current: () => [{ value: null }],
        apply(change) {
          const order = orderOf(change)
          return isWanted(order) ? [{ value: order, context: { loaders: loadersOf(change, database) } }] : []
        },
        isOver: () => false,
      }
      return { snapshot, followed }
    },
  })
}
