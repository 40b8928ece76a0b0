import { createRedisBus } from '@shop/events/redis-bus'
import { startRedisServer, type RedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { describeBatches } from './batch-contract.ts'
import { type BusWorld, describeBusContract } from './bus-contract.ts'
import { log } from './numbered.ts'

describe.skipIf(!redisAvailable)('with a Redis server', () => {
  let server: RedisServer

  beforeAll(async () => {
    server = await startRedisServer()
  })
  afterAll(() => server.stop())

  async function createWorld(): Promise<BusWorld> {
    const redis = new Redis(server.url)
    onTestFinished(() => redis.disconnect())
    await redis.flushall()
    return {
      connect: (options) => createRedisBus({ url: server.url, log, lossCheckMs: 50, claimIdleMs: 2_000, ...options }),
      latencyMs: 100,
      given: async (group) => Number((await redis.xpending('events:orders', group))[0]),
    }
  }

  describeBusContract('Redis bus', createWorld)
  describeBatches('Redis bus', createWorld)
})
