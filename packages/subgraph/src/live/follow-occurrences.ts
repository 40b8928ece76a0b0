import { readSnapshot, type Change } from '@shop/events/live/change-log'
import { followChanges, type FollowOptions, type Told } from './follow-changes.ts'
import type { LiveEvent } from './live-event.ts'

/**
 * A subscription that tells of what happens, and has no state to begin with: it begins, also after a gap, with null, so that the
 * client has a cursor before anything happens, and hears of the gap.
 */
export function followOccurrences<Value>({
  tell,
  ...options
}: Omit<FollowOptions<Value | null>, 'begin'> & { tell(change: Change): readonly Told<Value>[] }): Promise<
  AsyncIterableIterator<LiveEvent<Value | null>>
> {
  const followed = { current: () => [{ value: null }], apply: tell, isOver: () => false }
  return followChanges<Value | null>({
    ...options,
    begin: async () => ({ snapshot: await readSnapshot(options.database), followed }),
  })
}
