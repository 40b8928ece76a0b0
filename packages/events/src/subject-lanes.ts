import { BatchFailed, createBatches } from './batches.ts'
import type { EventEnvelope } from './envelope.ts'
import type { Log } from './log.ts'
import { pause } from './pause.ts'
import { PermanentFailure } from './permanent-failure.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { createSlots } from './slots.ts'

/** One event for one group. */
export type Delivery = {
  event: EventEnvelope
  /** Calls of the handler that have already failed, here or in a process that died. */
  attempts: number
  /** Deliveries of one subject run in this order, and not in the one they came in. */
  order: bigint
  /** Asked before each attempt; while it answers false, the subject waits. */
  mayStart(): Promise<boolean>
  /** Told the number of failed attempts after each one that will be repeated. */
  onRetry?(attempts: number): void
}

/** `abandoned`: stopped before it was done; somebody else has to do it. */
export type Outcome = 'handled' | 'dead-lettered' | 'abandoned'

/** See createSubjectLanes. */
export type SubjectLanes = {
  /** Resolves when the event is settled for this group. Never rejects. */
  deliver(delivery: Delivery): Promise<Outcome>
  /** Deliveries that are not settled. */
  held(): number
  /** Those of them that could run if there were a free slot: their subject does not wait for anything. */
  ready(): number
  /** Starts no handler any more, gives those that run `graceMs`, and abandons the rest. */
  stop(graceMs: number): Promise<void>
}

/** What the lanes work with. */
export type SubjectLanesOptions = {
  /** Gives all of them their effect, or none. */
  handle(events: readonly EventEnvelope[]): Promise<void>
  deadLetter(event: EventEnvelope, error: unknown, attempts: number): Promise<void>
  retry: RetryPolicy
  /** Calls of `handle` at once, at most, for events that are taken by themselves. */
  concurrency: number
  /** Events that are handled together, at most. */
  batchSize: number
  /** Pause after a batch of several before the next, in milliseconds. No event waits for more than one of them. */
  restMs: number
  log: Log
  /** Whether more waits outside, so that this is no time to rest. */
  isBehind?(): boolean
  /** Called whenever held() or ready() may have become less. */
  onRoom?(): void
}

type Waiting = {
  delivery: Delivery
  attempts: number
  /** Rests that were before it. */
  came: number
  /** It failed, or may have: no other event shall come to harm with it. */
  isAlone: boolean
  settle(outcome: Outcome): void
}
type Lane = { queue: Waiting[]; blocked: boolean }

/** Somebody else has the subject's earlier event; the answer comes by looking again. */
const LOOK_AGAIN_MS = 15

/**
 * One lane per subject: in a lane one after the other with retries, the lanes side by side. What stands first in its lane is
 * handled together with the first of other lanes; a batch that fails is taken apart, and its events are handled one by
 * one. Both buses stand on it.
 */
