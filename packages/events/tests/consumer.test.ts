import { defineConsumer, startConsumers, type EventConsumer } from '@shop/events/consumer'
import { listDeadLetters, resolveDeadLetter, storeDeadLetter } from '@shop/events/dead-letters'
import { newEventId } from '@shop/events/event-id'
import { pruneInbox } from '@shop/events/inbox'
import { createInProcessBus } from '@shop/events/in-process-bus'
import { appendEvent } from '@shop/events/outbox'
import { PermanentFailure } from '@shop/events/permanent-failure'
import type { SqlExecutor, TransactionOptions } from '@shop/events/sql-executor'
import { writeTogether } from '@shop/events/write-together'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { createEventDatabase } from './event-database.ts'
import { countEffects, effectsIn, log, Numbered, numbered } from './numbered.ts'
import type { EventDatabase } from './open-database.ts'

async function consume(
  name: string,
  database: Pick<EventDatabase, '$transaction'>,
  consumer: EventConsumer<SqlExecutor, undefined>,
) {
  const bus = createInProcessBus({ log })
  const consumers = await startConsumers({ name, consumers: [consumer], database, bus, log })
  onTestFinished(async () => {
    await consumers.stop()
    await bus.stop()
  })
  return (events: readonly Numbered[]) => Promise.all(events.map((event) => bus.publish(event)))
}

function insertEffect(tx: SqlExecutor, consumer: string, event: Numbered): Promise<number> {
  return tx.$executeRaw`INSERT INTO effects (consumer, event_id, subject, number)
    VALUES (${consumer}, ${event.id}::uuid, ${event.subject}, ${event.data.number})`
}

it('an event gets more time than Prisma grants by itself, so that a slow database does not make dead letters', async () => {
  const database = await createEventDatabase()
  const asked: (TransactionOptions | undefined)[] = []
  const publish = await consume(
    'users',
    {
      $transaction(work, limits) {
        asked.push(limits)
        return database.$transaction(work, limits)
      },
    },
    defineConsumer(Numbered, async (event, tx) => void (await insertEffect(tx, 'users', event))),
  )
  await publish([numbered(randomUUID(), 1)])
  expect(asked).toEqual([{ maxWait: 5_000, timeout: 15_000 }])
})

