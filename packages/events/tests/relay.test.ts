import { createInProcessBus } from '@shop/events/in-process-bus'
import { startRelay, type RelayOptions } from '@shop/events/relay'
import { waitUntil } from '@shop/testkit/wait-until'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createEventDatabase } from './event-database.ts'
import { append, log } from './numbered.ts'
import type { EventDatabase } from './open-database.ts'

/** A relay on a bus of its own, with a record of what it published. */
function startRecordingRelay(database: EventDatabase, options: Partial<RelayOptions> = {}) {
  const bus = createInProcessBus({ log })
  const published: number[] = []
  const relay = startRelay({
    databaseUrl: database.url,
    producer: 'orders',
    log,
    pollMs: 20,
    bus: { ...bus, publish: async (event) => void published.push((event.data as { number: number }).number) },
    ...options,
  })
  onTestFinished(() => relay.stop())
  return { relay, published }
}

const connections =
  "SELECT pid FROM pg_stat_activity WHERE application_name = 'orders-relay' AND datname = current_database()"
const holders = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid IN (${connections})`
const unpublished = 'SELECT FROM outbox_events WHERE published_at IS NULL'

test('of two relays of a database one publishes, and the other takes over when it is cut off or stopped', async () => {
  const orders = await createEventDatabase()
  const relays = [startRecordingRelay(orders), startRecordingRelay(orders)]
  const all = () => relays.flatMap(({ published }) => published).toSorted((one, other) => one - other)
  await waitUntil(async () => (await orders.pool.query(connections)).rows.length === 2)
  await append(orders, 'order-1', 1, 2, 3)
  await waitUntil(() => all().length === 3)
  const active = relays.findIndex(({ published }) => published.length > 0)
  expect(relays[1 - active]?.published).toEqual([])
  // Cut off before it has marked them, it would rightly have them published again.
  await waitUntil(async () => (await orders.pool.query(unpublished)).rows.length === 0)

  await orders.pool.query(`SELECT pg_terminate_backend(pid) FROM (${holders}) AS holder`)
  await append(orders, 'order-1', 4)
  await waitUntil(async () => all().length === 4 && (await orders.pool.query(unpublished)).rows.length === 0)
  await relays[active]?.relay.stop()
  await append(orders, 'order-1', 5)
  await waitUntil(() => all().length === 5)
  expect(all()).toEqual([1, 2, 3, 4, 5])
})

test('waking a relay that stands by wakes the active one', async () => {
  const orders = await createEventDatabase()
  const active = startRecordingRelay(orders, { pollMs: 60_000 })
  await waitUntil(async () => (await orders.pool.query(holders)).rows.length === 1)
  const standby = startRecordingRelay(orders, { pollMs: 60_000 })
  await waitUntil(async () => (await orders.pool.query(connections)).rows.length === 2)
  await append(orders, 'order-1', 1)
  await waitUntil(() => {
    // Again and again, for it may not stand by yet.
    standby.relay.wake()
    return active.published.length === 1
  })
})

test('a relay waits for a database that is not there yet', async () => {
  const orders = await createEventDatabase()
  await orders.pool.query('ALTER TABLE outbox_events RENAME TO not_yet')
  const { published } = startRecordingRelay(orders)
  await delay(200)
  await orders.pool.query('ALTER TABLE not_yet RENAME TO outbox_events')
  await append(orders, 'order-1', 1)
  await waitUntil(() => published.length === 1)
})

test('a bus that refuses an event gets it again, before those that follow', async () => {
  const orders = await createEventDatabase()
  const tried: number[] = []
  const bus = createInProcessBus({ log })
  startRecordingRelay(orders, {
    windowSize: 1,
    bus: {
      ...bus,
      async publish(event) {
        tried.push((event.data as { number: number }).number)
        if (tried.length < 3) throw new Error('out of memory')
      },
    },
  })
  await append(orders, 'order-1', 1, 2)
  await waitUntil(() => tried.length === 4)
  expect(tried).toEqual([1, 1, 1, 2])
})

test('published events are deleted after the retention time, unpublished ones never', async () => {
  const orders = await createEventDatabase()
  await orders.pool.query(`INSERT INTO outbox_events (id, type, subject, data, occurred_at, published_at)
    SELECT gen_random_uuid(), 'Numbered', 'order-1', '{"number": 0}', now() - interval '3 days', published_at
    FROM (VALUES (now() - interval '25 hours'), (now() - interval '23 hours')) AS rows (published_at)`)
  await append(orders, 'order-1', 1)
  const never = new Promise<void>(() => undefined)
  startRecordingRelay(orders, { bus: { ...createInProcessBus({ log }), publish: () => never }, graceMs: 0 })
  await waitUntil(async () => (await orders.pool.query('SELECT FROM outbox_events')).rows.length === 2)
  const { rows } = await orders.pool.query('SELECT FROM outbox_events WHERE published_at IS NULL')
  expect(rows).toHaveLength(1)
})

test('what has become old while others were deleted waits for the next time', async () => {
  const orders = await createEventDatabase()
  const old = `INSERT INTO outbox_events (id, type, subject, data, occurred_at, published_at)
    VALUES (gen_random_uuid(), 'Numbered', 'order-1', '{"number": 0}', now() - interval '3 days', now() - interval '25 hours')`
  await orders.pool.query(`
    CREATE FUNCTION become_old() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${old}; RETURN NULL; END $$;
    CREATE TRIGGER become_old AFTER DELETE ON outbox_events FOR EACH ROW EXECUTE FUNCTION become_old();
    ${old}`)
  const { published } = startRecordingRelay(orders, { pollMs: 1, paceMs: 0 })
  for (const number of [1, 2, 3, 4, 5]) {
    await append(orders, 'order-1', number)
    await waitUntil(() => published.length === number)
  }
  // Every deletion has made one row: the first of them, five events, and one more.
  const { rows } = await orders.pool.query('SELECT last_value::int AS made FROM outbox_events_position_seq')
  expect(rows).toEqual([{ made: 7 }])
})

test('looks at what is unpublished, not at all that ever was, also when the outbox was empty at its start', async () => {
  const orders = await createEventDatabase()
  await orders.pool.query('ALTER TABLE outbox_events SET (autovacuum_enabled = off)')
  await orders.pool.query('ANALYZE outbox_events')
  const { relay, published } = startRecordingRelay(orders, { pollMs: 5 })
  // So many looks make PostgreSQL settle for one plan.
  await waitUntil(async () => (await orders.pool.query(holders)).rows.length === 1)
  await delay(100)
  const events = 2_000
  for (let first = 0; first < events; first += 50) {
    await append(orders, 'order-1', ...Array.from({ length: 50 }, (_, index) => first + index))
    await waitUntil(() => published.length === first + 50)
  }
  // A connection that ends tells what it has read.
  await relay.stop()
  const reading = `SELECT seq_tup_read::int + idx_tup_fetch::int AS read FROM pg_stat_user_tables WHERE relname = 'outbox_events'`
  await waitUntil(async () => (await orders.pool.query(connections)).rows.length === 0)
  const { rows } = await orders.pool.query<{ read: number }>(reading)
  expect(rows[0]?.read).toBeLessThan(5 * events)
})
