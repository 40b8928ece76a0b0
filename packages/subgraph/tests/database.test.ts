import type { SqlExecutor } from '@shop/events/sql-executor'
import { waitUntil } from '@shop/testkit/wait-until'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { connectionFromRows, readPage } from '../src/connection.ts'
import type { ConnectionArguments } from '../src/connection.ts'
import { createDatabase } from '../src/database.ts'
import type { Database } from '../src/database.ts'
import { keysetOrderBy, keysetWhere } from '../src/keyset.ts'
import type { Key } from '../src/keyset.ts'
import { createLog } from '../src/log.ts'
import { transact } from '../src/transact.ts'
import { createFixtureDatabase } from './fixture-database.ts'
import type { FixtureClient, FixtureTransaction } from './fixture-database.ts'
import { startMoodyDatabase } from './moody-database.ts'

let database: Database<FixtureClient>
beforeAll(async () => {
  database = await createFixtureDatabase()
})
afterAll(() => database.stop())
beforeEach(() => database.pool.query('TRUNCATE counters'))

/** Lets two go on when both have come. */
function createMeeting(): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let here = 0
  return () => {
    here += 1
    if (here === 2) resolve()
    return promise
  }
}

/**
 * Adds one to two counters; two calls in opposite order deadlock, for both wait until both have taken their first lock.
 * Whoever is tried again waits until the other has `ended`: it could take the lock that the other still queues for.
 */
function addTo(
  ids: [string, string],
  meet: () => Promise<void>,
  { ended, attempts }: { ended?: () => Promise<unknown>; attempts?: number } = {},
): Promise<number> {
  let runs = 0
  const bump = (tx: FixtureTransaction, id: string) =>
    tx.counter.update({ where: { id }, data: { value: { increment: 1 } } })
  return transact(
    database.client,
    async (tx: FixtureTransaction) => {
      runs += 1
      if (runs > 1) await ended?.()
      await bump(tx, ids[0])
      if (runs === 1) await meet()
      await bump(tx, ids[1])
      return runs
    },
    { attempts },
  )
}

test('a deadlock is tried again, and both transactions take effect', async () => {
  await database.client.counter.createMany({ data: ['a', 'b'].map((id) => ({ id, value: 0 })) })
  const meet = createMeeting()
  const one: Promise<number> = addTo(['a', 'b'], meet, { ended: () => other })
  const other: Promise<number> = addTo(['b', 'a'], meet, { ended: () => one })
  const runs = await Promise.all([one, other])
  expect(runs.toSorted()).toEqual([1, 2])
  expect((await database.client.counter.findMany({})).map((counter) => counter.value)).toEqual([2, 2])
})

test('a conflict that goes on is given up after the last attempt', async () => {
  await database.client.counter.createMany({ data: ['a', 'b'].map((id) => ({ id, value: 0 })) })
  const meet = createMeeting()
  const outcomes = await Promise.allSettled([
    addTo(['a', 'b'], meet, { attempts: 1 }),
    addTo(['b', 'a'], meet, { attempts: 1 }),
  ])
  expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('who waits too long for a connection is told to ask again, and nothing was done', async () => {
  const release = Promise.withResolvers<void>()
  // More than there are connections.
  const holding = Array.from({ length: 20 }, () => transact(database.client, () => release.promise))
  const late = transact(database.client, async () => 'done', { maxWaitMs: 50 })
  await expect(late).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })
  release.resolve()
  await Promise.all(holding)
})