export function createSubjectLanes(options: SubjectLanesOptions): SubjectLanes {
  const { retry, log, isBehind = () => false, onRoom = () => undefined } = options
  const lanes = new Map<string, Lane>()
  const running = new Set<Promise<void>>()
  const slots = createSlots(options.concurrency)
  const stopping = new AbortController()
  const batches = createBatches<EventEnvelope>({
    async work(events) {
      if (stopping.signal.aborted) throw new BatchFailed('stopped before it began')
      await options.handle(events)
    },
    limit: options.batchSize,
    restMs: rest,
  })
  let rests = 0

  /** What one subject has many events of would otherwise rest after each of them. */
  function rest(): number {
    const firsts = [...lanes.values()].map(({ blocked, queue }) => (blocked ? undefined : queue[0]))
    if (isBehind() || firsts.some((first) => first && first.came < rests)) return 0
    rests += 1
    return options.restMs
  }

  async function work(key: string, lane: Lane): Promise<void> {
    for (let next = lane.queue[0]; next && !stopping.signal.aborted; next = lane.queue[0]) {
      if (!(await next.delivery.mayStart())) {
        await block(lane, LOOK_AGAIN_MS)
        continue
      }
      // While we asked, an earlier event of the subject may have come to us from a process that died.
      if (next !== lane.queue[0]) continue
      const outcome = await attempt(next)
      if (outcome === 'alone') next.isAlone = true
      else if (outcome === 'again') await block(lane, retry.pauseAfter(next.attempts))
      else await settle(lane, next, outcome)
    }
    if (lane.queue.length === 0) lanes.delete(key)
  }

  async function block(lane: Lane, ms: number): Promise<void> {
    lane.blocked = true
    onRoom()
    await pause(ms, stopping.signal)
    lane.blocked = false
  }

  async function settle(lane: Lane, waiting: Waiting, outcome: Outcome): Promise<void> {
    lane.queue.splice(lane.queue.indexOf(waiting), 1)
    onRoom()
    waiting.settle(outcome)
    // Who waits for the outcome hears it before the next of the subject asks whether it may start.
    await Promise.resolve()
  }

  /** `again`: after a pause. `alone`: at once, by itself. */
  async function attempt(waiting: Waiting): Promise<Outcome | 'again' | 'alone'> {
    if (waiting.isAlone) return slots.run(() => attemptWith(waiting, (event) => options.handle([event])))
    return attemptWith(waiting, batches.run)
  }

  async function attemptWith(
    waiting: Waiting,
    handle: (event: EventEnvelope) => Promise<void>,
  ): Promise<Outcome | 'again' | 'alone'> {
    if (stopping.signal.aborted) return 'again'
    const { event } = waiting.delivery
    const about = { eventId: event.id, type: event.type, subject: event.subject }
    let failure: unknown
    if (waiting.attempts >= retry.maxAttempts) {
      // It has ended all of its attempts elsewhere, so it came from processes that died of it: not one more.
      failure = new Error(`${waiting.attempts} deliveries were never answered`)
    } else {
      try {
        await handle(event)
        return 'handled'
      } catch (error) {
        if (error instanceof BatchFailed) {
          log.debug({ ...about, err: error }, 'batch not handled, its events will be tried one by one')
          return 'alone'
        }
        failure = error
        waiting.attempts += 1
        waiting.isAlone = true
      }
      if (waiting.attempts < retry.maxAttempts && !(failure instanceof PermanentFailure)) {
        log.warn({ ...about, attempts: waiting.attempts, err: failure }, 'event not handled, will be tried again')
        waiting.delivery.onRetry?.(waiting.attempts)
        return 'again'
      }
    }
    try {
      await options.deadLetter(event, failure, waiting.attempts)
      log.error({ ...about, attempts: waiting.attempts, err: failure }, 'event became a dead letter')
      return 'dead-lettered'
    } catch (error) {
      log.error(
        { ...about, attempts: waiting.attempts, err: error },
        'dead letter not stored, event goes on being tried',
      )
      // What hinders the dead letter, a database that is away, may be all that hindered the handler: call it again.
      waiting.attempts = retry.maxAttempts - 1
      return 'again'
    }
  }

  function start(key: string, lane: Lane): void {
    const done: Promise<void> = work(key, lane).finally(() => running.delete(done))
    running.add(done)
  }

  return {
    deliver(delivery) {
      return new Promise((resolve) => {
        if (stopping.signal.aborted) return resolve('abandoned')
        const key = `${delivery.event.producer} ${delivery.event.subject}`
        const known = lanes.get(key)
        const lane = known ?? { queue: [], blocked: false }
        const place = lane.queue.findLastIndex((other) => other.delivery.order <= delivery.order) + 1
        const { attempts } = delivery
        lane.queue.splice(place, 0, { delivery, attempts, came: rests, isAlone: attempts > 0, settle: resolve })
        if (known) return
        lanes.set(key, lane)
        start(key, lane)
      })
    },
    held: () => sum(lanes.values(), (lane) => lane.queue.length),
    ready: () => sum(lanes.values(), (lane) => (lane.blocked ? 0 : lane.queue.length)),
    async stop(graceMs) {
      stopping.abort()
      await Promise.race([Promise.all(running), pause(graceMs)])
      for (const lane of lanes.values()) for (const waiting of lane.queue) waiting.settle('abandoned')
      lanes.clear()
    },
  }
}

function sum<Item>(items: Iterable<Item>, count: (item: Item) => number): number {
  let total = 0
  for (const item of items) total += count(item)
  return total
}
