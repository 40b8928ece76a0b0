import { PLANNING } from '@shop/subgraph/database'
import { ask } from '@shop/subgraph/prepared-query'
import { createStatementMaker } from '@shop/subgraph/raw-statement'
import { openSession } from '@shop/subgraph/transaction-session'
import pg from 'pg'

/** Sends a statement, which is prepared, with the values of the template as its parameters; gives its rows. */
export type Sql = <Row>(template: TemplateStringsArray, ...values: unknown[]) => Promise<Row[]>

/** Connections to the sandbox's books. */
export type BooksConnection = {
  sql: Sql
  /** All that `work` sends, or nothing. What it sends without waiting goes out together. */
  transact<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
  /** Statements without parameters, one after the other. */
  run(statements: string): Promise<void>
  stop(): Promise<void>
}

/** Opens them; nothing is connected before the first statement. */
export function openBooks(databaseUrl: string, poolSize: number): BooksConnection {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    application_name: 'payment-sandbox',
    pipeline: true,
    options: PLANNING,
  })
  // A connection that breaks fails its request, or is replaced at the next one. Without listeners an idle one, and one
  // that the pool is just closing, would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const toStatement = createStatementMaker()

  return {
    async sql<Row>(template: TemplateStringsArray, ...values: unknown[]) {
      const client = await pool.connect()
      try {
        return (await ask(client, toStatement(template, values))).rows as Row[]
      } finally {
        client.release()
      }
    },
    async transact(work) {
      const client = await pool.connect()
      const session = openSession(client, 'BEGIN')
      try {
        const result = await work(async <Row>(template: TemplateStringsArray, ...values: unknown[]) => {
          const statement = toStatement(template, values)
          return (await session.send((connection) => ask(connection, statement))).rows as Row[]
        })
        await session.end('COMMIT')
        client.release()
        return result
      } catch (error) {
        // Not back into the pool: its transaction may still be open.
        session.close()
        client.release(true)
        throw error
      }
    },
    async run(statements) {
      await pool.query(statements)
    },
    stop: () => pool.end(),
  }
}
