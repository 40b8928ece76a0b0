import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from './log.ts'
import { hasCode, someCause } from './some-cause.ts'

/** How long to wait, in milliseconds, and where that is told. */
export type WaitForDatabaseOptions = { timeoutMs: number; log: Log }

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000

/**
 * What a server says, or its machine, that is not there yet, recovers after a crash, or is being restarted: Node's codes for a
 * connection that does not come about, and PostgreSQL's class "operator intervention" with its "cannot connect now".
 * https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
])
/** Of these pg tells no code. */
const ENDED = 'Connection terminated'

/**
 * Calls `start`, which must leave nothing behind when it rejects, again and again while the database is away, with doubling
 * pauses up to 2 s. Rejects with the last error when that takes longer than `timeoutMs`, and at once with any other error.
 */
export async function waitForDatabase<Started>(
  start: () => Promise<Started>,
  { timeoutMs, log }: WaitForDatabaseOptions,
): Promise<Started> {
  const deadline = performance.now() + timeoutMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await start()
    } catch (error) {
      if (!isAway(error) || performance.now() + pauseMs > deadline) throw error
      log.warn({ err: error, pauseMs }, 'the database is away; tries again')
      await delay(pauseMs)
    }
  }
}

function isAway(error: unknown): boolean {
  return hasCode(error, AWAY) || someCause(error, ({ message }) => String(message).startsWith(ENDED))
}
