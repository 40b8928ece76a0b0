import { BusStopped, type EventBus, type HandlingOptions } from './bus.ts'
import type { EventEnvelope } from './envelope.ts'
import { createInProcessGroup, type InProcessGroup } from './in-process-group.ts'
import type { Log } from './log.ts'
import { createRecentIds } from './recent-ids.ts'
import { createRetryPolicy, type RetryOptions } from './retry-policy.ts'

/** How the bus in one process delivers; times in milliseconds. */
export type InProcessBusOptions = RetryOptions &
  HandlingOptions & {
    log: Log
    /**
     * Resolves when every group has joined (default: they have). What is published before waits for it: for a group that joins
     * afterwards, all that the outbox keeps would be published again, a day of it.
     */
    joined?: Promise<void>
  }

type Tail = { producers: string[]; hear(event: EventEnvelope): void }

/** So many ids are compared to tell a listener nothing twice; what is repeated later than that is heard again. */
const REMEMBERED_IDS = 10_000

/**
 * The bus of a single process, for everything that runs in it: hands events over by calling the handlers. It stores
 * nothing: until all groups are done with an event, the outbox keeps it as not published, and tells it again after a crash.
 * So no group has a position of its own: one that falls behind by a relay's window holds up that producer for all. A position
 * for each, with what settles out of turn around it, would be a second Redis Streams; who needs groups that are independent of
 * each other runs distributed.
 */
export function createInProcessBus(options: InProcessBusOptions): EventBus {
  const { log, joined, concurrency = 8, batchSize = 50, graceMs = 1_000 } = options
  const handling = { concurrency, batchSize, graceMs, log }
  const retry = createRetryPolicy(options)
  const groups = new Map<string, InProcessGroup>()
  const tails = new Set<Tail>()
  const published = new Set<string>()
  const losses = new Map<string, () => Promise<void>>()
  /** Producers that have to publish again, because a group came after events that it should have got. */
  const owed = new Set<string>()
  let stopped = false
  const opening = Promise.withResolvers<void>()
  let isOpen = joined === undefined
  // Before those who wait, so that nobody overtakes them.
  void opening.promise.then(() => (isOpen = true))
  void joined?.then(opening.resolve)

  async function recover(producer: string): Promise<void> {
    const republish = losses.get(producer)
    // Without a relay for now: the next one asks in onLoss.
    if (!republish || !owed.has(producer)) return
    owed.delete(producer)
    try {
      await republish()
    } catch (error) {
      log.warn({ producer, err: error }, 'outbox not republished for a new group, will be tried again')
      owed.add(producer)
      setTimeout(() => void recover(producer), 1_000).unref()
    }
  }

  return {
    async publish(event) {
      if (!isOpen) await opening.promise
      if (stopped) throw new BusStopped()
      published.add(event.producer)
      for (const tail of tails) if (tail.producers.includes(event.producer)) tail.hear(event)
      const concerned = [...groups.values()].filter((group) => group.wants(event))
      const outcomes = await Promise.all(concerned.map((group) => group.deliver(event)))
      if (outcomes.includes('abandoned')) throw new BusStopped()
    },
    async consume(group) {
      if (stopped) throw new BusStopped()
      const known = groups.get(group.name)
      const joined = known ?? createInProcessGroup(group, { retry, ...handling })
      groups.set(group.name, joined)
      const member = joined.join(group)
      const missed = known ? [] : group.producers.filter((producer) => published.has(producer))
      for (const producer of missed) {
        owed.add(producer)
        void recover(producer)
      }
      return member
    },
    async tail(producers, listener) {
      const recent = createRecentIds(REMEMBERED_IDS)
      const tail: Tail = {
        producers,
        hear(event) {
          if (!recent.add(event.id)) return
          try {
            listener(event)
          } catch (error) {
            log.error({ eventId: event.id, err: error }, 'a listener of the event tail failed')
          }
        },
      }
      tails.add(tail)
      return { stop: async () => void tails.delete(tail) }
    },
    onLoss(producer, republish) {
      losses.set(producer, republish)
      void recover(producer)
      return {
        async stop() {
          if (losses.get(producer) === republish) losses.delete(producer)
        },
      }
    },
    async stop() {
      stopped = true
      opening.resolve()
      tails.clear()
      losses.clear()
      await Promise.all([...groups.values()].map((group) => group.stop()))
    },
  }
}
