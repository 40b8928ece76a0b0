import type { EventBus } from '@shop/events/bus'
import { createRedisBus } from '@shop/events/redis-bus'
import { CACHED_PRODUCERS } from '@shop/schema/changed-entities'
import { changedKeys, type ChangedKey } from './changed-entities.ts'
import type { Log } from './log.ts'

/**
 * What a router of the shop needs to hear of changes that no mutation through it made (its option `invalidations`): follows
 * the bus, and names what each event changed. Answers what ends it; the bus stays open.
 */
export function invalidationsFrom(
  bus: Pick<EventBus, 'tail'>,
  log: Log,
): (invalidate: (changes: readonly ChangedKey[]) => Promise<void>) => Promise<() => Promise<void>> {
  return async (invalidate) => {
    const tail = await bus.tail([...CACHED_PRODUCERS], (event) => {
      const changes = changedKeys([event])
      if (changes.length === 0) return
      invalidate(changes).catch((error: unknown) => log.error({ err: error, event: event.id }, 'a change was not told'))
    })
    return () => tail.stop()
  }
}

/** The same for a router that is a process of its own: opens its own way to the bus in Redis, and closes it at the end. */
export function invalidationsFromRedis(url: string, log: Log): ReturnType<typeof invalidationsFrom> {
  return async (invalidate) => {
    const bus = createRedisBus({ url, log })
    const end = await invalidationsFrom(bus, log)(invalidate)
    return async () => {
      await end()
      await bus.stop()
    }
  }
}
