import type { SqlExecutor } from '@shop/events/sql-executor'
import { createChangeFeed, type ChangeFeed } from '@shop/events/live/change-feed'
import {
  dropForeignChanges,
  pruneChanges,
  readChanges,
  readMissed,
  readSnapshot,
  type Change,
} from '@shop/events/live/change-log'
import { createEmptyDatabase } from '@shop/testkit/database'
import { waitUntil } from '@shop/testkit/wait-until'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type EventDatabase } from './open-database.ts'

const TABLE = readFileSync(new URL('../sql/live-changes.sql', import.meta.url), 'utf8')
const log = pino({ level: 'silent' })

let database: EventDatabase
let drop: () => Promise<void>
let executor: SqlExecutor
beforeAll(async () => {
  const created = await createEmptyDatabase()
  drop = created.drop
  database = openDatabase(created.url)
  await database.pool.query(TABLE)
  // Each statement is its own transaction, as it is outside of $transaction in Prisma.
  executor = {
    $queryRaw: (parts, ...values) => database.$transaction((tx) => tx.$queryRaw(parts, ...values)),
    $executeRaw: (parts, ...values) => database.$transaction((tx) => tx.$executeRaw(parts, ...values)),
  }
})
afterAll(async () => {
  await database?.close()
  await drop?.()
})

const change = (tx: SqlExecutor, topic: string, version: number) =>
  tx.$executeRaw`
    INSERT INTO live_changes (kind, topics, data) VALUES ('thing', ARRAY[${topic}], jsonb_build_object('version', ${version}::int))`

const versions = (changes: readonly Change[]) => changes.map(({ data }) => data['version'])

/** Everything that a follower of a topic is told from now on. */
async function follow(feed: ChangeFeed, topic: string): Promise<{ told: Change[]; leave: () => void }> {
  const told: Change[] = []
  const leave = await feed.follow([topic], (news) => {
    if (news === 'behind') throw new Error('too much at once')
    told.push(...news.changes)
  })
  return { told, leave }
}

test('a transaction that commits late is told, though others with later positions were told before', async () => {
  const feed = createChangeFeed({ database: executor, log, pollMs: 20 })
  const { told, leave } = await follow(feed, 'late')
  const written = Promise.withResolvers<void>()
  const commit = Promise.withResolvers<void>()
  const slow = database.$transaction(async (tx) => {
    await change(tx, 'late', 1)
    written.resolve()
    await commit.promise
  })
  await written.promise
  await change(executor, 'late', 2)
  await waitUntil(() => told.length === 1)
  const between = { snapshot: (await readMissed(executor, { snapshot: await readSnapshot(executor) }, [], 1)).snapshot }
  commit.resolve()
  await slow
  await waitUntil(() => told.length === 2)
  expect(versions(told)).toEqual([2, 1])
  const missed = await readMissed(executor, between, ['late'], 10)
  expect(versions(missed.changes)).toEqual([1])
  leave()
  await feed.stop()
})

test('many writers at once are told completely, each entity in order, to each follower of its topic only', async () => {
  const feed = createChangeFeed({ database: executor, log, pollMs: 20 })
  const topics = ['a', 'b', 'c', 'd']
  await database.pool.query('CREATE TABLE things (id text PRIMARY KEY, version int NOT NULL)')
  await database.pool.query(`INSERT INTO things SELECT unnest($1::text[]), 0`, [topics])
  const followers = await Promise.all(topics.map((topic) => follow(feed, topic)))
  const from = { snapshot: await readSnapshot(executor) }
  const write = (topic: string) =>
    database.$transaction(async (tx) => {
      // As in inbox and outbox: the transaction has its id before it waits for the entity.
      await tx.$queryRaw`SELECT pg_current_xact_id()::text`
      const [row] = await tx.$queryRaw<
        { version: number }[]
      >`UPDATE things SET version = version + 1 WHERE id = ${topic} RETURNING version`
      await change(tx, topic, row?.version ?? 0)
      feed.wake()
    })
  await Promise.all(Array.from({ length: 100 }, (_each, index) => write(topics[index % 4] ?? 'a')))
  const expected = Array.from({ length: 25 }, (_each, index) => index + 1)
  for (const [index, { told, leave }] of followers.entries()) {
    await waitUntil(() => told.length >= 25)
    expect(versions(told)).toEqual(expected)
    const missed = await readMissed(executor, from, [topics[index] ?? ''], 100)
    expect(versions(missed.changes)).toEqual(expected)
    leave()
  }
  expect(feed.followers()).toBe(0)
  await feed.stop()
})

