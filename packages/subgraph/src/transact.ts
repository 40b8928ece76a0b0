import type { SqlExecutor, TransactionalDatabase } from '@shop/events/sql-executor'
import { setTimeout as delay } from 'node:timers/promises'
import { TransactionNotStarted } from './direct-transactions.ts'
import { codedError } from './errors.ts'
import { isStale } from './prepared-query.ts'
import { hasCode } from './some-cause.ts'

/** How transact goes about it. */
export type TransactOptions = {
  /** Called after the commit, for example to wake the relay. Not called when the work was rolled back. */
  onCommit?: () => void
  /** How often the work is tried when PostgreSQL ends it because of another transaction. */
  attempts?: number
  /** How long the work may take, in milliseconds. */
  timeoutMs?: number
  /** How long it may wait for a connection, in milliseconds. */
  maxWaitMs?: number
}

/** Prisma's own code for both; then PostgreSQL's for a serialization failure and for a deadlock. */
const CONFLICTS = new Set(['P2034', '40001', '40P01'])

/** True when the transaction failed only because of another one, so that the same work may succeed now. */
export function isTransactionConflict(error: unknown): boolean {
  return hasCode(error, CONFLICTS)
}

/**
 * Runs `work` in one transaction. Writes happen on the `tx` that it is given and nowhere else. Deadlocks,
 * serialization failures and statements from before a migration are tried again, so `work` must be safe to run more than once: no effects outside of `tx`.
 * Throws SUBGRAPH_UNAVAILABLE when no connection comes free in time: nothing was done, and the client may ask again.
 */
export async function transact<Transaction extends SqlExecutor, Result>(
  client: TransactionalDatabase<Transaction>,
  work: (tx: Transaction) => Promise<Result>,
  { onCommit, attempts = 5, timeoutMs = 15_000, maxWaitMs = 5_000 }: TransactOptions = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await client.$transaction(work, { maxWait: maxWaitMs, timeout: timeoutMs })
      onCommit?.()
      return result
    } catch (error) {
      if (error instanceof TransactionNotStarted)
        throw codedError('SUBGRAPH_UNAVAILABLE', 'The shop is busy: ask again in a moment.')
      // What one connection has from before a migration another one has not.
      if (attempt >= attempts || !(isTransactionConflict(error) || isStale(error))) throw error
      // A random pause, or the same two would meet again.
      await delay(Math.random() * 20 * 2 ** attempt)
    }
  }
}
