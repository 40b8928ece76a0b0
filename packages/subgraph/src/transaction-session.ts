import type { Writable } from 'node:stream'
import type pg from 'pg'
import type { Statement } from './raw-statement.ts'

/** The statements of one transaction on its connection. */
export type TransactionSession = {
  /** Sends a statement, the first one together with BEGIN. Rejects when the transaction is over. */
  send(statement: Statement): Promise<pg.QueryResult>
  /** Resolves when the transaction is over. */
  over: Promise<void>
  /** Nothing is sent any more. */
  close(): void
  /** Closes, and ends what was begun. Rejects when PostgreSQL does otherwise. */
  end(how: 'COMMIT' | 'ROLLBACK'): Promise<void>
}

/**
 * A transaction that begins with its first statement: `begin` goes out with it in one packet, so that it costs no way to the server of its
 * own, and who sends nothing begins nothing. Needs a connection with `pipeline`.
 */
export function openSession(connection: pg.PoolClient, begin: string): TransactionSession {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  let isOver = false
  let hasBegun = false

  async function beginWith(statement: Statement): Promise<pg.QueryResult> {
    hasBegun = true
    const { stream } = (connection as unknown as { connection: { stream: Writable } }).connection
    stream.cork()
    const sent = [connection.query(begin), connection.query(statement)] as const
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
    async send(statement) {
      // The connection may be another's by now.
      if (isOver) throw new Error('a statement came after the end of its transaction')
      return hasBegun ? connection.query(statement) : beginWith(statement)
    },
    async end(how) {
      close()
      if (!hasBegun) return
      const { command } = await connection.query(how)
      // PostgreSQL answers COMMIT so after a statement that failed, even when somebody has caught the error.
      if (command !== how) throw new Error(`a transaction ended with ${command} instead of ${how}`)
    },
  }
}
