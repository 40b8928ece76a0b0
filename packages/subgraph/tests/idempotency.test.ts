import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '../src/database.ts'
import { forgetIdempotencyKeys } from '../src/forget-idempotency-keys.ts'
import { once, onceAnswering } from '../src/idempotency.ts'
import { transact } from '../src/transact.ts'
import { settle } from '../src/user-errors.ts'
import { createFixtureDatabase } from './fixture-database.ts'
import type { FixtureClient, FixtureTransaction } from './fixture-database.ts'

let database: Database<FixtureClient>
beforeAll(async () => {
  database = await createFixtureDatabase()
})
afterAll(() => database.stop())
beforeEach(() => database.pool.query(`TRUNCATE idempotency_keys, counters; INSERT INTO counters VALUES ('sold', 0)`))

type Attempt = { key?: string; scope?: string; input?: unknown; meanwhile?: () => Promise<unknown> }

/** Sells one, and answers with the number sold and with values that JSON could bend. */
function sell({ key = 'key', scope = 'anna:sell', input = { n: 1, to: 'x' }, meanwhile }: Attempt = {}) {
  return transact(database.client, (tx: FixtureTransaction) =>
    once(tx, { key, scope, input }, async () => {
      const { value } = await tx.counter.update({ where: { id: 'sold' }, data: { value: { increment: 1 } } })
      await meanwhile?.()
      return { number: value, big: 0.1 + 0.2, text: 'ü "quoted" \\u0041 🚲', nested: [null, true, { a: [] }] }
    }),
  )
}

async function sold(): Promise<number | undefined> {
  return (await database.client.counter.findUnique({ where: { id: 'sold' } }))?.value
}

async function refusalOf(work: () => Promise<unknown>): Promise<string[]> {
  return (await settle(work)).userErrors.map((error) => `${error.code} ${error.field?.join('.')}`)
}

test('the second call with a key gets the first answer and does nothing', async () => {
  const first = await sell()
  expect(await sell({ input: { to: 'x', n: 1, gone: undefined } })).toEqual(first)
  expect(first.number).toBe(1)
  expect(await sold()).toBe(1)
})

test('of many calls at once with one key, one does the work and all get its answer', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => sell({ meanwhile: () => delay(50) })))
  expect(answers.map((answer) => answer.number)).toEqual(Array.from({ length: 20 }, () => 1))
  expect(await sold()).toBe(1)
})

test('what is answered beforehand is done once, and is nobody’s answer when it is not done', async () => {
  const request = { key: 'key', scope: 'anna:make', input: 1 }
  let isRefused = true
  const make = (id: string) =>
    transact(database.client, (tx: FixtureTransaction) =>
      onceAnswering(tx, request, id, async () => {
        await tx.$executeRaw`UPDATE counters SET value = value + 1 WHERE id = 'sold'`
        await delay(20)
        if (isRefused) throw new Error('refused')
      }),
    )
  await expect(make('first')).rejects.toThrow('refused')
  isRefused = false
  const answers = await Promise.all(['second', 'third', 'fourth'].map(make))
  expect(new Set(answers).size).toBe(1)
  expect(answers).not.toContain('first')
  expect(await sold()).toBe(1)
})

test('a lock that is taken with the key is waited for, and what is read then is from after it', async () => {
  const begun = Promise.withResolvers<void>()
  const seen: (number | undefined)[] = []
  const count = (key: string) =>
    transact(database.client, (tx: FixtureTransaction) =>
      once(tx, { key, scope: 'anna:count', input: key, lock: 'anna' }, async () => {
        begun.resolve()
        const [row] = await tx.$queryRaw<{ value: number }[]>`SELECT value FROM counters WHERE id = 'sold'`
        seen.push(row?.value)
        await delay(50)
        await tx.$executeRaw`UPDATE counters SET value = ${(row?.value ?? 0) + 1} WHERE id = 'sold'`
        return key
      }),
    )
  const first = count('first')
  await begun.promise
  await Promise.all([first, count('second'), count('third')])
  expect(seen).toEqual([0, 1, 2])
})

test('a duplicate that waits for a first that fails does the work itself', async () => {
  const begun = Promise.withResolvers<void>()
  const first = sell({
    meanwhile: async () => {
      begun.resolve()
      await delay(100)
      throw new Error('declined by nobody knows whom')
    },
  })
  await begun.promise
  const second = sell()
  await expect(first).rejects.toThrow('declined')
  expect((await second).number).toBe(1)
  expect(await sold()).toBe(1)
})

test('a connection that dies in the middle of the work leaves nothing, and the key can be used again', async () => {
  const cut = sell({
    meanwhile: () =>
      database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND state = 'idle in transaction'`,
      ),
  })
  // The server's last word, or a write that finds the socket closed before that was read.
  await expect(cut).rejects.toThrow(/terminat|closed|connection|EPIPE/i)
  expect(await sold()).toBe(0)
  expect((await sell()).number).toBe(1)
})

test('a key with other input is refused', async () => {
  await sell()
  expect(await refusalOf(() => sell({ input: { n: 2, to: 'x' } }))).toEqual(['IDEMPOTENCY_KEY_REUSED idempotencyKey'])
  expect(await sold()).toBe(1)
})

test('keys of different viewers and of different mutations never meet', async () => {
  await sell()
  await sell({ scope: 'ben:sell' })
  await sell({ scope: 'anna:cancel', input: 'other' })
  expect(await sold()).toBe(3)
})

test('a key that is empty or too long is refused, 255 characters are good', async () => {
  for (const key of ['', 'k'.repeat(256)]) {
    expect(await refusalOf(() => sell({ key }))).toEqual(['INVALID_IDEMPOTENCY_KEY idempotencyKey'])
  }
  await sell({ key: 'k'.repeat(255) })
  expect(await sold()).toBe(1)
})

test('old keys are forgotten, young ones are not', async () => {
  await sell()
  expect(await forgetIdempotencyKeys(database.client, new Date(Date.now() - 60_000))).toBe(0)
  expect(await forgetIdempotencyKeys(database.client, new Date(Date.now() + 60_000))).toBe(1)
})
