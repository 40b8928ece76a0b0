import { trim } from '@shop/events/redis-trimming'
import { startRedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { Redis } from 'ioredis'
import { describe, expect, onTestFinished, test } from 'vitest'

describe.skipIf(!redisAvailable)('trimming a stream', () => {
  /** A stream of 1,000 entries with ids 1-1 … 1000-1, and groups `fast` and `slow`. */
  async function createStream(): Promise<Redis> {
    const server = await startRedisServer()
    const redis = new Redis(server.url)
    onTestFinished(async () => {
      redis.disconnect()
      await server.stop()
    })
    for (let number = 1; number <= 1_000; number += 1) void redis.xadd('events:orders', `${number}-1`, 'event', '{}')
    for (const group of ['fast', 'slow']) await redis.xgroup('CREATE', 'events:orders', group, '0')
    return redis
  }

  async function readAll(redis: Redis, group: string, acknowledgeTo: number): Promise<void> {
    await redis.xreadgroup('GROUP', group, 'one', 'COUNT', 1_000, 'STREAMS', 'events:orders', '>')
    for (let number = 1; number <= acknowledgeTo; number += 1) void redis.xack('events:orders', group, `${number}-1`)
    await redis.ping()
  }

  test('keeps everything that some group has not been given', async () => {
    const redis = await createStream()
    await readAll(redis, 'fast', 1_000)
    expect(await trim(redis, 'events:orders', 0)).toBe(1_000)
  })

  test('keeps everything from the first entry on that some group has not settled', async () => {
    const redis = await createStream()
    await readAll(redis, 'fast', 1_000)
    await readAll(redis, 'slow', 499)
    await trim(redis, 'events:orders', 0)
    const [first] = await redis.xrange('events:orders', '-', '+', 'COUNT', 1)
    // Redis cuts off whole nodes of 100 entries.
    expect(Number.parseInt(first?.[0] ?? '', 10)).toBeGreaterThan(400)
    expect(Number.parseInt(first?.[0] ?? '', 10)).toBeLessThanOrEqual(500)
  })

  test('keeps what is younger than the time that tails may need, and bears a stream that is not there', async () => {
    const redis = await createStream()
    await readAll(redis, 'fast', 1_000)
    await readAll(redis, 'slow', 1_000)
    expect(await trim(redis, 'events:orders', 100 * 365 * 24 * 3_600_000)).toBe(1_000)
    expect(await trim(redis, 'events:orders', 600_000)).toBeLessThan(101)
    expect(await trim(redis, 'events:users', 0)).toBe(0)
  })
})
