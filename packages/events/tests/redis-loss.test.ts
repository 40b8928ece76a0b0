import { startConsumers } from '@shop/events/consumer'
import { createRedisBus } from '@shop/events/redis-bus'
import { startRelay } from '@shop/events/relay'
import { startRedisServer, type RedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { waitUntil } from '@shop/testkit/wait-until'
import { Redis } from 'ioredis'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEventDatabase } from './event-database.ts'
import { append, countEffects, effectsIn, log, recordEffects } from './numbered.ts'
import type { EventDatabase } from './open-database.ts'
import { startTcpSwitch } from './tcp-switch.ts'

describe.skipIf(!redisAvailable)('a Redis that loses its data', () => {
  async function startWorld(options: { server: RedisServer; delayMs?: number }) {
    const [orders, inventory] = await Promise.all([createEventDatabase(), createEventDatabase()])
    const bus = createRedisBus({ url: options.server.url, log, lossCheckMs: 50, claimIdleMs: 1_000, backoffMs: 20 })
    const consumers = [recordEffects('inventory', { before: () => delay(options.delayMs ?? 3) })]
    const member = await startConsumers({ name: 'inventory', consumers, database: inventory, bus, log })
    const relay = startRelay({ databaseUrl: orders.url, producer: 'orders', bus, log, pollMs: 20 })
    onTestFinished(async () => {
      await relay.stop()
      await member.stop()
      await bus.stop()
    })
    return { orders, inventory, bus, relay }
  }

  async function startServer(): Promise<RedisServer> {
    const server = await startRedisServer()
    onTestFinished(() => server.stop())
    return server
  }

  /** 60 subjects with 5 events each. */
  async function appendMany(orders: EventDatabase): Promise<void> {
    await orders.pool.query(`INSERT INTO outbox_events (id, type, subject, data, occurred_at)
      SELECT gen_random_uuid(), 'Numbered', 'order-' || n % 60, jsonb_build_object('number', n), now()
      FROM generate_series(1, 300) n`)
  }

  async function expectAllOnce(inventory: EventDatabase, count: number): Promise<void> {
    await waitUntil(async () => (await countEffects(inventory)) >= count, { timeoutMs: 20_000, what: 'all effects' })
    const effects = await effectsIn(inventory)
    expect(effects).toHaveLength(count)
    expect(new Set(effects.map(({ event_id }) => event_id)).size).toBe(count)
  }

  test('FLUSHALL, again and again in the middle of the work, loses nothing and doubles nothing', async () => {
    const server = await startServer()
    const redis = new Redis(server.url)
    onTestFinished(() => redis.disconnect())
    const { orders, inventory } = await startWorld({ server })
    await appendMany(orders)
    for (const after of [20, 90, 200]) {
      await waitUntil(async () => (await countEffects(inventory)) >= after, { intervalMs: 2 })
      await redis.flushall()
    }
    await expectAllOnce(inventory, 300)
  })

  test('what was in Redis when it was emptied at rest is published again', async () => {
    const server = await startServer()
    const redis = new Redis(server.url)
    onTestFinished(() => redis.disconnect())
    const { orders, inventory, bus } = await startWorld({ server, delayMs: 0 })
    await append(orders, 'order-1', 1)
    await waitUntil(async () => (await countEffects(inventory)) === 1)
    await redis.flushall()
    const again = new Promise((resolve) => void bus.tail(['orders'], resolve))
    await expect(again).resolves.toMatchObject({ subject: 'order-1' })
    await append(orders, 'order-1', 2)
    await expectAllOnce(inventory, 2)
  })

  test('a tail hears what was told while Redis was away, and one that looks back what was told before it', async () => {
    const server = await startServer()
    const { orders, bus } = await startWorld({ server, delayMs: 0 })
    const heard: string[] = []
    await bus.tail(['orders'], ({ subject }) => heard.push(subject))
    await server.kill()
    await append(orders, 'order-while-away', 1)
    const second = await startRedisServer({ port: server.port })
    onTestFinished(() => second.stop())
    await waitUntil(() => heard.length > 0, { timeoutMs: 20_000, what: 'the event of then' })
    expect(heard).toEqual(['order-while-away'])
    const before = new Promise((resolve) => void bus.tail(['orders'], resolve, 60_000))
    await expect(before).resolves.toMatchObject({ subject: 'order-while-away' })
  })

  test('Redis killed in the middle and back empty: everything goes on by itself', async () => {
    const server = await startServer()
    const { orders, inventory } = await startWorld({ server })
    await appendMany(orders)
    await waitUntil(async () => (await countEffects(inventory)) >= 100, { intervalMs: 2 })
    await server.kill()
    await append(orders, 'order-while-away', 1, 2)
    await delay(500)
    const second = await startRedisServer({ port: server.port })
    onTestFinished(() => second.stop())
    await expectAllOnce(inventory, 302)
    await append(orders, 'order-after', 1)
    await expectAllOnce(inventory, 303)
  })

  test('a copy of Redis that takes over and lacks the latest events gets them', async () => {
    const [server, copy] = [await startServer(), await startServer()]
    const door = await startTcpSwitch(server.port)
    const { orders, inventory } = await startWorld({ server: { ...server, url: `redis://127.0.0.1:${door.port}` } })
    await append(orders, 'order-1', 1)
    await waitUntil(async () => (await countEffects(inventory)) === 1)
    // Streams, groups and the marker that nothing is missing.
    await copyAll(server, copy)
    // Published according to the outbox, and only the server that is now lost has it.
    await orders.pool.query(`INSERT INTO outbox_events (id, type, subject, data, occurred_at, published_at)
      VALUES (gen_random_uuid(), 'Numbered', 'order-lost', '{"number": 2}', now(), now())`)
    door.switchTo(copy.port)
    await expectAllOnce(inventory, 2)
    expect((await effectsIn(inventory)).map(({ subject }) => subject)).toEqual(['order-1', 'order-lost'])
  })

  test('a consumer whose connections are cut goes on, also with what was on the wire', async () => {
    const server = await startServer()
    const door = await startTcpSwitch(server.port)
    const { orders, inventory } = await startWorld({ server: { ...server, url: `redis://127.0.0.1:${door.port}` } })
    await appendMany(orders)
    for (const after of [30, 80, 130, 180]) {
      await waitUntil(async () => (await countEffects(inventory)) >= after, { intervalMs: 2 })
      door.switchTo(server.port)
    }
    await expectAllOnce(inventory, 300)
  })

  test('with Redis away, stopping takes less than two seconds and loses nothing', async () => {
    const server = await startServer()
    const { orders, relay, bus } = await startWorld({ server })
    await append(orders, 'order-1', 1)
    await server.kill()
    await append(orders, 'order-1', 2)
    await delay(200)
    const start = performance.now()
    await relay.stop()
    await bus.stop()
    expect(performance.now() - start).toBeLessThan(2_000)
    const { rows } = await orders.pool.query('SELECT FROM outbox_events WHERE published_at IS NULL')
    expect(rows.length).toBeGreaterThan(0)
  })
})

async function copyAll(from: RedisServer, to: RedisServer): Promise<void> {
  const [source, target] = [new Redis(from.url), new Redis(to.url)]
  for (const key of await source.keys('*')) {
    const value = await source.dumpBuffer(key)
    if (value) await target.restore(key, 0, value)
  }
  source.disconnect()
  target.disconnect()
}
