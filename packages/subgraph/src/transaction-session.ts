import type { Writable } from 'node:stream'
import type pg from 'pg'
import { ask } from './prepared-query.ts'

/** The statements of one transaction on its connection. */
export type TransactionSession = {
  /** Sends what `query` sends over the connection, the first time together with BEGIN. Rejects when the transaction is over. */
  send<Result>(query: Query<Result>): Promise<Result>
  /** Keeps what `query` sends for `end('COMMIT')`, which sends it in one packet with the end, and rejects when it fails. */
  sendAtCommit(query: Query<unknown>): void
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
  const kept: Query<unknown>[] = []
  let isOver = false
  let hasBegun = false

  /** In one packet, which begins with `begin` the first time. Answers what the last comes to, when none fails. */
  async function sendTogether<Result>(before: readonly Query<unknown>[], last: Query<Result>): Promise<Result> {
    const { stream } = (connection as unknown as { connection: { stream: Writable } }).connection
    stream.cork()
    const begun = hasBegun ? null : sendCommand(begin)
    hasBegun = true
    const sent = before.map((query) => query(connection))
    const answer = last(connection)
    stream.uncork()
    // All of them, because what was not begun must not pass for a transaction.
    await Promise.all([begun, ...sent, answer])
    return answer
  }

  function sendCommand(text: string): ReturnType<typeof ask> {
    return ask(connection, { name: '', text, values: [] })
  }

  function refuseWhenOver(): void {
    // The connection may be another's by now.
    if (isOver) throw new Error('a statement came after the end of its transaction')
  }

  function close(): void {
    isOver = true
    resolve()
  }

  return {
    over,
    close,
    async send(query) {
      refuseWhenOver()
      return hasBegun ? query(connection) : sendTogether([], query)
    },
    sendAtCommit(query) {
      refuseWhenOver()
      kept.push(query)
    },
    async end(how) {
      close()
      const last = how === 'COMMIT' ? kept : []
      if (!hasBegun && last.length === 0) return
      const { command: done } = await sendTogether(last, () => sendCommand(how))
      // PostgreSQL answers COMMIT so after a statement that failed, even when somebody has caught the error.
      if (done !== how) throw new Error(`a transaction ended with ${done} instead of ${how}`)
    },
  }
}