test('who begins to follow while others’ changes are read misses nothing that comes afterwards', async () => {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  const slow: SqlExecutor = {
    ...executor,
    async $queryRaw<Rows>(parts: TemplateStringsArray, ...values: unknown[]) {
      if (parts.join('').includes('live_changes')) {
        asked.resolve()
        await answer.promise
      }
      return executor.$queryRaw<Rows>(parts, ...values)
    },
  }
  const feed = createChangeFeed({ database: slow, log, pollMs: 20 })
  const first = await follow(feed, 'first')
  await asked.promise
  const second = follow(feed, 'second')
  const changed = second.then(() => change(executor, 'second', 1))
  // Time for the change, if following did not wait for what is being read.
  await delay(50)
  answer.resolve()
  await changed
  const { told, leave } = await second
  await waitUntil(() => told.length === 1)
  expect(versions(told)).toEqual([1])
  expect(first.told).toEqual([])
  first.leave()
  leave()
  await feed.stop()
})

test('with more topics than are compared every follower is told all the same', async () => {
  const feed = createChangeFeed({ database: executor, log, pollMs: 20 })
  const followers = await Promise.all(
    Array.from({ length: 65 }, (_each, index) => follow(feed, `one of many ${index}`)),
  )
  await change(executor, 'one of many 64', 7)
  await change(executor, 'one of many 0', 8)
  await waitUntil(() => followers[0]?.told.length === 1)
  expect(versions(followers.flatMap(({ told }) => told))).toEqual([8, 7])
  for (const { leave } of followers) leave()
  await feed.stop()
})

test('old changes are pruned, newer ones stay', async () => {
  await change(executor, 'old', 1)
  await database.pool.query(`UPDATE live_changes SET occurred_at = now() - interval '25 hours' WHERE topics = '{old}'`)
  const { rows } = await database.pool.query(`SELECT count(*)::int AS count FROM live_changes WHERE topics <> '{old}'`)
  expect(await pruneChanges(executor)).toBe(1)
  const left = await database.pool.query('SELECT count(*)::int AS count FROM live_changes')
  expect(left.rows).toEqual(rows)
})

test('what a dump brought from a server that had counted further is no news, and is dropped', async () => {
  await database.pool.query(
    `INSERT INTO live_changes (transaction_id, kind, topics, data, occurred_at) VALUES (1e12, 'thing', '{foreign}', '{}', now())`,
  )
  await change(executor, 'own', 1)
  expect((await readChanges(executor, await readSnapshot(executor), 10)).changes).toEqual([])
  expect(await dropForeignChanges(executor)).toBe(1)
  expect(await dropForeignChanges(executor)).toBe(0)
})

test('what is read is what is new, however much the log holds', async () => {
  await database.pool.query(
    `INSERT INTO live_changes (transaction_id, kind, topics, data, occurred_at)
     SELECT 10, 'thing', ARRAY['busy:' || number % 5000], '{}', now() FROM generate_series(1, 30000) AS numbers (number)`,
  )
  await database.pool.query('VACUUM ANALYZE live_changes')
  const seen = await readSnapshot(executor)
  await change(executor, 'busy:7', 1)
  const missed = await countReads((tx) => readMissed(tx, { snapshot: seen }, ['busy:7'], 100))
  // Its plan depends on the topics. That of the feed is soon one for any values.
  await database.pool.query(`DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET plan_cache_mode = force_generic_plan', current_database()); END $$`)
  const news = await countReads((tx) => readChanges(tx, seen, 100))
  for (const { result, reads } of [missed, news]) {
    expect(versions(result.changes)).toEqual([1])
    expect(reads).toBeLessThan(1_000)
  }
})

/** Does something on a connection of its own, and counts the rows of the log that were read, with or without an index. */
async function countReads<Result>(
  work: (tx: SqlExecutor) => Promise<Result>,
): Promise<{ result: Result; reads: number }> {
  const own = openDatabase(database.url)
  try {
    const before = await readCount(own)
    const result = await own.$transaction(work)
    return { result, reads: (await readCount(own)) - before }
  } finally {
    await own.close()
  }
}

/** Rows of the log that have been read so far, with or without an index. */
async function readCount(from: EventDatabase): Promise<number> {
  // It counts what this session has read once a transaction of it has ended.
  await from.$transaction((tx) => tx.$queryRaw`SELECT pg_stat_force_next_flush()`)
  const [row] = await from.$transaction(
    (tx) => tx.$queryRaw<{ count: string }[]>`
      SELECT seq_tup_read + idx_tup_fetch AS count FROM pg_stat_user_tables WHERE relname = 'live_changes'`,
  )
  return Number(row?.count)
}
