import type { EventBus } from './bus.ts'
import { createDoorbell } from './doorbell.ts'
import type { Log } from './log.ts'
import { createOutboxRows } from './outbox-rows.ts'
import { pause } from './pause.ts'
import { connectRelay, type RelayConnection } from './relay-connection.ts'
import { createRelayWindow, type RelayWindow } from './relay-window.ts'

/** What startRelay needs. */
export type RelayOptions = {
  /** Database whose outbox is read, for a session of its own: not through a pooler that shares sessions. */
  databaseUrl: string
  /** The subgraph that the database belongs to. */
  producer: string
  bus: EventBus
  log: Log
  /** How often to look without having been woken, in milliseconds (default 200). */
  pollMs?: number
  /** Shortest time between two looks of which the first one found several events, in milliseconds (default 20). */
  paceMs?: number
  /** How long published events are kept for being published again after a loss, in milliseconds (default 24 h). */
  retentionMs?: number
  /** Events that may be on their way at once (default 4,096). In-process, those that wait for a retry are among them. */
  windowSize?: number
  /** How long stop() waits for events on their way, in milliseconds (default 500). */
  graceMs?: number
}

/** A relay at work, or waiting to take over. */
export type Relay = {
  /** Call it after each commit that appended events, in whatever process: the active relay looks at once. */
  wake(): void
  /** Lets events on their way arrive for a short time; the others stay unpublished for the next relay. */
  stop(): Promise<void>
}

const BATCH = 500
const PRUNE_EVERY_MS = 5 * 60_000

/**
 * Publishes the outbox of one database, in the order of its positions. Any number may be started: one of them, the one
 * that holds a session-level advisory lock, is active, and when it dies another takes over within half a second.
 * Returns at once and never fails: while the database is away it is logged, and tried again.
 */
export function startRelay(options: RelayOptions): Relay {
  const { producer, bus, log, pollMs = 200, paceMs = 20, windowSize = 4_096, graceMs = 500 } = options
  const { retentionMs = 24 * 3_600_000 } = options
  const stopping = new AbortController()
  const bell = createDoorbell()
  let standby: RelayConnection | undefined
  let failures = 0

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await runSession()
      } catch (error) {
        failures += 1
        if (!stopping.signal.aborted) log.warn({ producer, err: error }, 'relay lost its database, reconnects')
      }
      await pause(Math.min(50 * 2 ** failures, 2_000), stopping.signal)
    }
  }

  async function runSession(): Promise<void> {
    const connection = await connectRelay(options.databaseUrl, producer, bell.ring)
    try {
      standby = connection
      const holdsLock = await connection.acquireLock(stopping.signal)
      standby = undefined
      failures = 0
      if (holdsLock) await relay(connection)
      if (connection.lost.aborted) throw connection.lost.reason
    } finally {
      standby = undefined
      await connection.close()
    }
  }

  async function relay(connection: RelayConnection): Promise<void> {
    const rows = createOutboxRows(connection.query, producer)
    const window = createRelayWindow({
      rows,
      bus,
      log,
      // Otherwise the next look marks it.
      onPublished: () => window.size() >= windowSize && bell.ring(),
    })
    const watch = bus.onLoss(producer, async () => {
      const count = await window.republish()
      if (count > 0) log.warn({ producer, count }, 'events may have been lost on the bus: publishes them again')
      bell.ring()
    })
    try {
      const either = AbortSignal.any([stopping.signal, connection.lost])
      let pruneAt = Date.now()
      while (!either.aborted) {
        const { found, isMore } = await publishNext(window)
        if (isMore) continue
        if (Date.now() >= pruneAt) {
          // There are always a few that have just become old: looked for again and again, they would be read for at each look.
          if (!(await rows.prune(retentionMs))) pruneAt = Date.now() + PRUNE_EVERY_MS
        }
        // What comes alone is read at once. While much happens, what comes in a moment is read, published and handled together.
        const restMs = Math.max(window.holdMs(), found > 1 ? paceMs : 0)
        if (restMs > 0) await pause(restMs, either)
        await bell.wait(pollMs, either)
      }
      if (!connection.lost.aborted) await window.drain(graceMs)
    } finally {
      await watch.stop()
    }
  }

  /** `isMore`: there may be more to publish right now. */
  async function publishNext(window: RelayWindow): Promise<{ found: number; isMore: boolean }> {
    const size = window.size()
    const limit = window.holdMs() > 0 ? 0 : Math.min(BATCH, windowSize - size)
    const batch = await window.readNext(limit)
    const isRoomAgain = size >= windowSize && window.size() < size
    window.publish(batch)
    return { found: batch.length, isMore: isRoomAgain || (limit > 0 && batch.length === limit) }
  }

  const done = run()
  return {
    wake() {
      bell.ring()
      // Another process is the active one.
      standby?.callHolder()
    },
    async stop() {
      stopping.abort()
      await done
    },
  }
}
