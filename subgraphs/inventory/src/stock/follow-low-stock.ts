import type { Change } from '@shop/events/live/change-log'
import { StockLow } from '@shop/schema/events/inventory'
import { followOccurrences } from '@shop/subgraph/live/follow-occurrences'
import type { LiveEvent } from '@shop/subgraph/live/live-event'
import { shareByChange } from '@shop/subgraph/live/share-by-change'
import { requireStaff } from '../authorize.ts'
import type { RequestContext } from '../context.ts'
import { readStockLevelOf } from './stock-store.ts'
import type { StockLevelRow } from './stock-store.ts'

type Needed = Pick<RequestContext, 'database' | 'feed' | 'viewer' | 'resumeFrom'>

/** Reads a level that has become low, as it is by now; all who are told of it share the read. */
export type LowLevel = { read(): Promise<StockLevelRow | null> }

const lowLevelOf = shareByChange(({ data }: Change, database: Needed['database']): LowLevel => {
  const { variantId, locationId } = StockLow.parse(data)
  let level: Promise<StockLevelRow | null> | undefined
  return { read: () => (level ??= readStockLevelOf(database, variantId, locationId)) }
})

/** Each level when it becomes low. Throws UNAUTHENTICATED or FORBIDDEN for others than staff. */
export async function followLowStock({
  database,
  feed,
  viewer,
  resumeFrom,
}: Needed): Promise<AsyncIterableIterator<LiveEvent<LowLevel | null>>> {
  requireStaff(viewer)
  return followOccurrences<LowLevel>({
    feed,
    database,
    topics: ['stock-low'],
    resumeFrom,
    tell(change) {
      const { variantId, locationId } = StockLow.parse(change.data)
      return [{ value: lowLevelOf(change, database), conflationKey: `${variantId}:${locationId}` }]
    },
  })
}
