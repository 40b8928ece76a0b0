import { BusStopped, type EventBus } from './bus.ts'
import type { Log } from './log.ts'
import type { OutboxRow, OutboxRows } from './outbox-rows.ts'
import { pause } from './pause.ts'

/** The events that the relay has given to the bus and not yet marked as published. */
export type RelayWindow = {
  size(): number
  /** Publishes the rows in their order, without waiting for one before the next. */
  publish(rows: OutboxRow[]): void
  /**
   * Reads on, and marks by the same statement what the bus has by now. So marking costs nothing of its own, and comes a
   * moment later; who dies in between has it published again.
   */
  readNext(limit: number): Promise<OutboxRow[]>
  /** How long to wait before publishing more, in milliseconds: 0, unless the bus refused events lately. */
  holdMs(): number
  /** Forgets everything that was published so far, and has it published again. */
  republish(): Promise<number>
  /** Waits until all is published and marked, at most `graceMs`. */
  drain(graceMs: number): Promise<void>
}

/** What a window works with. */
export type RelayWindowOptions = {
  rows: OutboxRows
  bus: EventBus
  log: Log
  /** Called when the bus has one more event, which can be marked now. */
  onPublished(): void
}

const LONGEST_HOLD_MS = 5_000

/** An empty window; see RelayWindow. */
export function createRelayWindow({ rows, bus, log, onPublished }: RelayWindowOptions): RelayWindow {
  /** Position → the generation that it was published in. */
  const inFlight = new Map<string, number>()
  let published: string[] = []
  let generation = 0
  let failures = 0
  let heldUntil = 0

  async function send({ position, event }: OutboxRow): Promise<void> {
    const sentIn = generation
    inFlight.set(position, sentIn)
    try {
      await bus.publish(event)
      failures = 0
      // Published before a loss was noticed: the loss may have swallowed it. It stays unpublished, and comes again.
      if (sentIn !== generation) return leave([position])
      published.push(position)
      onPublished()
    } catch (error) {
      failures += 1
      // The whole relay waits, not this event: what follows it must not overtake it.
      heldUntil = Date.now() + Math.min(50 * 2 ** failures, LONGEST_HOLD_MS)
      // One outage, one warning: thousands of events may be on their way.
      const level = failures === 1 && !(error instanceof BusStopped) ? 'warn' : 'debug'
      log[level]({ eventId: event.id, type: event.type, err: error }, 'event not published, will be tried again')
      leave([position])
    }
  }

  async function readNext(limit: number): Promise<OutboxRow[]> {
    const marked = published
    published = []
    const next = await rows.markAndRead(marked, limit, [...inFlight.keys()])
    leave(marked)
    return next
  }

  function leave(positions: string[]): void {
    for (const position of positions) inFlight.delete(position)
  }

  return {
    size: () => inFlight.size,
    readNext,
    publish(batch) {
      for (const row of batch) void send(row)
    },
    holdMs: () => Math.max(0, heldUntil - Date.now()),
    async republish() {
      generation += 1
      const forgotten = published
      published = []
      // An UPDATE of readNext that is under way comes before this one: both use the same connection.
      const count = await rows.markAllUnpublished()
      leave(forgotten)
      return count
    },
    async drain(graceMs) {
      const deadline = Date.now() + graceMs
      while (inFlight.size > 0 && Date.now() < deadline) {
        if (published.length > 0) await readNext(0)
        else await pause(5)
      }
    },
  }
}
