import { setTimeout as delay } from 'node:timers/promises'
import { startRedisServer } from '@shop/events/redis-server'
import type { RedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../src/cache/cache-store.ts'
import type { CacheEntry, CacheStore } from '../src/cache/cache-store.ts'
import { createRedisStore } from '../src/cache/redis-store.ts'
import { openRedis } from '../src/redis.ts'
import type { Redis } from '../src/redis.ts'

const log = pino({ level: 'silent' })

function entry(text: string, tags: string[], versions: string[], milliseconds = 60_000): CacheEntry {
  const now = Date.now()
  return { text, storedAt: now, expiresAt: now + milliseconds, tags, versions }
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}`)
    await delay(10)
  }
}

/** What both stores promise. */
function holdToContract(open: () => CacheStore): void {
  it('gives back what was kept, in the order of the keys', async () => {
    const store = open()
    await store.write('a', entry('{"é":1}\n', ['t'], ['1']))
    await store.write('c', entry('3', [], []))
    const read = await store.read(['c', 'b', 'a'], [])
    expect(read?.entries.map((one) => one?.text ?? null)).toEqual(['3', null, '{"é":1}\n'])
    expect(read?.entries[2]).toMatchObject({ tags: ['t'], versions: ['1'] })
  })

  it('has one version of a tag for all readers, until the tag is invalidated', async () => {
    const store = open()
    const [first, second] = await Promise.all([store.read([], ['x', 'y']), store.read([], ['y', 'x'])])
    expect(first?.versions).toEqual(second?.versions.toReversed())
    await store.invalidate(['x'])
    const after = await store.read([], ['x', 'y'])
    expect(after?.versions[0]).not.toBe(first?.versions[0])
    expect(after?.versions[1]).toBe(first?.versions[1])
  })

  it('never has a version twice, however often a tag is invalidated', async () => {
    const store = open()
    const seen = new Set<string>()
    for (let round = 0; round < 50; round += 1) {
      seen.add((await store.read([], ['again']))?.versions[0] ?? '')
      await store.invalidate(['again'])
    }
    expect(seen.size).toBe(50)
  })

  it('does nothing for an empty list of tags', async () => {
    const store = open()
    await store.invalidate([])
    expect(await store.read([], [])).toEqual({ entries: [], versions: [] })
  })
}

describe('the cache in memory', () => {
  holdToContract(() => createMemoryStore(1_000_000))

  it('keeps within its bytes, and drops what was not used for the longest time', async () => {
    const store = createMemoryStore(100_000)
    for (let index = 0; index < 200; index += 1) {
      await store.write(`key-${index}`, entry('x'.repeat(1000), [], []))
      await store.read(['key-0'], [])
    }
    const keys = Array.from({ length: 200 }, (_, index) => `key-${index}`)
    const held = (await store.read(keys, []))?.entries.map((one) => one !== null) ?? []
    // Each weighs two bytes a character and what goes with it: a little more than 2,400.
    expect(held.filter(Boolean).length).toBeGreaterThan(30)
    expect(held.filter(Boolean).length).toBeLessThanOrEqual(42)
    expect([held[0], held[1], held[199]]).toEqual([true, false, true])
  })

  it('does not keep what alone is larger than everything may be', async () => {
    const store = createMemoryStore(10_000)
    await store.write('big', entry('x'.repeat(10_000), [], []))
    expect((await store.read(['big'], []))?.entries).toEqual([null])
  })
})

describe.skipIf(!redisAvailable)('the cache in Redis', () => {
  let server: RedisServer
  let redis: Redis
  let store: CacheStore
  beforeAll(async () => {
    server = await startRedisServer()
    redis = await openRedis(server.url, { timeoutMs: 1000, log })
    store = createRedisStore(redis, log)
    await until('the store is usable', async () => (await store.read([], [])) !== null)
  })
  beforeEach(() => redis.flushall())
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })

  holdToContract(() => store)

  it('shares versions and entries with other routers', async () => {
    const other = await openRedis(server.url, { timeoutMs: 1000, log })
    const theirs = createRedisStore(other, log)
    await until('the other store is usable', async () => (await theirs.read([], [])) !== null)
    const before = await store.read([], ['shared'])
    await store.write('k', entry('1', ['shared'], before?.versions ?? []))
    expect((await theirs.read(['k'], ['shared']))?.entries[0]?.versions).toEqual(before?.versions)
    await theirs.invalidate(['shared'])
    expect((await store.read([], ['shared']))?.versions).not.toEqual(before?.versions)
    other.disconnect()
  })

  it('lets Redis forget an entry when its time is over', async () => {
    await store.write('short', entry('1', [], [], 30))
    await until('it is forgotten', async () => (await store.read(['short'], []))?.entries[0] === null)
    expect(await redis.keys('*short')).toEqual([])
  })

  it('makes worthless what was kept before Redis was emptied', async () => {
    const before = await store.read([], ['wiped'])
    await redis.flushall()
    expect((await store.read([], ['wiped']))?.versions).not.toEqual(before?.versions)
  })

  it('says that it is away while Redis is, and reads nothing of an earlier run', async () => {
    const own = await startRedisServer()
    const connection = await openRedis(own.url, { timeoutMs: 1000, log })
    const kept = createRedisStore(connection, log)
    await until('the store is usable', async () => (await kept.read([], [])) !== null)
    const before = await kept.read([], ['t'])
    await kept.write('k', entry('old', ['t'], before?.versions ?? []))
    const name = (await connection.keys('*entry:k'))[0] ?? ''
    const value = await connection.get(name)
    const versionKey = (await connection.keys('*version:t'))[0] ?? ''
    await own.kill()
    await until('it is away', async () => (await kept.read(['k'], ['t'])) === null)
    await kept.write('k', entry('lost', [], []))
    await kept.invalidate(['t'])

    const again = await startRedisServer({ port: own.port })
    await until('it is back', async () => (await kept.read([], [])) !== null)
    // As a server does that comes back with an old snapshot.
    await connection.set(name, value ?? '')
    await connection.set(versionKey, before?.versions[0] ?? '')
    const after = await kept.read(['k'], ['t'])
    expect(after?.entries).toEqual([null])
    expect(after?.versions).not.toEqual(before?.versions)
    connection.disconnect()
    await again.stop()
  })

  it('tells a change that Redis could not be told of before it reads again', async () => {
    const before = await store.read([], ['owed'])
    const unlink = redis.unlink.bind(redis)
    // A command that times out on a connection that stays: Redis hangs for a moment.
    redis.unlink = async () => {
      throw new Error('Command timed out')
    }
    await store.invalidate(['owed'])
    expect(await store.read([], ['owed'])).toBeNull()
    redis.unlink = unlink
    expect((await store.read([], ['owed']))?.versions).not.toEqual(before?.versions)
  })
})