it('what the handlers of a batch append or write together is written once, in their order', async () => {
  const database = await createEventDatabase()
  const written: (readonly number[])[] = []
  const publish = await consume(
    'inventory',
    database,
    defineConsumer(Numbered, async (event, tx) => {
      await writeTogether(tx, event.data.number, insertAll)
      await appendEvent(tx, Numbered, { subject: event.subject, data: { number: event.data.number } })
    }),
  )
  async function insertAll(tx: SqlExecutor, numbers: readonly number[]): Promise<void> {
    written.push(numbers)
    await tx.$executeRaw`INSERT INTO effects (consumer, event_id, subject, number)
      SELECT 'inventory', gen_random_uuid(), '', number FROM unnest(${numbers}::int[]) AS one (number)`
  }
  await publish([1, 2, 3, 4, 5].map((number) => numbered(`order-${number}`, number)))
  expect(written).toEqual([[1, 2, 3, 4, 5]])
  expect((await effectsIn(database)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
  const { rows } = await database.pool.query(
    'SELECT subject, count(*) OVER (PARTITION BY xmin::text)::int AS together FROM outbox_events ORDER BY position',
  )
  expect(rows).toEqual([1, 2, 3, 4, 5].map((number) => ({ subject: `order-${number}`, together: 5 })))
})

it('batches that wait for rows of each other go on one by one', async () => {
  const database = await createEventDatabase()
  await database.pool.query('CREATE TABLE places (id text PRIMARY KEY, taken int NOT NULL)')
  await database.pool.query("INSERT INTO places VALUES ('a', 0), ('b', 0)")
  const bothHaveOne = Promise.withResolvers<void>()
  let first = 0
  const lock = (name: string, placeOf: (subject: string) => string) =>
    consume(
      name,
      database,
      defineConsumer(Numbered, async (event, tx) => {
        await tx.$executeRaw`UPDATE places SET taken = taken + 1 WHERE id = ${placeOf(event.subject)}`
        await insertEffect(tx, name, event)
        first += 1
        if (first === 2) bothHaveOne.resolve()
        await bothHaveOne.promise
      }),
    )
  const events = ['a', 'b'].map((subject, number) => numbered(subject, number))
  const publishers = [
    await lock('inventory', (subject) => subject),
    await lock('orders', (subject) => (subject === 'a' ? 'b' : 'a')),
  ]
  await Promise.all(publishers.map((publish) => publish(events)))
  expect(await countEffects(database)).toBe(4)
  const { rows } = await database.pool.query('SELECT id, taken FROM places ORDER BY id')
  expect(rows).toEqual([
    { id: 'a', taken: 2 },
    { id: 'b', taken: 2 },
  ])
})

it('of two processes that get the same events at once, one waits for the other, and each event takes effect once', async () => {
  const database = await createEventDatabase()
  const firstIsIn = Promise.withResolvers<void>()
  const secondWaits = async () => {
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    return (await database.pool.query(waiting)).rows.length > 0
  }
  let hasWaited = false
  const publishers = await Promise.all(
    [0, 1].map(() =>
      consume(
        'inventory',
        database,
        defineConsumer(Numbered, async (event, tx) => {
          await insertEffect(tx, 'inventory', event)
          firstIsIn.resolve()
          await waitUntil(async () => hasWaited || (hasWaited = await secondWaits()), { what: 'the second to wait' })
        }),
      ),
    ),
  )
  const events = [1, 2, 3].map((number) => numbered(`order-${number}`, number))
  const [first, second] = publishers
  const published = first?.(events)
  await firstIsIn.promise
  await Promise.all([published, second?.(events)])
  expect(hasWaited).toBe(true)
  expect((await effectsIn(database)).map(({ number }) => number)).toEqual([1, 2, 3])
})

it('a dead letter holds what the contract of its event knows, and all of one that the contract refuses', async () => {
  const database = await createEventDatabase()
  // As processes of another release tell it, whose contract has a field more.
  const told = (data: object) => ({ ...numbered(randomUUID(), 1), data }) as Numbered
  const events = [
    told({ number: 1, email: 'ada@example.com' }),
    told({ number: 2, email: 'bob@example.com' }),
    told({ number: 'three', email: 'cyd@example.com' }),
  ]
  const [kept] = events
  if (!kept) throw new Error('no event')
  // One such process kept the first, too.
  const letter = { consumer: 'users', event: kept, attempts: 12, error: 'broken handler' }
  await database.$transaction((tx) => storeDeadLetter(tx, letter))
  const publish = await consume(
    'users',
    database,
    defineConsumer(Numbered, () => Promise.reject(new PermanentFailure('broken handler'))),
  )
  await publish(events)
  const letters = await database.$transaction((tx) => listDeadLetters(tx, { status: 'OPEN', limit: 4 }))
  const data = new Map(letters.map(({ event }) => [event.id, event.data]))
  expect(events.map(({ id }) => data.get(id))).toEqual([
    { number: 1 },
    { number: 2 },
    { number: 'three', email: 'cyd@example.com' },
  ])
})

it('a dead letter is resolved while its event comes again: one waits for the other, and in no circle', async () => {
  const database = await createEventDatabase()
  const event = numbered(randomUUID(), 1)
  const letter = { consumer: 'users', event, attempts: 12, error: 'broken handler' }
  await database.$transaction((tx) => storeDeadLetter(tx, letter))
  const list = () => database.$transaction((tx) => listDeadLetters(tx, { status: null, limit: 2 }))
  const [open] = await list()
  const effect = defineConsumer(Numbered, async (again, tx) => void (await insertEffect(tx, 'users', again)))
  let tried = 0
  const publish = await consume(
    'users',
    { $transaction: (work) => database.$transaction((tx) => ((tried += 1), work(tx))) },
    effect,
  )
  const isWritten = Promise.withResolvers<void>()
  const isOpen = Promise.withResolvers<void>()
  const resolved = database.$transaction((tx) => {
    // Waits after its first write.
    const waiting: SqlExecutor = {
      $queryRaw: tx.$queryRaw,
      async $executeRaw(statement, ...values) {
        const count = await tx.$executeRaw(statement, ...values)
        isWritten.resolve()
        await isOpen.promise
        return count
      },
    }
    return resolveDeadLetter(waiting, open?.id ?? '', { by: randomUUID(), reason: 'a test order' })
  })
  await isWritten.promise
  const published = publish([event])
  const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  await waitUntil(async () => (await database.pool.query(waiting)).rows.length > 0, { what: 'the event to wait' })
  isOpen.resolve()
  await Promise.all([resolved, published])
  expect(tried).toBe(1)
  expect(await countEffects(database)).toBe(0)
  expect(await list()).toMatchObject([{ status: 'RESOLVED', reason: 'a test order' }])
})

it('the inbox forgets what took effect long ago, and not what did lately, however old its event is', async () => {
  const database = await createEventDatabase()
  const DAY = 24 * 3_600_000
  const entries = [
    { made: 8, processed: 8 },
    { made: 8, processed: 7.5 },
    { made: 8, processed: 6 },
    { made: 1, processed: 1 },
  ]
  for (const { made, processed } of entries) {
    await database.pool.query(
      `INSERT INTO inbox_entries VALUES ('users', $1, 'Numbered', now() - $2 * interval '1 day')`,
      [newEventId(Date.now() - made * DAY), processed],
    )
  }
  expect(await database.$transaction((tx) => pruneInbox(tx, 7 * DAY))).toBe(2)
  expect(await database.$transaction((tx) => pruneInbox(tx, 7 * DAY))).toBe(0)
  const left = 'SELECT count(*)::int FROM inbox_entries'
  expect((await database.pool.query(left)).rows).toEqual([{ count: 2 }])
})
