import pg from 'pg'
import { setTimeout as delay } from 'node:timers/promises'

/** Any number would do; it is an advisory lock in the database `postgres` of an embedded server only. */
const CLAIM_LOCK = 5_432_001

/** A backend of a process that was just killed needs a moment to notice it. */
const CLAIM_LIMIT_MS = 1_000

/**
 * Connects to a server on this machine. `starting` when it is up but not ready (or just shutting down), `refused` when
 * nothing listens. Other failures, such as a wrong password, are thrown.
 */
export async function connectAsSuperuser(port: number, password: string): Promise<pg.Client | 'starting' | 'refused'> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    ssl: false,
    application_name: `start by process ${process.pid}`,
  })
  // The server may end while this connection idles: its own exit tells what happened, this event says nothing more.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end()
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ECONNREFUSED') return 'refused'
    // 57P03: it starts, recovers or shuts down.
    if (code === '57P03' || isEnding(error)) return 'starting'
    throw error
  }
}

const GONE = new Set(['57P01', '57P02', 'ECONNRESET', 'EPIPE'])

/** Whether a connection failed because the server went away. */
export function isEnding(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return GONE.has(String(code)) || String(error).includes('Connection terminated')
}

/**
 * Takes the lock that a starter holds through its connection as long as it lives: the operating system ends the
 * connection of a killed process, so the lock is never stale, other than a file with a process id in it. Answers
 * undefined when it was taken, else who holds it.
 */
export async function claim(connection: pg.Client): Promise<string | undefined> {
  const deadline = Date.now() + CLAIM_LIMIT_MS
  for (;;) {
    const { rows } = await connection.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      CLAIM_LOCK,
    ])
    if (rows[0]?.taken) return undefined
    if (Date.now() > deadline) break
    await delay(20)
  }
  const { rows } = await connection.query<{ holder: string }>(
    `SELECT application_name AS holder FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND objid = $1 AND granted`,
    [CLAIM_LOCK],
  )
  return rows[0]?.holder ?? 'unknown'
}
