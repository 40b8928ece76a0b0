import { followOccurrences } from '@shop/subgraph/live/follow-occurrences'
import type { LiveEvent } from '@shop/subgraph/live/live-event'
import { requireRole } from '@shop/subgraph/viewer'
import type { RequestContext } from '../context.ts'
import type { Order } from '../order/order.ts'
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
  return followOccurrences<Order>({
    feed,
    database,
    topics: ['orders-placed'],
    resumeFrom,
    tell(change) {
      const order = orderOf(change)
      return isWanted(order) ? [{ value: order, context: { loaders: loadersOf(change, database) } }] : []
    },
  })
}
