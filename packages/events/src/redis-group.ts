import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { ConsumerGroup, HandlingOptions, Running } from './bus.ts'
import { createDoorbell } from './doorbell.ts'
import { parseEnvelope, type EventEnvelope } from './envelope.ts'
import { keepReading } from './keep-reading.ts'
import type { Log } from './log.ts'
import { pause } from './pause.ts'
import { BLOCK_MS, GATHER_MS } from './redis-connection.ts'
import { createPendingEntries, type ClaimedEntry } from './redis-pending.ts'
import { orderOf, streamOf, toEntries, type StreamEntry } from './redis-stream.ts'
import { createRecentIds } from './recent-ids.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { createSubjectLanes, type Outcome } from './subject-lanes.ts'

/** What a member of a consumer group needs. */
export type RedisGroupOptions = Required<HandlingOptions> & {
  /** Shared by the bus. */
  redis: Redis
  /** This group's own, for reads that block; closed by stop(). */
  reader: Redis
  retry: RetryPolicy
  /** An entry whose process has given no sign of life for this long is taken over, in milliseconds. */
  claimIdleMs: number
  log: Log
}

/** Entries of subjects that wait for a retry are kept in memory: at most so many with the others. */
const MOST_HELD = 1_000
/** So many entries that were settled here are remembered, to know without asking that what came before another is. */
const REMEMBERED_SETTLED = 10_000
const FORGET_CONSUMER_MS = 3_600_000

