import { viewerOf } from '../rate-limits/viewer-of.ts'
import type { RouterSettings } from '../settings.ts'
import { createAdmission } from './admission.ts'
import type { Admission } from './admission.ts'
import { CHECK_MS, CheckSchedule } from './check-schedule.ts'
import type { LiveConnection } from './live-connection.ts'
import { OutboxTotals } from './outbox.ts'
import type { OutboxLimits } from './outbox.ts'

/** Why a connection ended; metrics count by it. */
export type EndReason =
  | 'left'
  | 'bad-message'
  | 'refused'
  | 'expired'
  | 'too-slow'
  | 'vanished'
  | 'going-away'
  | 'failed'

export type LiveConnections = {
  admission: Admission
  totals: OutboxTotals
  /** Of what waits for a client. */
  limits: OutboxLimits
  events: { sent: number }
  add(connection: LiveConnection): void
  /** Something may be due sooner than the last check said: it is checked within half a second. */
  checkSoon(connection: LiveConnection): void
  remove(connection: LiveConnection, reason: EndReason): void
  /** False when this viewer has as many connections as may be; else they are counted until `release`. */
  claim(claims: unknown): { release(): void } | null
  open(): number
  endings(): ReadonlyMap<EndReason, number>
  /** Says goodbye to all, spread over the time of the settings, and ends those that stay. */
  stop(): Promise<void>
}

/** To read the goodbye and answer it. */
export const GOODBYE_MS = 300
/** Fewer than these are not worth spreading. */
const SPREAD_FROM = 1000

/** All connections of clients: one clock for their deadlines, one count of their limits, one way to end them. */
export function createLiveConnections(
  settings: Pick<
    RouterSettings,
    | 'admissionRate'
    | 'admissionQueue'
    | 'maxConnections'
    | 'connectionsPerViewer'
    | 'drainMs'
    | 'reconnectSpreadMs'
    | 'subscriptionBuffer'
    | 'subscriptionBufferBytes'
    | 'liveMemoryBytes'
  >,
): LiveConnections {
  const connections = new Set<LiveConnection>()
  const checks = new CheckSchedule()
  const ofViewers = new Map<string, number>()
  const endings = new Map<EndReason, number>()
  const timer = setInterval(() => checks.run(Date.now()), CHECK_MS)
  timer.unref()
  let whenEmpty = (): void => {}
  const admission = createAdmission({
    perSecond: settings.admissionRate,
    queue: settings.admissionQueue,
    isFull: () => connections.size >= settings.maxConnections,
  })

  async function pause(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
  }

  /** One after the other, so that they do not all come to the next router in the same moment. */
  async function sayGoodbyes(): Promise<void> {
    const all = [...connections]
    const startedAt = performance.now()
    for (const [index, connection] of all.entries()) {
      const due = (settings.drainMs * index) / Math.max(all.length, SPREAD_FROM)
      const early = due - (performance.now() - startedAt)
      if (early > 5) await pause(early)
      connection.sayGoodbye(Math.round(Math.random() * settings.reconnectSpreadMs))
    }
  }

  return {
    admission,
    totals: new OutboxTotals(),
    limits: {
      messages: settings.subscriptionBuffer,
      bytes: settings.subscriptionBufferBytes,
      totalBytes: settings.liveMemoryBytes,
    },
    events: { sent: 0 },
    add(connection) {
      connections.add(connection)
      checks.soon(connection)
    },
    checkSoon(connection) {
      if (connections.has(connection)) checks.soon(connection)
    },
    remove(connection, reason) {
      if (!connections.delete(connection)) return
      checks.forget(connection)
      endings.set(reason, (endings.get(reason) ?? 0) + 1)
      if (connections.size === 0) whenEmpty()
    },
    claim(claims) {
      const viewer = viewerOf(claims)
      if (!viewer) return { release() {} }
      const count = ofViewers.get(viewer) ?? 0
      if (count >= settings.connectionsPerViewer) return null
      ofViewers.set(viewer, count + 1)
      let released = false
      return {
        release() {
          if (released) return
          released = true
          const now = (ofViewers.get(viewer) ?? 1) - 1
          if (now > 0) ofViewers.set(viewer, now)
          else ofViewers.delete(viewer)
        },
      }
    },
    open: () => connections.size,
    endings: () => endings,
    async stop() {
      admission.stop()
      const empty = new Promise<void>((resolve) => (whenEmpty = resolve))
      await sayGoodbyes()
      if (connections.size > 0) {
        const force = setTimeout(() => connections.forEach((connection) => connection.destroy()), GOODBYE_MS)
        await empty
        clearTimeout(force)
      }
      clearInterval(timer)
    },
  }
}
