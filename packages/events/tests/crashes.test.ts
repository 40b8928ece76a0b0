import { startConsumers } from '@shop/events/consumer'
import { createRedisBus } from '@shop/events/redis-bus'
import { startRelay } from '@shop/events/relay'
import { startRedisServer, type RedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { waitUntil } from '@shop/testkit/wait-until'
import { Redis } from 'ioredis'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createEventDatabase } from './event-database.ts'
import { append, countEffects, effectsIn, log, numbered, recordEffects } from './numbered.ts'
import { startProcess } from './processes/start-process.ts'

test(
  'in one process, killed in the middle three times, each event takes effect once',
  { timeout: 60_000 },
  async () => {
    const [orders, inventory] = await Promise.all([createEventDatabase(), createEventDatabase()])
    const subjects = Array.from({ length: 30 }, (_, index) => `order-${index}`)
    for (const subject of subjects) await append(orders, subject, 1, 2, 3, 4)
    for (let round = 0; round < 3; round += 1) {
      const shop = startProcess('standalone.ts', orders.url, inventory.url)
      await shop.said('effect', 9)
      await shop.kill()
    }
    startProcess('standalone.ts', orders.url, inventory.url)
    await waitUntil(async () => (await countEffects(inventory)) >= 120)
    const effects = await effectsIn(inventory)
    expect(effects).toHaveLength(120)
    expect(new Set(effects.map(({ by }) => by)).size).toBeGreaterThan(2)
    for (const subject of subjects) {
      expect(effects.filter((effect) => effect.subject === subject).map(({ number }) => number)).toEqual([1, 2, 3, 4])
    }
  },
)

describe.skipIf(!redisAvailable)('in several processes', () => {
  let server: RedisServer
  beforeEach(async () => {
    server = await startRedisServer()
    return () => server.stop()
  })

  function connect() {
    const bus = createRedisBus({ url: server.url, log, claimIdleMs: 1_000, lossCheckMs: 50 })
    onTestFinished(() => bus.stop())
    return bus
  }

  test('what a consumer was killed over is done by another process, before what follows it', async () => {
    const inventory = await createEventDatabase()
    const bus = connect()
    const stuck = startProcess('consume-and-hang.ts', inventory.url, server.url)
    await stuck.said('ready')
    await bus.publish(numbered('order-1', 1))
    await stuck.said('handling')
    const consumers = [recordEffects('inventory', { by: 'survivor' })]
    const running = await startConsumers({ name: 'inventory', consumers, database: inventory, bus, log })
    onTestFinished(() => running.stop())
    // Either of the two may be given this one; it must wait for the first in any case.
    await bus.publish(numbered('order-1', 2))
    await bus.publish(numbered('order-2', 3))
    await stuck.kill()
    await waitUntil(async () => (await countEffects(inventory)) >= 3)
    const effects = await effectsIn(inventory)
    expect(effects.every(({ by }) => by === 'survivor')).toBe(true)
    expect(effects.filter(({ subject }) => subject === 'order-1').map(({ number }) => number)).toEqual([1, 2])
    expect(effects).toHaveLength(3)
  })

  test('a process that is killed in the middle of a batch leaves all of it to another, and each event takes effect once', async () => {
    const inventory = await createEventDatabase()
    const bus = connect()
    // The last one by its subject: the others of its batch have had their effect by then, and nobody else sees it.
    const stuck = startProcess('consume-and-hang.ts', inventory.url, server.url, '9')
    await stuck.said('ready')
    await Promise.all(Array.from({ length: 10 }, (_, number) => bus.publish(numbered(`order-${number}`, number))))
    await stuck.said('handling')
    const committed = await countEffects(inventory)
    const consumers = [recordEffects('inventory', { by: 'survivor' })]
    const running = await startConsumers({ name: 'inventory', consumers, database: inventory, bus, log })
    onTestFinished(() => running.stop())
    await stuck.kill()
    await waitUntil(async () => (await countEffects(inventory)) >= 10)
    const effects = await effectsIn(inventory)
    expect(new Set(effects.map((effect) => effect.number)).size).toBe(10)
    expect(effects).toHaveLength(10)
    expect(effects.filter(({ by }) => by === 'survivor')).toHaveLength(10 - committed)
  })

  test('a relay that was killed after publishing is followed by another, and nothing takes effect twice', async () => {
    const [orders, inventory] = await Promise.all([createEventDatabase(), createEventDatabase()])
    const bus = connect()
    const consumers = [recordEffects('inventory')]
    const running = await startConsumers({ name: 'stock', consumers, database: inventory, bus, log })
    onTestFinished(() => running.stop())
    const dying = startProcess('relay-and-die.ts', orders.url, server.url)
    await append(orders, 'order-9', 1, 2)
    expect(await dying.ended).toBe('SIGKILL')
    const { rows } = await orders.pool.query('SELECT FROM outbox_events WHERE published_at IS NULL')
    expect(rows).toHaveLength(2)
    const relay = startRelay({ databaseUrl: orders.url, producer: 'orders', bus, log })
    onTestFinished(() => relay.stop())
    await waitUntil(async () => (await countEffects(inventory)) >= 2)
    // The first event was published by both relays.
    const redis = new Redis(server.url)
    onTestFinished(() => redis.disconnect())
    await waitUntil(async () => (await redis.xlen('events:orders')) > 2)
    expect((await effectsIn(inventory)).map(({ number }) => number)).toEqual([1, 2])
  })
})