test('a raw statement that conflicts is tried again as well', async () => {
  let runs = 0
  await transact(database.client, async (tx: FixtureTransaction) => {
    runs += 1
    if (runs === 1) await tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$`
  })
  expect(runs).toBe(2)
})

test('onCommit is called after a commit only, and other errors are not tried again', async () => {
  const seen: string[] = []
  const run = (work: (tx: FixtureTransaction) => Promise<unknown>) =>
    transact(database.client, work, { onCommit: () => seen.push('committed') })
  await run((tx) => tx.counter.create({ data: { id: 'a', value: 1 } }))
  await expect(
    run(async (tx) => {
      seen.push('run')
      await tx.counter.create({ data: { id: 'b', value: 1 } })
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  expect(seen).toEqual(['committed', 'run'])
  expect(await database.client.counter.findUnique({ where: { id: 'b' } })).toBeNull()
})

test('statements are prepared by name, those of varying length are not', async () => {
  const { client, pool } = database
  await client.counter.findUnique({ where: { id: 'a' } })
  for (const n of [2, 3, 4]) {
    await client.counter.findMany({ where: { id: { in: Array.from({ length: n }, (_, i) => `x${i}`) } } })
  }
  const { rows } = await pool.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements')
  const statements = rows.map((row) => row.statement)
  expect(statements.some((statement) => statement.includes('counters'))).toBe(true)
  expect(statements.filter((statement) => / IN \(\$1,/.test(statement))).toEqual([])
})

test('a statement that was planned while its table was empty finds its rows by their index later on', async () => {
  const { pool, client } = database
  await pool.query('ANALYZE counters')
  // PostgreSQL settles for a plan after some calls.
  await client.$transaction(async (tx) => {
    const read = () => tx.$queryRaw`SELECT value FROM counters WHERE id = ANY (${['r1', 'r2']})`
    for (let call = 0; call < 10; call += 1) await read()
    await tx.$executeRaw`INSERT INTO counters (id, value) SELECT 'r' || n, n FROM generate_series(1, 1000) AS n`
    for (let call = 0; call < 10; call += 1) await read()
    const rows = await tx.$queryRaw<{ scanned: number }[]>`
      SELECT seq_tup_read::int AS scanned FROM pg_stat_xact_user_tables WHERE relname = 'counters'`
    expect(rows).toEqual([{ scanned: 0 }])
  })
})

test('a connection that the server ends while it is idle ends nothing else, and is told in a short line without its key', async () => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => lines.push(line) })
  const url = new URL(String(database.pool.options.connectionString))
  url.searchParams.set('application_name', 'idle')
  const idle = createDatabase(url.href, WithoutModels, { log, poolSize: 2 })
  onTestFinished(() => idle.stop())
  await Promise.all([idle.ping(), idle.ping()])
  await idle.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'idle' AND pid <> pg_backend_pid()`,
  )
  await waitUntil(() => lines.length > 0, { what: 'the line about it' })
  expect(idle.pool.totalCount).toBe(1)
  expect(JSON.parse(lines.join())).toMatchObject({
    msg: 'an idle database connection was lost',
    err: { code: '57P01' },
  })
  expect(lines.join()).not.toContain('secretKey')
  await expect(idle.ping()).resolves.toBeUndefined()
})

class WithoutModels {
  declare $queryRaw: FixtureTransaction['$queryRaw']
  declare $transaction: FixtureClient['$transaction']
  async $disconnect(): Promise<void> {}
}

/** A client of the database, and what stands between them. */
async function openBehindMoody(options: { silenceMs?: number } = {}) {
  const moody = await startMoodyDatabase(String(database.pool.options.connectionString))
  await moody.setMood('there')
  const log = createLog({ name: 'test', level: 'silent' })
  const { client, stop } = createDatabase(moody.url, WithoutModels, { log, ...options })
  onTestFinished(async () => {
    await moody.stop()
    await stop()
  })
  return { moody, client }
}

test('a server that vanishes without a word is given up, and the next statement gets a new connection', async () => {
  const { moody, client } = await openBehindMoody({ silenceMs: 500 })
  const ask = () => client.$queryRaw`SELECT 1 AS one`
  await waitUntil(ask)
  moody.fallSilent()
  await expect(ask()).rejects.toThrow('the database was silent for 500 ms')
  expect(await waitUntil(ask)).toEqual([{ one: 1 }])
})

test('a transaction whose commit is not answered counts as failed, and is not done again, for it may be committed', async () => {
  const { moody, client } = await openBehindMoody()
  const seen: string[] = []
  const work = async (tx: FixtureTransaction & Required<SqlExecutor>) => {
    seen.push('run')
    await tx.$executeRaw`INSERT INTO counters (id, value) VALUES (${`c${seen.length}`}, 1)`
    await tx.$executeAtCommit`UPDATE counters SET value = value + 1`
    moody.stopAnswering()
  }
  const committed = transact(client, work, { onCommit: () => seen.push('told') }).then(() => 'committed', String)
  const read = () => database.client.counter.findMany({})
  expect(await waitUntil(async () => (await read()).length > 0 && read())).toMatchObject([{ id: 'c1', value: 2 }])
  await moody.stop()
  expect(await committed).toBe('Error: Connection terminated unexpectedly')
  expect(seen).toEqual(['run'])
})

test('paging by key gives every row once, forwards and backwards, with equal key values too', async () => {
  const changedAt = new Date('2026-03-01T00:00:00.123Z')
  const data = Array.from({ length: 25 }, (_, n) => ({ id: `c${String(n).padStart(2, '0')}`, value: n % 3, changedAt }))
  await database.client.counter.createMany({ data })
  const keys: Key<'value' | 'changedAt' | 'id'>[] = [
    { field: 'value', order: 'desc', type: 'number' },
    { field: 'changedAt', order: 'asc', type: 'date' },
    { field: 'id', order: 'asc', type: 'string' },
  ]
  const expected = data.toSorted((a, b) => b.value - a.value || a.id.localeCompare(b.id)).map((counter) => counter.id)

  async function read(given: ConnectionArguments) {
    const page = readPage(given, keys)
    const where = keysetWhere(page, keys, { id: { startsWith: 'c' } })
    const orderBy = keysetOrderBy(page, keys)
    return connectionFromRows(await database.client.counter.findMany({ where, orderBy, take: page.take }), page, keys)
  }
  const forwards: string[] = []
  for (let after: string | null = null, more = true; more;) {
    const { nodes, pageInfo } = await read({ first: 4, after })
    forwards.push(...nodes.map((node) => node.id))
    after = pageInfo.endCursor
    more = pageInfo.hasNextPage
  }
  const backwards: string[] = []
  for (let before: string | null = null, more = true; more;) {
    const { nodes, pageInfo } = await read({ last: 4, before })
    backwards.unshift(...nodes.map((node) => node.id))
    before = pageInfo.startCursor
    more = pageInfo.hasPreviousPage
  }
  expect(forwards).toEqual(expected)
  expect(backwards).toEqual(expected)
})
