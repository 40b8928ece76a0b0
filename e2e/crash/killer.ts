import { startRedisServer } from '@shop/events/redis-server'
import type { RedisServer } from '@shop/events/redis-server'
import type { Random } from '@shop/prisma/demo/random'
import { Redis } from 'ioredis'
import { setTimeout as delay } from 'node:timers/promises'
import type { DistributedTestShop } from '../shop/topologies.ts'

/** A Redis that comes back on its port after it was killed, empty. */
export type MortalRedis = { url: string; killAndRestart(): Promise<void>; wipe(): Promise<void>; stop(): Promise<void> }

export async function startMortalRedis(): Promise<MortalRedis> {
  let server: RedisServer = await startRedisServer()
  const { url, port } = server
  return {
    url,
    async killAndRestart() {
      await server.kill()
      server = await startRedisServer({ port })
    },
    async wipe() {
      const client = new Redis(url)
      await client.flushall()
      client.disconnect()
    },
    stop: () => server.stop(),
  }
}

/** A blow that the shop was dealt, in words. */
export type Blow = string

/**
 * Kills every service and Redis, or only the `victims`, once per round, in an order and at moments that `random` decides.
 * Resolves when the last round is over; the services come back by themselves.
 */
export async function killEverything(
  shop: DistributedTestShop,
  redis: MortalRedis,
  random: Random,
  {
    rounds,
    pauseMs,
    victims = [...shop.services.keys(), 'redis'],
    wipes = true,
  }: {
    rounds: number
    pauseMs: [from: number, to: number]
    victims?: string[]
    /** Whether Redis is now and then only emptied. */
    wipes?: boolean
  },
): Promise<Blow[]> {
  const blows: Blow[] = []

  async function strike(victim: string): Promise<Blow> {
    const service = shop.services.get(victim)
    if (service) {
      const pid = service.pid()
      if (pid === undefined) return `${victim} was down already`
      process.kill(pid, 'SIGKILL')
      return `${victim} killed`
    }
    if (wipes && random.chance(0.5)) {
      await redis.wipe()
      return 'redis wiped'
    }
    await redis.killAndRestart()
    return 'redis killed'
  }

  for (let round = 0; round < rounds; round += 1) {
    const order = victims.map((victim) => ({ victim, place: random.next() }))
    for (const { victim } of order.toSorted((one, other) => one.place - other.place)) {
      await delay(random.between(...pauseMs))
      blows.push(await strike(victim))
    }
  }
  return blows
}
