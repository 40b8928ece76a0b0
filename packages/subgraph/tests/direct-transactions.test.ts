import type { SqlExecutor } from '@shop/events/sql-executor'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '../src/database.ts'
import { transact } from '../src/transact.ts'
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

test('what is kept for the commit is committed with the rest, also when there is nothing else', async () => {
  await database.client.$transaction(async (tx: FixtureTransaction & Required<SqlExecutor>) => {
    await tx.$executeRaw`INSERT INTO counters (id, value) VALUES ('a', 1)`
    await tx.$executeAtCommit`UPDATE counters SET value = value + ${1} WHERE id = 'a'`
    await tx.$executeAtCommit`UPDATE counters SET value = value * 10 WHERE id = 'a'`
    expect(await tx.$queryRaw`SELECT value FROM counters`).toEqual([{ value: 1 }])
    await tx.counter.update({ where: { id: 'a' }, data: { value: { increment: 1 } } })
  })
  await database.client.$transaction(async (tx: Required<SqlExecutor>) => {
    await tx.$executeAtCommit`INSERT INTO counters (id, value) VALUES ('b', ${5})`
  })
  expect([await valueOf('a'), await valueOf('b')]).toEqual([30, 5])
})

test('what is kept for the commit and fails takes the transaction with it, and leaves the connection in order', async () => {
  const failing = async (tx: Required<SqlExecutor>) => {
    await tx.$executeRaw`INSERT INTO counters (id, value) VALUES ('a', 1)`
    await tx.$executeAtCommit`INSERT INTO counters (id, value) VALUES ('a', 2)`
  }
  await expect(database.client.$transaction(failing)).rejects.toMatchObject({ code: '23505' })
  expect(await valueOf('a')).toBeUndefined()
  const changing = async (tx: Required<SqlExecutor>) => {
    await tx.$executeAtCommit`INSERT INTO counters (id, value) VALUES ('b', 1)`
    throw new Error('changed my mind')
  }
  await expect(database.client.$transaction(changing)).rejects.toThrow('changed my mind')
  expect(await valueOf('b')).toBeUndefined()
})

test('of what is kept for the commit nothing is committed when the server ends the connection in the middle of it', async () => {
  const ending = async (tx: Required<SqlExecutor>) => {
    await tx.$executeRaw`INSERT INTO counters (id, value) VALUES ('a', 1)`
    await tx.$executeAtCommit`INSERT INTO counters (id, value) VALUES ('b', 1)`
    await tx.$executeAtCommit`SELECT pg_terminate_backend(pg_backend_pid())`
    await tx.$executeAtCommit`INSERT INTO counters (id, value) VALUES ('c', 1)`
  }
  await expect(database.client.$transaction(ending)).rejects.toMatchObject({ code: '57P01' })
  await database.client.$transaction((tx) => tx.$executeAtCommit`INSERT INTO counters (id, value) VALUES ('d', 1)`)
  expect((await database.client.counter.findMany({})).map(({ id }) => id)).toEqual(['d'])
})

test('what is kept for the commit and was prepared before a migration is tried again on another connection', async () => {
  await database.pool.query('CREATE TABLE told (id integer)')
  let runs = 0
  const tell = (id: number) =>
    transact(database.client, async (tx) => {
      runs += 1
      await tx.$executeAtCommit`INSERT INTO told (id) VALUES (${id}) RETURNING *`
    })
  await tell(1)
  await database.pool.query('ALTER TABLE told ADD COLUMN name text')
  await tell(2)
  expect(runs).toBe(3)
  expect(await database.client.$queryRaw`SELECT id FROM told ORDER BY id`).toEqual([{ id: 1 }, { id: 2 }])
})

