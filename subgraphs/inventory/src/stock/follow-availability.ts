import { readSnapshot, type Change } from '@shop/events/live/change-log'
import { AvailabilityChanged } from '@shop/schema/events/inventory'
import { notFound } from '@shop/subgraph/errors'
import { followChanges } from '@shop/subgraph/live/follow-changes'
import type { Told } from '@shop/subgraph/live/follow-changes'
import type { LiveEvent } from '@shop/subgraph/live/live-event'
import { shareByChange } from '@shop/subgraph/live/share-by-change'
import { createLoaders, type RequestContext } from '../context.ts'
import { readAvailability } from './stock-store.ts'

/** A variant, and the units of it that could be sold. */
export type AvailableVariant = { id: string; available: number }

type Needed = Pick<RequestContext, 'database' | 'feed' | 'resumeFrom'>

/** What an event needs besides is read once for all who are told of it. */
const contextOf = shareByChange((_change: Change, database: Needed['database']) => ({
  loaders: createLoaders(database),
}))

/** What can be sold of a variant, now and after each change. Throws NOT_FOUND for an unknown one. Everybody may know. */
export async function followAvailability(
  { database, feed, resumeFrom }: Needed,
  variantId: string,
): Promise<AsyncIterableIterator<LiveEvent<AvailableVariant>>> {
  const tell = (available: number, context: object = {}): Told<AvailableVariant>[] => [
    { value: { id: variantId, available }, conflationKey: variantId, context },
  ]
  return followChanges<AvailableVariant>({
    feed,
    database,
    topics: [`availability-of:${variantId}`],
    resumeFrom,
    async begin() {
      const state = await database.$transaction(
        async (tx) => {
          // The first statement takes the snapshot that the others see, too.
          const snapshot = await readSnapshot(tx)
          const [row] = await readAvailability(tx, [variantId])
          if (!row) throw notFound('The variant')
          return { snapshot, available: row.available }
        },
        { isolationLevel: 'RepeatableRead' },
      )
      const followed = {
        current: () => tell(state.available),
        apply: (change: Change) => tell(AvailabilityChanged.parse(change.data).available, contextOf(change, database)),
        isOver: () => false,
      }
      return { snapshot: state.snapshot, followed }
    },
  })
}
