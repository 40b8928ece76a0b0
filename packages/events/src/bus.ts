import type { EventEnvelope } from './envelope.ts'

/** Something that runs until it is stopped. stop() may be called twice. */
export type Running = { stop(): Promise<void> }

/**
 * Those who share one copy of the events: all processes of one subgraph. Each event is handled by one of them; when that
 * one dies in the middle, by another.
 */
export type ConsumerGroup = {
  /** Name of the subgraph. */
  name: string
  /** Subgraphs whose events are wanted … */
  producers: string[]
  /** … and which of their types; the others are passed over. */
  types: string[]
  /**
   * Gives events of different subjects their effect, all of them or none. May be called more than once for one event, and
   * must then have one effect (the inbox sees to it). When several are rejected, each comes back at once by itself. One that
   * is rejected by itself comes back after a pause that doubles each time; with PermanentFailure it does not.
   */
  handle(events: readonly EventEnvelope[]): Promise<void>
  /**
   * Keeps an event whose handling failed for the last time. When this rejects, the event counts as unhandled and goes on
   * being tried.
   */
  deadLetter(event: EventEnvelope, error: unknown, attempts: number): Promise<void>
  /**
   * For a group that nobody waits for: pause after a batch of several before the next, in milliseconds (default 0). What comes
   * meanwhile is handled together; what comes after it, or alone, at once; and so is a whole batch that waits, and what has
   * waited for a pause before.
   */
  restMs?: number
}

/** How a bus hands events to the groups in its process. */
export type HandlingOptions = {
  /**
   * Transactions of one group at once, at most, with events that failed before (default 8); the others share one. More than the
   * group's database pool only makes them wait there.
   */
  concurrency?: number
  /** Events that one transaction takes, at most, when so many wait (default 50). */
  batchSize?: number
  /** How long stop() waits for handlers that run, in milliseconds (default 1,000). */
  graceMs?: number
}

/**
 * Carries events from the relays to consumer groups, at least once. Two adapters keep this contract: in-process-bus.ts
 * and redis-bus.ts; tests/bus-contract.ts holds both to it.
 *
 * Order: within a group, events of one subject are handled one after the other in the order of their publish() calls,
 * over all processes of the group. Events of different subjects are handled together or side by side, and one that
 * waits for its next attempt stops only its own subject. A consumer must still bear disorder: after a loss, events come again.
 */
export type EventBus = {
  /**
   * Resolves when no group can lose the event any more. Redis: it is in the stream. In-process: every group has handled
   * it or keeps it as a dead letter. Rejects when the bus stops, or cannot take it; then publish it again later.
   * May wait long, and while Redis is away it does: do not wait for one before publishing the next.
   */
  publish(event: EventEnvelope): Promise<void>
  /**
   * Joins the group. A group that is new gets what its producers' outboxes still hold, and then whatever is published,
   * also while none of its members runs. stop() waits shortly for handlers that run, and leaves the rest to others.
   */
  consume(group: ConsumerGroup): Promise<Running>
  /**
   * Tells the listener of all that is published from now on: every process gets everything, nobody acknowledges. For
   * live subscriptions, which read the state itself again. Short breaks of the connection are bridged; an event may in
   * rare cases come twice. What the listener throws is logged.
   * With `lookBackMs` it begins with what was published since then, as far as the bus still has it; the one of a single process,
   * which keeps nothing, has none.
   */
  tail(producers: string[], listener: (event: EventEnvelope) => void, lookBackMs?: number): Promise<Running>
  /**
   * For the relay of `producer`: `republish` is called when published events may be missing for some group (Redis came
   * back empty or with old data, a group joined late). It has to make the outbox forget that it published, and resolve
   * when that is on disk. It is called again until it resolves, and whenever that happens again.
   */
  onLoss(producer: string, republish: () => Promise<void>): Running
  /** Stops everything that runs on this bus, and closes its connections. */
  stop(): Promise<void>
}

/** A publish that came to nothing because the bus or its groups were stopped meanwhile. */
export class BusStopped extends Error {
  override name = 'BusStopped'
  constructor() {
    super('the event bus has been stopped')
  }
}
