import type { Writable } from 'node:stream'
import type pg from 'pg'
import { ask } from './prepared-query.ts'

/** The statements of one transaction on its connection. */
export type TransactionSession = {
  /** Sends what `query` sends over the connection, the first time together with BEGIN. Rejects when the transaction is over. */
  send<Result>(query: Query<Result>): Promise<Result>
  /** Resolves when the transaction is over. */
  over: Promise<void>
  /** Nothing is sent any more. */
  close(): void
  /** Closes, and ends what was begun. Rejects when PostgreSQL does otherwise. */
  end(how: 'COMMIT' | 'ROLLBACK'): Promise<void>
}

type Query<Result> = (connection: pg.PoolClient) => Promise<Result>

/**
 * A transaction that begins with its first statement: `begin` goes out with it in one packet, so that it costs no way to the server of its
 * own, and who sends nothing begins nothing. Needs a connection with `pipeline`.
 */
export function openSession(connection: pg.PoolClient, begin: string): TransactionSession {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  let isOver = false
  let hasBegun = false

  async function beginWith<Result>(query: Query<Result>): Promise<Result> {
    hasBegun = true
    const { stream } = (connection as unknown as { connection: { stream: Writable } }).connection
    stream.cork()
    const sent = [ask(connection, command(begin)), query(connection)] as const
    stream.uncork()
    // Both, because what was not begun must not pass for a transaction.
    const [, result] = await Promise.all(sent)
    return result
  }

  function close(): void {
    isOver = true
    resolve()
  }

  return {
    over,
    close,
    async send(query) {
      // The connection may be another's by now.
      if (isOver) throw new Error('a statement came after the end of its transaction')
      return hasBegun ? query(connection) : beginWith(query)
    },
    async end(how) {
      close()
      if (!hasBegun) return
      const { command: done } = await ask(connection, command(how))
      // PostgreSQL answers COMMIT so after a statement that failed, even when somebody has caught the error.
      if (done !== how) throw new Error(`a transaction ended with ${done} instead of ${how}`)
    },
  }
}

function command(text: string): Parameters<typeof ask>[1] {
  return { name: '', text, values: [] }
}
