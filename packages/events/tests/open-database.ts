import type { SqlExecutor, TransactionalDatabase } from '@shop/events/sql-executor'
import pg from 'pg'

/** What these tests use in place of a PrismaClient: the same three methods, over pg, on a real database. */
export type EventDatabase = TransactionalDatabase<SqlExecutor> & { url: string; pool: pg.Pool; close(): Promise<void> }

export function openDatabase(url: string): EventDatabase {
  const pool = new pg.Pool({ connectionString: url, max: 8 })
  // Tests end connections on purpose; the pool replaces them.
  pool.on('error', () => undefined)
  return {
    url,
    pool,
    async $transaction(work) {
      const client = await pool.connect()
      let broken: Error | undefined
      client.on('error', (error) => (broken = error))
      try {
        await client.query('BEGIN')
        const result = await work(executorOf(client))
        await client.query('COMMIT')
        return result
      } catch (error) {
        await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
        throw error
      } finally {
        client.removeAllListeners('error')
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

function executorOf(client: pg.PoolClient): SqlExecutor {
  const toText = (parts: TemplateStringsArray) =>
    parts.reduce((text, part, index) => (index === 0 ? part : `${text}$${index}${part}`), '')
  return {
    $executeRaw: async (parts, ...values) => (await client.query(toText(parts), values)).rowCount ?? 0,
    $queryRaw: async <Rows>(parts: TemplateStringsArray, ...values: unknown[]) =>
      (await client.query(toText(parts), values)).rows as Rows,
  }
}