test('what is kept behind a statement that fails is prepared anew the next time', async () => {
  const work = (id: string) => (tx: Required<SqlExecutor>) =>
    Promise.all([
      tx.$executeAtCommit`INSERT INTO counters (id, value) VALUES (${id}, 1)`,
      tx.$executeAtCommit`UPDATE counters SET value = value + 7 WHERE id = ${id}`,
    ])
  await database.client.counter.create({ data: { id: 'a', value: 1 } })
  await expect(database.client.$transaction(work('a'))).rejects.toMatchObject({ code: '23505' })
  await database.client.$transaction(work('b'))
  expect([await valueOf('a'), await valueOf('b')]).toEqual([1, 8])
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

test('a transaction that takes too long is rolled back, and holds no lock any more, whatever it waits for', async () => {
  const work = async (tx: FixtureTransaction) => {
    await tx.$executeRaw`INSERT INTO counters (id, value) VALUES ('a', 1)`
    await tx.$executeRaw`SELECT pg_sleep(25)`
  }
  const begin = performance.now()
  await expect(database.client.$transaction(work, { timeout: 100 })).rejects.toThrow('took longer than 100 ms')
  // Who writes the same waits until the other has ended.
  await database.client.$executeRaw`INSERT INTO counters (id, value) VALUES ('a', 2)`
  expect(performance.now() - begin).toBeLessThan(20_000)
  expect(await valueOf('a')).toBe(2)
})

test('statements by hand answer values as Prisma does, and take them so', async () => {
  const day = new Date('2026-03-01T00:00:00Z')
  const moment = new Date('2026-03-01T23:59:59.123Z')
  const read = (executor: Pick<FixtureTransaction, '$queryRaw'>) => executor.$queryRaw`
    SELECT ${9_007_199_254_740_993n}::bigint AS large, ${day}::date AS day, ${moment}::timestamptz AS moment,
      ${moment}::timestamp AS local, ${['b', 'a']}::text[] AS words, ${[1, 2]}::int[] AS numbers,
      ${'{"a":[1]}'}::jsonb AS json, ${null}::text AS nothing, ${1.5}::float8 AS half, ${true}::boolean AS yes,
      ${{ a: [1] }}::jsonb AS document, ${Buffer.from('\x00\xff', 'latin1')}::bytea AS bytes,
      ${['"', '\\', 'a,b', '{}', '', null, 'NULL']}::text[] AS odd, ${'0044-03-15 12:00:00+01'}::timestamptz AS early`
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
    document: { a: [1] },
    bytes: Buffer.from('\x00\xff', 'latin1'),
    odd: ['"', '\\', 'a,b', '{}', '', null, 'NULL'],
    early: new Date('0044-03-15T11:00:00Z'),
  }
  expect(await read(database.client)).toEqual([expected])
  expect(await database.client.$transaction((tx: FixtureTransaction) => read(tx))).toEqual([expected])
})

test('a statement that comes again on its connection answers as before, with rows and without, alone and in one packet', async () => {
  const work = async (tx: FixtureTransaction) => {
    const insert = (id: string) => tx.$executeRaw`INSERT INTO counters (id, value) VALUES (${id}, 1)`
    const select = (id: string) => tx.$queryRaw`SELECT value, id FROM counters WHERE id = ${id}`
    const first = [await insert('a'), await select('a')]
    return [first, [await insert('b'), await select('b')], await Promise.all([insert('c'), select('c'), select('d')])]
  }
  const told = (id: string) => [1, [{ value: 1, id }]]
  expect(await database.client.$transaction(work)).toEqual([told('a'), told('b'), [...told('c'), []]])
})

test('a statement that failed is prepared anew the next time', async () => {
  const read = () => database.client.$queryRaw`SELECT * FROM later WHERE id = ${1}`
  await expect(read()).rejects.toMatchObject({ code: '42P01' })
  await database.pool.query('CREATE TABLE later (id integer); INSERT INTO later VALUES (1)')
  expect(await read()).toEqual([{ id: 1 }])
  expect(await read()).toEqual([{ id: 1 }])
  await database.pool.query('ALTER TABLE later ADD COLUMN name text')
  // The columns are others than were described: an error, and never a row that was read wrong.
  await expect(read()).rejects.toThrow('cached plan must not change result type')
  // The connection would refuse it for ever.
  expect(await read()).toEqual([{ id: 1, name: null }])
  await database.pool.query('ALTER TABLE later ADD COLUMN more text')
  const again = transact(database.client, (tx: FixtureTransaction) => tx.$queryRaw`SELECT * FROM later WHERE id = ${1}`)
  expect(await again).toEqual([{ id: 1, name: null, more: null }])
})

test('the error of a statement by hand says who asked', async () => {
  async function askForNothing() {
    await database.client.$queryRaw`SELECT FROM nowhere`
  }
  await expect(askForNothing()).rejects.toThrow(
    expect.objectContaining({ stack: expect.stringContaining('askForNothing') }),
  )
})
