import { startRedisServer } from '@shop/events/redis-server'
import type { RedisServer } from '@shop/events/redis-server'
import type { Random } from '@shop/prisma/demo/random'
import { Redis } from 'ioredis'
import { setTimeout as delay } from 'node:timers/promises'
import type { DistributedTestShop } from '../shop/topologies.ts'
import type { MortalPostgres } from './mortal-postgres.ts'

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

/** What can be hurt. */
export type Victims = { shop: DistributedTestShop; redis: MortalRedis; postgres?: MortalPostgres }

/** A blow that the shop was dealt, in words. */
export type Blow = string

/**
 * Kills every service, PostgreSQL and Redis once per round, and wipes Redis once, or deals only the blows that are `named`, in
 * an order and at moments that `random` decides. Resolves when the last round is over; the services come back by themselves.
 */
export async function killEverything(
  { shop, redis, postgres }: Victims,
  random: Random,
  {
    rounds,
    pauseMs,
    named,
  }: {
    rounds: number
    pauseMs: [from: number, to: number]
    /** Services by their names, `postgres`, `redis`, and `redis-data` for a wipe. */
    named?: readonly string[]
  },
): Promise<Blow[]> {
  const blows: [what: string, strike: () => Promise<Blow>][] = [
    ...[...shop.services].map(([name, service]): [string, () => Promise<Blow>] => [
      name,
      async () => {
        const pid = service.pid()
        if (pid === undefined) return `${name} was down already`
        process.kill(pid, 'SIGKILL')
        return `${name} killed`
      },
    ]),
    ['redis', () => redis.killAndRestart().then(() => 'redis killed')],
    ['redis-data', () => redis.wipe().then(() => 'redis wiped')],
  ]
  if (postgres) blows.push(['postgres', () => postgres.killAndRestart().then(() => 'postgres killed')])
  const chosen = blows.filter(([name]) => named?.includes(name) ?? true)
  const dealt: Blow[] = []
  for (let round = 0; round < rounds; round += 1) {
    const order = chosen.map(([, strike]) => ({ strike, place: random.next() }))
    for (const { strike } of order.toSorted((one, other) => one.place - other.place)) {
      await delay(random.between(...pauseMs))
      dealt.push(await strike())
    }
  }
  return dealt
}
