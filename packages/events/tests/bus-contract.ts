import type { EventBus, HandlingOptions } from '@shop/events/bus'
import { startConsumers, type ConsumersOptions } from '@shop/events/consumer'
import { listDeadLetters, resolveDeadLetter } from '@shop/events/dead-letters'
import { startRelay, type Relay, type RelayOptions } from '@shop/events/relay'
import type { RetryOptions } from '@shop/events/retry-policy'
import type { SqlExecutor } from '@shop/events/sql-executor'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEventDatabase } from './event-database.ts'
import { append, countEffects, effectsIn, log, numbered, type Numbered, recordEffects } from './numbered.ts'
import type { EventDatabase } from './open-database.ts'

/** An adapter under test. `connect` gives what one more process would use; all of them meet in the same world. */
export type BusWorld = {
  connect(options?: RetryOptions & HandlingOptions): EventBus
  latencyMs: number
  /** How many events of orders a group has been given and has not settled; in one process it has all that was published. */
  given(group: string): Promise<number>
}

type Options = ConsumersOptions<SqlExecutor, undefined>

/** What every event bus has to keep, shown from outbox to effect on real databases. */
export function describeBusContract(name: string, createWorld: () => Promise<BusWorld>): void {
  describe(`the contract of event buses: ${name}`, () => {
    async function prepare(options: RetryOptions & HandlingOptions = { maxAttempts: 4, backoffMs: 20 }) {
      const world = await createWorld()
      const [orders, inventory] = await Promise.all([createEventDatabase(), createEventDatabase()])
      const connect = () => {
        const bus = world.connect(options)
        onTestFinished(() => bus.stop())
        return bus
      }
      return { world, orders, inventory, connect }
    }

    async function consume(bus: EventBus, database: EventDatabase, options: Partial<Options> = {}) {
      const consumers = [recordEffects('inventory')]
      const running = await startConsumers({ name: 'inventory', consumers, database, bus, log, ...options })
      onTestFinished(() => running.stop())
      return running
    }

    function relay(bus: EventBus, database: EventDatabase, options: Partial<RelayOptions> = {}): Relay {
      const running = startRelay({ databaseUrl: database.url, producer: 'orders', bus, log, pollMs: 50, ...options })
      onTestFinished(() => running.stop())
      return running
    }

    async function waitForEffects(database: EventDatabase, count: number, timeoutMs = 10_000): Promise<void> {
      await waitUntil(async () => (await countEffects(database)) >= count, { what: `${count} effects`, timeoutMs })
    }

    function lettersIn(database: EventDatabase) {
      return database.$transaction((tx) => listDeadLetters(tx, { status: null, limit: 100 }))
    }

    test('an event that was committed is handled once by each group', async () => {
      const { connect, orders, inventory } = await prepare()
      const users = await createEventDatabase()
      const bus = connect()
      await consume(bus, inventory)
      await consume(bus, users, { name: 'users', consumers: [recordEffects('users')] })
      relay(bus, orders)
      await append(orders, 'order-1', 1, 2, 3)
      await Promise.all([waitForEffects(inventory, 3), waitForEffects(users, 3)])
      await delay(200)
      expect((await effectsIn(inventory)).map(({ number }) => number)).toEqual([1, 2, 3])
      expect((await effectsIn(users)).map(({ number }) => number)).toEqual([1, 2, 3])
      const unpublished = 'SELECT count(*)::int AS count FROM outbox_events WHERE published_at IS NULL'
      await waitUntil(async () => (await orders.pool.query(unpublished)).rows[0].count === 0)
    })

    test('an event whose transaction was rolled back is never seen', async () => {
      const { connect, orders, inventory } = await prepare()
      const bus = connect()
      await consume(bus, inventory)
      relay(bus, orders)
      const rolledBack = orders.$transaction(async (tx) => {
        await tx.$executeRaw`INSERT INTO outbox_events (id, type, subject, data, occurred_at)
          VALUES (gen_random_uuid(), 'Numbered', 'order-1', '{"number": 1}', now())`
        throw new Error('no stock')
      })
      await expect(rolledBack).rejects.toThrow('no stock')
      await append(orders, 'order-1', 2)
      await waitForEffects(inventory, 1)
      expect((await effectsIn(inventory)).map(({ number }) => number)).toEqual([2])
    })

    test('an event that is published again takes effect once', async () => {
      const { connect, inventory } = await prepare()
      const bus = connect()
      await consume(bus, inventory)
      const event = numbered('order-1', 1)
      await Promise.all([bus.publish(event), bus.publish(event)])
      await bus.publish(event)
      await bus.publish(numbered('order-1', 2))
      await waitForEffects(inventory, 2)
      expect((await effectsIn(inventory)).map(({ number }) => number)).toEqual([1, 2])
    })

    test('two members of a group share the work and keep the order of each subject', async () => {
      const { connect, orders, inventory } = await prepare()
      const wait = () => delay(Math.random() * 6)
      for (const by of ['first', 'second']) {
        await consume(connect(), inventory, { consumers: [recordEffects('inventory', { before: wait, by })] })
      }
      relay(connect(), orders)
      const subjects = Array.from({ length: 12 }, (_, index) => `order-${index}`)
      const numbers = Array.from({ length: 12 }, (_, index) => index)
      await Promise.all(subjects.map((subject) => append(orders, subject, ...numbers)))
      await waitForEffects(inventory, subjects.length * numbers.length)
      const effects = await effectsIn(inventory)
      for (const subject of subjects) {
        expect(effects.filter((effect) => effect.subject === subject).map(({ number }) => number)).toEqual(numbers)
      }
      const share = effects.filter(({ by }) => by === 'first').length / effects.length
      expect(share).toBeGreaterThan(0.2)
      expect(share).toBeLessThan(0.8)
    })

    test('an event that fails for a while holds up its subject in order, and no other subject', async () => {
      const { connect, orders, inventory } = await prepare({ maxAttempts: 50, backoffMs: 20, maxBackoffMs: 50 })
      const bus = connect()
      let failing = true
      const before = (event: Numbered) => {
        if (failing && event.subject === 'bad' && event.data.number === 1) throw new Error('not yet')
      }
      await consume(bus, inventory, { consumers: [recordEffects('inventory', { before })] })
      relay(bus, orders)
      await append(orders, 'bad', 1, 2)
      await append(orders, 'good', 1, 2, 3)
      await waitForEffects(inventory, 3)
      expect((await effectsIn(inventory)).every(({ subject }) => subject === 'good')).toBe(true)
      failing = false
      await waitForEffects(inventory, 5)
      const late = (await effectsIn(inventory)).slice(3)
      expect(late.map(({ subject, number }) => `${subject} ${number}`)).toEqual(['bad 1', 'bad 2'])
    })

    test('an event that fails to the last attempt becomes a dead letter, which can be replayed', async () => {
      const { connect, inventory } = await prepare()
      const bus = connect()
      let calls = 0
      let failing = true
      const before = (event: Numbered) => {
        if (event.data.number !== 1) return
        calls += 1
        if (failing) throw new Error('broken handler')
      }
      const consumers = await consume(bus, inventory, { consumers: [recordEffects('inventory', { before })] })
      // By no relay: one that begins may publish twice, and each copy would be tried.
      const published = [1, 2].map((number) => bus.publish(numbered('order-1', number)))
      await waitForEffects(inventory, 1)
      await Promise.all(published)
      expect(calls).toBe(4)
      const [letter, ...others] = await lettersIn(inventory)
      expect(others).toEqual([])
      expect(letter).toMatchObject({
        consumer: 'inventory',
        attempts: 4,
        event: { subject: 'order-1', data: { number: 1 } },
      })
      expect(letter?.error).toContain('broken handler')

      const by = randomUUID()
      const retry = (id = letter?.id ?? '') => consumers.retryDeadLetter(id, { by, reason: 'mended' })
      await expect(retry()).rejects.toThrow('broken handler')
      expect(await lettersIn(inventory)).toMatchObject([{ status: 'OPEN', attempts: 5, resolvedBy: null }])
      failing = false
      await retry()
      await retry()
      expect((await effectsIn(inventory)).map(({ number }) => number)).toEqual([2, 1])
      expect(await lettersIn(inventory)).toMatchObject([{ status: 'HANDLED', resolvedBy: by, reason: 'mended' }])
      await expect(retry(randomUUID())).rejects.toThrow('there is no dead letter')
    })

    test('a dead letter that a person resolves has no effect, also when its event comes again', async () => {
      const { connect, orders, inventory } = await prepare()
      const bus = connect()
      let failing = true
      const before = () => {
        if (failing) throw new Error('broken handler')
      }
      const consumers = await consume(bus, inventory, { consumers: [recordEffects('inventory', { before })] })
      relay(bus, orders)
      await append(orders, 'order-1', 1)
      const [letter] = await waitUntil(async () => {
        const found = await lettersIn(inventory)
        return found.length > 0 && found
      })
      const by = randomUUID()
      const resolve = (reason: string) =>
        inventory.$transaction((tx) => resolveDeadLetter(tx, letter?.id ?? '', { by, reason }))
      await resolve('a test order')
      // Not before: a relay that begins publishes twice what the bus may have lost, and the second time would take effect.
      failing = false
      await resolve('said twice')
      await consumers.retryDeadLetter(letter?.id ?? '', { by, reason: 'too late' })
      expect(await lettersIn(inventory)).toMatchObject([{ status: 'RESOLVED', resolvedBy: by, reason: 'a test order' }])
      await orders.pool.query('UPDATE outbox_events SET published_at = NULL')
      await append(orders, 'order-2', 2)
      await waitForEffects(inventory, 1)
      expect((await effectsIn(inventory)).map(({ number }) => number)).toEqual([2])
    })

    test('an event whose data breaks its contract becomes a dead letter at once', async () => {
      const { connect, inventory } = await prepare({ maxAttempts: 10, backoffMs: 10_000 })
      const bus = connect()
      await consume(bus, inventory)
      void bus.publish({ ...numbered('order-1', 1), data: { number: 'one' } }).catch(() => undefined)
      const letters = await waitUntil(async () => {
        const found = await lettersIn(inventory)
        return found.length > 0 && found
      })
      expect(letters[0]?.error).toContain('contract')
      expect(letters[0]?.attempts).toBe(1)
    })

    test('a dead letter that cannot be stored is not settled: the event goes on being tried', async () => {
      const { connect, inventory } = await prepare({ maxAttempts: 2, backoffMs: 10, maxBackoffMs: 50 })
      const bus = connect()
      let failing = true
      let calls = 0
      const before = () => {
        calls += 1
        if (failing) throw new Error('broken handler')
      }
      await consume(bus, inventory, { consumers: [recordEffects('inventory', { before })] })
      await inventory.pool.query('ALTER TABLE dead_letters ADD CONSTRAINT full_up CHECK (false)')
      const published = bus.publish(numbered('order-1', 1))
      await waitUntil(() => calls > 4, { what: 'more attempts than it has' })
      failing = false
      await published
      await waitForEffects(inventory, 1)
      expect(await countEffects(inventory)).toBe(1)
      expect(await lettersIn(inventory)).toEqual([])
    })

    test('a tail hears everything that is published from now on, in each process', async () => {
      const { connect } = await prepare()
      const publisher = connect()
      await publisher.publish(numbered('order-1', 1))
      const heard: number[][] = [[], []]
      for (const list of heard) {
        const tail = await connect().tail(['orders'], (event) => list.push((event as Numbered).data.number))
        onTestFinished(() => tail.stop())
      }
      await publisher.publish(numbered('order-1', 2))
      await publisher.publish({ ...numbered('order-1', 99), producer: 'users' })
      await publisher.publish(numbered('order-2', 3))
      await waitUntil(() => heard.every((list) => list.length === 2))
      expect(heard).toEqual([
        [2, 3],
        [2, 3],
      ])
    })

    test('a group that comes late gets what the outbox still holds', async () => {
      const { connect, orders, inventory } = await prepare()
      const bus = connect()
      relay(bus, orders)
      await append(orders, 'order-1', 1, 2)
      const published = 'SELECT count(*)::int AS count FROM outbox_events WHERE published_at IS NOT NULL'
      await waitUntil(async () => (await orders.pool.query(published)).rows[0].count === 2)
      await consume(bus, inventory)
      await waitForEffects(inventory, 2)
      expect((await effectsIn(inventory)).map(({ number }) => number)).toEqual([1, 2])
    })

    test('what a stopped member leaves behind is done by the next one', async () => {
      const { connect, orders, inventory } = await prepare({ batchSize: 5, graceMs: 60_000 })
      const bus = connect()
      relay(bus, orders)
      const before = () => delay(20)
      const first = await consume(bus, inventory, { consumers: [recordEffects('inventory', { before, by: 'first' })] })
      for (let subject = 0; subject < 40; subject += 1) await append(orders, `order-${subject}`, 1, 2)
      await waitForEffects(inventory, 10)
      // Waits as long as its handlers take, and not as long as they may, which is longer than a test.
      await first.stop()
      const done = await countEffects(inventory)
      expect(done).toBeLessThan(80)
      await delay(100)
      expect(await countEffects(inventory)).toBe(done)
      await consume(bus, inventory, { consumers: [recordEffects('inventory', { by: 'second' })] })
      await waitForEffects(inventory, 80)
      expect(await countEffects(inventory)).toBe(80)
    })

    test('a relay that dies between publishing and marking publishes again, which takes effect once', async () => {
      const { connect, orders, inventory } = await prepare()
      const bus = connect()
      await consume(bus, inventory)
      let cut = true
      const killing: EventBus = {
        ...bus,
        async publish(event) {
          await bus.publish(event)
          if (!cut) return
          cut = false
          await orders.pool.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'orders-relay'",
          )
        },
      }
      relay(killing, orders)
      await append(orders, 'order-1', 1, 2, 3)
      await waitForEffects(inventory, 3)
      await waitUntil(async () => {
        const { rows } = await orders.pool.query(
          'SELECT count(*)::int AS count FROM outbox_events WHERE published_at IS NULL',
        )
        return rows[0].count === 0
      })
      expect((await effectsIn(inventory)).map(({ number }) => number)).toEqual([1, 2, 3])
    })

    test('an event reaches its handler within milliseconds of its commit', async () => {
      const { connect, orders, inventory, world } = await prepare()
      const bus = connect()
      let arrived = 0
      const before = () => {
        arrived = performance.now()
      }
      await consume(bus, inventory, { consumers: [recordEffects('inventory', { before })] })
      const running = relay(bus, orders, { pollMs: 5_000 })
      await append(orders, 'warm-up', 0)
      running.wake()
      await waitForEffects(inventory, 1)
      const latencies: number[] = []
      for (let number = 1; number <= 30; number += 1) {
        await append(orders, `order-${number}`, number)
        const committed = performance.now()
        running.wake()
        await waitForEffects(inventory, number + 1)
        latencies.push(arrived - committed)
      }
      const median = latencies.toSorted((one, other) => one - other)[15] ?? Infinity
      report(`${name}: commit to handler, median of 30: ${median.toFixed(1)} ms`)
      expect(median).toBeLessThan(world.latencyMs)
    })

    /** A thousand events of so many subjects. */
    async function appendThousand(database: EventDatabase, subjects: number): Promise<void> {
      await database.pool.query(
        `INSERT INTO outbox_events (id, type, subject, data, occurred_at)
         SELECT gen_random_uuid(), 'Numbered', 'order-' || n % $1, jsonb_build_object('number', n), now()
         FROM generate_series(1, 1000) n`,
        [subjects],
      )
    }

    // With a rest after each batch both take 20 s and more.
    test.each([
      { what: 'of different subjects', subjects: 1_000 },
      { what: 'of so few subjects that no batch is a whole one', subjects: 20 },
    ])('a group that rests does not fall behind one busy producer of several: events $what', async ({ subjects }) => {
      const { connect } = await prepare()
      const bus = connect()
      let handled = 0
      const group = await bus.consume({
        name: 'users',
        producers: ['inventory', 'orders', 'payments', 'products', 'users'],
        types: ['Numbered'],
        restMs: 1_000,
        async handle(events) {
          await delay(5)
          handled += events.length
        },
        deadLetter: () => Promise.reject(new Error('none failed')),
      })
      onTestFinished(() => group.stop())
      const events = Array.from({ length: 1_000 }, (_, number) => numbered(`order-${number % subjects}`, number))
      // In-process they resolve with the effect, and after a failure when the bus stops.
      for (const event of events) void bus.publish(event).catch(() => undefined)
      await waitUntil(() => handled >= 1_000, { what: '1,000 events', timeoutMs: 15_000 })
    })

    test('a thousand events pass in a few seconds', async () => {
      const { connect, orders, inventory } = await prepare()
      await appendThousand(orders, 200)
      const bus = connect()
      await consume(bus, inventory)
      const start = performance.now()
      relay(bus, orders)
      await waitForEffects(inventory, 1_000, 20_000)
      const seconds = (performance.now() - start) / 1_000
      report(`${name}: ${Math.round(1_000 / seconds)} events per second, from outbox to effect`)
      expect(await countEffects(inventory)).toBe(1_000)
      expect(seconds).toBeLessThan(10)
    })
  })
}

function report(line: string): void {
  if (process.env['EVENTS_TEST_REPORT']) process.stderr.write(`${line}\n`)
}