/** Joins a consumer group on the streams of its producers. Resolves when the group exists on all of them. */
export async function joinRedisGroup(group: ConsumerGroup, options: RedisGroupOptions): Promise<Running> {
  const { reader, retry, batchSize, claimIdleMs, log } = options
  const { restMs = 0 } = group
  const streams = group.producers.map(streamOf)
  const stopping = new AbortController()
  const bell = createDoorbell()
  const consumer = randomUUID()
  const pending = createPendingEntries(options.redis, group.name, consumer)
  /** Stream and id of what we have → attempts that failed. */
  const held = new Map<string, { entry: StreamEntry; attempts: number }>()
  const settled = createRecentIds(REMEMBERED_SETTLED)
  /** Streams of which the last read took as much as it might, and which may have more. */
  let fullStreams = 0
  const lanes = createSubjectLanes({
    ...options,
    ...group,
    restMs,
    isBehind: () => fullStreams > 0,
    onRoom: bell.ring,
  })

  function accept(entry: StreamEntry, attempts: number): void {
    const key = `${entry.stream} ${entry.id}`
    if (held.has(key)) return
    const event = readEvent(entry)
    if (!event) return acknowledge(entry)
    const holding = { entry, attempts }
    held.set(key, holding)
    const delivery = {
      event,
      attempts,
      order: orderOf(entry.id),
      mayStart: () => isFirstOfSubject(entry),
      onRetry(failed: number) {
        holding.attempts = failed
        report(pending.noteAttempts(entry.stream, entry.id, failed + 1))
      },
    }
    void lanes.deliver(delivery).then((outcome) => settle(key, entry, outcome))
  }

  function settle(key: string, entry: StreamEntry, outcome: Outcome): void {
    // What was abandoned stays in `held` for release().
    if (outcome === 'abandoned') return
    held.delete(key)
    acknowledge(entry)
  }

  function acknowledge({ stream, id }: StreamEntry): void {
    settled.add(`${stream} ${id}`)
    report(pending.acknowledge(stream, id))
  }

  /** Undefined when it is of no concern to the group. */
  function readEvent(entry: StreamEntry): EventEnvelope | undefined {
    if (entry.type !== '' && !group.types.includes(entry.type)) return undefined
    try {
      const event = parseEnvelope(entry.json)
      return group.types.includes(event.type) ? event : undefined
    } catch (error) {
      // Relays write no such entry, so nothing of ours is lost; kept, it would come back for ever.
      log.error({ stream: entry.stream, entry: entry.id, err: error }, 'entry of a stream is not an event, passed over')
      return undefined
    }
  }

  /**
   * The entry before this one of the same subject may be in the hands of another process of the group. Redis gives
   * entries out in order, so it has been given out: either it is pending, or it is settled.
   */
  async function isFirstOfSubject(entry: StreamEntry): Promise<boolean> {
    if (entry.after === '' || settled.has(`${entry.stream} ${entry.after}`)) return true
    try {
      return !(await pending.isPending(entry.stream, entry.after))
    } catch (error) {
      // The group is gone with its order (Redis came back empty): everything comes again.
      log.debug({ err: error }, 'order of a subject is not known')
      return true
    }
  }

  function acceptClaimed(claimed: ClaimedEntry[]): void {
    for (const { entry, deliveries } of claimed) {
      // Whoever had it may have died before its turn came, so it gets one more attempt; unless it is what they die of.
      const attempts =
        deliveries > 2 * retry.maxAttempts ? retry.maxAttempts : Math.min(deliveries, retry.maxAttempts - 1)
      accept(entry, attempts)
    }
  }

  /** A batch to follow the one that runs, and no more: the rest is for other processes. */
  function room(): number {
    return Math.min(2 * batchSize - lanes.ready(), MOST_HELD - lanes.held())
  }

  async function read(failures: number): Promise<void> {
    if (fullStreams === 0 && lanes.ready() > 0) {
      // What comes while events are handled would wait for them: it is read together, when they are done or after a moment.
      await bell.wait(GATHER_MS, stopping.signal)
      // The bell rings with the first of a batch that is done.
      await new Promise((resolve) => setImmediate(resolve))
    }
    // COUNT is for each stream. The room is shared out among those that have more than that, for a busy one shall have all of it; when
    // several become busy at once they are given too much, once.
    const count = Math.ceil(room() / Math.max(1, fullStreams))
    if (count <= 0) return bell.wait(1_000, stopping.signal)
    if (failures > 0) await recover()
    const where = [...streams, ...streams.map(() => '>')]
    const reply = await reader.xreadgroup(
      ...(['GROUP', group.name, consumer, 'COUNT', count, 'BLOCK', BLOCK_MS, 'STREAMS'] as const),
      ...where,
    )
    const entries = toEntries(reply)
    fullStreams = (reply ?? []).filter(([, ofStream]) => ofStream.length >= count).length
    for (const entry of entries) accept(entry, 0)
    // What comes while the lanes rest is read together. They do not rest while more is there.
    if (restMs > 0 && fullStreams === 0 && entries.length > 1) await pause(restMs, stopping.signal)
  }

  /** After a failed read: the group may be gone, or an answer with entries was lost. */
  async function recover(): Promise<void> {
    await pending.ensureGroups(group.producers)
    for (const stream of streams) {
      acceptClaimed(await pending.claimUnheard(stream, (id) => held.has(`${stream} ${id}`)))
    }
  }

  async function lookAfterPending(): Promise<void> {
    let forgetAt = 0
    while (!stopping.signal.aborted) {
      try {
        const forget = Date.now() >= forgetAt
        if (forget) forgetAt = Date.now() + FORGET_CONSUMER_MS
        for (const stream of streams) {
          const ids = [...held.values()].flatMap(({ entry }) => (entry.stream === stream ? [entry.id] : []))
          if (ids.length > 0) await pending.touch(stream, ids)
          if (room() > 0) acceptClaimed(await pending.claimStale(stream, claimIdleMs, room()))
          if (forget) await pending.removeIdleConsumers(stream, FORGET_CONSUMER_MS)
        }
      } catch (error) {
        // Without its group read() fails too, and makes it again.
        log.debug({ group: group.name, err: error }, 'pending events not looked after, will be tried again')
      }
      await pause(claimIdleMs / 4, stopping.signal)
    }
  }

  /** Nobody has to wait until what we leave behind looks stale. */
  async function release(): Promise<void> {
    for (const stream of streams) {
      const ids = await pending.own(stream)
      const releases = ids.map((id) => pending.release(stream, id, held.get(`${stream} ${id}`)?.attempts ?? 0))
      await Promise.all(releases)
    }
  }

  function report(command: Promise<void>): void {
    command.catch((error: unknown) => {
      // Not acknowledged means delivered again, and the inbox knows it then.
      if (!stopping.signal.aborted)
        log.debug({ group: group.name, err: error }, 'state of an event not written to Redis')
    })
  }

  if (streams.length === 0) return { stop: async () => reader.disconnect() }
  await pending.ensureGroups(group.producers)
  const loops = [keepReading(read, stopping.signal, log), lookAfterPending()]
  let stopped: Promise<void> | undefined

  async function stop(): Promise<void> {
    stopping.abort()
    reader.disconnect()
    await lanes.stop(options.graceMs)
    const rest = Promise.all(loops)
      .then(release)
      .catch((error: unknown) => log.debug({ group: group.name, err: error }, 'events not released'))
    // With Redis away these wait; then the entries become stale by themselves.
    await Promise.race([rest, pause(500)])
  }

  return { stop: () => (stopped ??= stop()) }
}
