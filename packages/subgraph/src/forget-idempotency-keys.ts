import type { SqlExecutor } from '@shop/events/sql-executor'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { startWorker, type Worker } from './worker.ts'

const HOUR_MS = 3_600_000

/** How long a repeated mutation gets its first answer: longer than any client goes on trying. */
const RETENTION_MS = 48 * HOUR_MS

/** Forgets keys that are older than `before`, at most 10,000 per call; says how many. */
export async function forgetIdempotencyKeys(tx: SqlExecutor, before: Date): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM idempotency_keys WHERE (scope, key) IN
      (SELECT scope, key FROM idempotency_keys WHERE created_at < ${before} ORDER BY created_at LIMIT 10000)`
}

/** What startForgettingKeys needs; a subgraph's services have it. */
export type ForgettingOptions = {
  database: SqlExecutor
  clock: Clock
  log: Log
  /** Age at which a key is forgotten, in milliseconds (default 48 h). */
  retentionMs?: number
}

/** Starts the worker that forgets old idempotency keys, each hour. Any number of processes may run it. */
export function startForgettingKeys({ database, clock, log, retentionMs = RETENTION_MS }: ForgettingOptions): Worker {
  return startWorker({
    name: 'forget-idempotency-keys',
    intervalMs: HOUR_MS,
    run: () => forgetIdempotencyKeys(database, new Date(clock.now().getTime() - retentionMs)),
    log,
  })
}
