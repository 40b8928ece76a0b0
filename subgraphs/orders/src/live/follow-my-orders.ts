import type { Change } from '@shop/events/live/change-log'
import { followChanges, type Followed, type Told } from '@shop/subgraph/live/follow-changes'
import type { LiveEvent } from '@shop/subgraph/live/live-event'
import { requireViewer } from '@shop/subgraph/viewer'
import type { RequestContext } from '../context.ts'
import type { Order } from '../order/order.ts'
import { readOpenOrders } from './read-state.ts'
import { loadersOf, orderOf } from './stored-changes.ts'

type Needed = Pick<RequestContext, 'database' | 'feed' | 'viewer' | 'resumeFrom'>

/** Orders that are told at the beginning. */
const MAXIMUM_OPEN = 100

/** Each version of each order of the viewer. Throws UNAUTHENTICATED without one. */
export async function followMyOrders({
  database,
  feed,
  viewer,
  resumeFrom,
}: Needed): Promise<AsyncIterableIterator<LiveEvent<Order | null>>> {
  const { id: ownerId } = requireViewer(viewer)
  return followChanges<Order | null>({
    feed,
    database,
    topics: [`orders-of:${ownerId}`],
    resumeFrom,
    async begin() {
      const { snapshot, changes } = await readOpenOrders(database, ownerId, MAXIMUM_OPEN)
      const tell = (change: Change): Told<Order | null> => ({
        value: orderOf(change),
        context: { loaders: loadersOf(change, database) },
      })
      const followed: Followed<Order | null> = {
        current: () => (changes.length > 0 ? changes.map(tell) : [{ value: null }]),
        // The change that gives an order to somebody else is told to both; it is the other's already.
        apply: (change) => (orderOf(change).ownerId === ownerId ? [tell(change)] : []),
        isOver: () => false,
      }
      return { snapshot, followed }
    },
  })
}
