import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '../src/database.ts'
import { createFixtureDatabase } from './fixture-database.ts'
import type { FixtureClient, FixtureTransaction } from './fixture-database.ts'

let database: Database<FixtureClient>
beforeAll(async () => {
  database = await createFixtureDatabase()
})
afterAll(() => database.stop())
beforeEach(() => database.pool.query('TRUNCATE counters'))

function valueOf(id: string): Promise<number | undefined> {
  return database.client.counter.findUnique({ where: { id } }).then((counter) => counter?.value)
}

test('statements by hand and those of a model are of one transaction', async () => {
  const work = async (tx: FixtureTransaction) => {
    await tx.$executeRaw`INSERT INTO counters (id, value) VALUES ('a', 1)`
    await tx.counter.update({ where: { id: 'a' }, data: { value: { increment: 1 } } })
    const [row] = await tx.$queryRaw<{ value: number }[]>`SELECT value FROM counters WHERE id = ${'a'}`
    // Nobody else sees it before the commit.
    return { inside: row?.value, outside: await valueOf('a') }
  }
  expect(await database.client.$transaction(work)).toEqual({ inside: 2, outside: undefined })
  expect(await valueOf('a')).toBe(2)
})

test('what a model and what a statement by hand wrote is rolled back together', async () => {
  const work = async (tx: FixtureTransaction) => {
    await tx.counter.create({ data: { id: 'a', value: 1 } })
    await tx.$executeRaw`INSERT INTO counters (id, value) VALUES ('b', 1)`
    throw new Error('changed my mind')
  }
  await expect(database.client.$transaction(work)).rejects.toThrow('changed my mind')
  expect(await database.client.counter.findMany({})).toEqual([])
})

test('a transaction whose failed statement was caught does not pass for committed', async () => {
  const work = async (tx: FixtureTransaction) => {
    await tx.$executeRaw`INSERT INTO counters (id, value) VALUES ('a', 1)`
    await tx.$executeRaw`SELECT 1 / 0`.catch(() => 'never mind')
  }
  await expect(database.client.$transaction(work)).rejects.toThrow('ROLLBACK instead of COMMIT')
  expect(await valueOf('a')).toBeUndefined()
})

test('a first statement that fails leaves the connection in order', async () => {
  const failing = (tx: FixtureTransaction) => tx.$queryRaw`SELECT 1 / 0`
  await expect(database.client.$transaction(failing)).rejects.toMatchObject({ code: '22012' })
  const { rows } = await database.pool.query<{ state: string }>(
    `SELECT state FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
  )
  expect(rows).toEqual([])
})

test('a statement after the end of its transaction is refused', async () => {
  const { tx } = await database.client.$transaction(async (tx: FixtureTransaction) => ({ tx }))
  await expect(tx.$executeRaw`INSERT INTO counters (id, value) VALUES ('a', 1)`).rejects.toThrow('after the end')
  await expect(tx.counter.create({ data: { id: 'b', value: 1 } })).rejects.toThrow(/transaction/i)
  expect(await database.client.counter.findMany({})).toEqual([])
})

test('a transaction that takes too long is rolled back', async () => {
  const work = async (tx: FixtureTransaction) => {
    await tx.$executeRaw`INSERT INTO counters (id, value) VALUES ('a', 1)`
    await delay(2_000)
  }
  await expect(database.client.$transaction(work, { timeout: 30 })).rejects.toThrow('took longer than 30 ms')
  expect(await valueOf('a')).toBeUndefined()
})

test('statements by hand answer values as Prisma does, and take them so', async () => {
  const day = new Date('2026-03-01T00:00:00Z')
  const moment = new Date('2026-03-01T23:59:59.123Z')
  const read = (executor: Pick<FixtureTransaction, '$queryRaw'>) => executor.$queryRaw`
    SELECT ${9_007_199_254_740_993n}::bigint AS large, ${day}::date AS day, ${moment}::timestamptz AS moment,
      ${moment}::timestamp AS local, ${['b', 'a']}::text[] AS words, ${[1, 2]}::int[] AS numbers,
      ${'{"a":[1]}'}::jsonb AS json, ${null}::text AS nothing, ${1.5}::float8 AS half, ${true}::boolean AS yes`
  const expected = {
    large: 9_007_199_254_740_993n,
    day,
    moment,
    local: moment,
    words: ['b', 'a'],
    numbers: [1, 2],
    json: { a: [1] },
    nothing: null,
    half: 1.5,
    yes: true,
  }
  expect(await read(database.client)).toEqual([expected])
  expect(await database.client.$transaction((tx: FixtureTransaction) => read(tx))).toEqual([expected])
})
