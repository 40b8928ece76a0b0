import { createRedisBus } from '@shop/events/redis-bus'
import { startRedisServer, type RedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeBusContract } from './bus-contract.ts'
import { log } from './numbered.ts'

describe.skipIf(!redisAvailable)('with a Redis server', () => {
  let server: RedisServer

  beforeAll(async () => {
    server = await startRedisServer()
  })
  afterAll(() => server.stop())

  describeBusContract('Redis bus', async () => {
    const redis = new Redis(server.url)
    await redis.flushall()
    redis.disconnect()
    return {
      connect: (retry) => createRedisBus({ url: server.url, log, lossCheckMs: 50, claimIdleMs: 2_000, ...retry }),
      latencyMs: 30,
    }
  })
})
