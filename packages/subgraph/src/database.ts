import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlExecutor } from '@shop/events/sql-executor'
import type { Socket } from 'node:net'
import type pg from 'pg'
import type { Log } from './log.ts'
import { createDirectTransactions } from './direct-transactions.ts'
import { JoinablePool } from './joinable-pool.ts'
import { ask, isStale } from './prepared-query.ts'
import { createStatementMaker, type Statement } from './raw-statement.ts'
import { createStatementNames } from './statement-names.ts'
import { traceStatements } from './trace-statements.ts'
import { currentTracing } from './tracing.ts'

/** A subgraph's database: its Prisma client, and the pool under it for the few statements that are written by hand. */
export type Database<Client> = {
  client: Client
  pool: pg.Pool
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  /** Closes every connection. */
  stop(): Promise<void>
}

/** What createDatabase needs beside the address. */
export type DatabaseOptions = {
  log: Log
  /** Connections; 4 to 10 served two cores best. */
  poolSize?: number
  /** A connection whose server has said nothing for so long is given up, in milliseconds; longer than any statement and transaction may take. */
  silenceMs?: number
}

/**
 * A statement is planned once per connection, and by the indexes that there are. Otherwise statements of a young shop, planned while its
 * tables were empty, go on reading them from end to end, and those with lists are planned at each call (docs/decisions/0027-planned-once.md).
 */
export const PLANNING = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off'

/**
 * Opens a subgraph's database. `PrismaClient` is the class that Prisma generated for it. Nothing is connected before the
 * first query, so a database that is down is seen by `ping`.
 */
export function createDatabase<Client extends { $disconnect(): Promise<void> }>(
  url: string,
  PrismaClient: new (options: { adapter: PrismaPg }) => Client,
  { log, poolSize = 8, silenceMs = 45_000 }: DatabaseOptions,
): Database<Client> {
  const pool = new JoinablePool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    // A statement that hangs must not hold its locks for ever, nor a transaction whose process is stuck.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    // The first statement of a transaction goes out with its BEGIN.
    pipeline: true,
    options: PLANNING,
  })
  // An idle connection that the server ends is an event of the pool. Without a listener it would end the process.
  // While the pool ends, the server may go away before the last good-bye has reached it.
  pool.on('error', (error: Error & { client?: unknown }) => {
    // The pool hangs the whole connection on it, with the key that cancels its statements: pages of log that help nobody.
    delete error.client
    log[pool.ending ? 'debug' : 'warn']({ err: error }, 'an idle database connection was lost')
  })
  pool.on('connect', (client) => {
    // The pool stops listening to a connection that it is closing; an error then (the server goes away too) has no other ear.
    client.on('error', (error) => log.debug({ err: error }, 'a database connection ended'))
    // A server whose machine or network is gone closes nothing: a statement would wait for a quarter of an hour, and keep its place in the pool.
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
    stream.setTimeout(silenceMs, () => stream.destroy(new Error(`the database was silent for ${silenceMs} ms`)))
  })
  const tracing = currentTracing()
  if (tracing) traceStatements(pool, tracing)
  const adapter = new PrismaPg(pool, { statementNameGenerator: createStatementNames() })
  const client = withDirectStatements(new PrismaClient({ adapter }), pool)
  return {
    client,
    pool,
    async ping() {
      await pool.query('SELECT 1')
    },
    async stop() {
      await client.$disconnect()
      await pool.end()
    },
  }
}

/** The client, with what is written by hand sent past Prisma's runtime: same parameters, same answers. */
function withDirectStatements<Client extends object>(prisma: Client, pool: JoinablePool): Client {
  const toStatement = createStatementMaker()
  const askOne = async (statement: Statement) => {
    const connection = await pool.connect()
    let isBroken = false
    try {
      return await ask(connection, statement)
    } catch (error) {
      isBroken = isStale(error)
      throw error
    } finally {
      connection.release(isBroken)
    }
  }
  const direct = {
    $transaction: createDirectTransactions(pool, prisma as Parameters<typeof createDirectTransactions>[1], toStatement),
    async $executeRaw(template: TemplateStringsArray, ...values: unknown[]) {
      return (await askOne(toStatement(template, values))).rowCount
    },
    async $queryRaw<Rows>(template: TemplateStringsArray, ...values: unknown[]) {
      return (await askOne(toStatement(template, values))).rows as Rows
    },
  } satisfies SqlExecutor & { $transaction: unknown }
  return new Proxy(prisma, {
    get: (target, key) => Reflect.get(Object.hasOwn(direct, key) ? direct : target, key) as unknown,
  })
}
