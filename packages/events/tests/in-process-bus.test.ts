import { BusStopped } from '@shop/events/bus'
import { startConsumers } from '@shop/events/consumer'
import { createInProcessBus } from '@shop/events/in-process-bus'
import { startRelay } from '@shop/events/relay'
import { waitUntil } from '@shop/testkit/wait-until'
import { describeBatches } from './batch-contract.ts'
import { type BusWorld, describeBusContract } from './bus-contract.ts'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createEventDatabase } from './event-database.ts'
import { append, countEffects, effectsIn, log, numbered, recordEffects } from './numbered.ts'

async function createWorld(): Promise<BusWorld> {
  let bus: ReturnType<typeof createInProcessBus> | undefined
  return {
    connect: (options) => (bus ??= createInProcessBus({ log, ...options })),
    latencyMs: 50,
    given: async () => Infinity,
  }
}

describeBusContract('in-process bus', createWorld)
describeBatches('in-process bus', createWorld)

test('what waits in the outbox while a shop starts waits for its last group, and what was told before is not told again', async () => {
  const [orders, inventory] = await Promise.all([createEventDatabase(), createEventDatabase()])
  const joined = Promise.withResolvers<void>()
  const bus = createInProcessBus({ log, joined: joined.promise })
  await append(orders, 'order-1', 1, 2)
  await orders.pool.query('UPDATE outbox_events SET published_at = now()')
  await append(orders, 'order-1', 3, 4)
  const asked = Promise.withResolvers<void>()
  const relay = startRelay({
    databaseUrl: orders.url,
    producer: 'orders',
    log,
    bus: { ...bus, publish: (event) => (asked.resolve(), bus.publish(event)) },
  })
  await asked.promise
  const consumers = [recordEffects('inventory')]
  const group = await startConsumers({ name: 'inventory', consumers, database: inventory, bus, log })
  onTestFinished(async () => {
    await relay.stop()
    await group.stop()
    await bus.stop()
  })
  expect(await countEffects(inventory)).toBe(0)
  joined.resolve()
  const unpublished = 'SELECT FROM outbox_events WHERE published_at IS NULL'
  await waitUntil(async () => (await orders.pool.query(unpublished)).rows.length === 0)
  expect((await effectsIn(inventory)).map(({ number }) => number)).toEqual([3, 4])
})

test('a bus that is stopped before all have joined keeps nobody waiting', async () => {
  const bus = createInProcessBus({ log, joined: new Promise(() => undefined) })
  const published = bus.publish(numbered('order-1', 1)).catch((error: unknown) => error)
  await bus.stop()
  expect(await published).toBeInstanceOf(BusStopped)
})

test('it says which group is far behind as long as it is, for its backlog holds up the others', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const said: unknown[] = []
  const bus = createInProcessBus({ log: pino({}, { write: (line) => said.push(JSON.parse(line)) }) })
  const gate = Promise.withResolvers<void>()
  await bus.consume({
    name: 'slow',
    producers: ['orders'],
    types: ['Numbered'],
    handle: () => gate.promise,
    deadLetter: () => Promise.reject(new Error('none failed')),
  })
  const publish = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, number) => bus.publish(numbered(`order-${number}`, number))))
  const few = publish(499)
  vi.advanceTimersByTime(10_000)
  expect(said).toEqual([])
  const many = publish(1)
  vi.advanceTimersByTime(20_000)
  const line = { group: 'slow', behind: 500, msg: 'a consumer group is far behind' }
  expect(said).toMatchObject([line, line])
  gate.resolve()
  await Promise.all([few, many])
  vi.advanceTimersByTime(10_000)
  expect(said).toHaveLength(2)
  await bus.stop()
})
