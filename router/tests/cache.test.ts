import { startRedisServer } from '@shop/events/redis-server'
import type { RedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CachedThing, CacheOutcome } from '../src/cache/cache-observer.ts'
import type { Invalidate } from '../src/cache/invalidation.ts'
import { createRouter } from '../src/router.ts'
import type { Router } from '../src/router.ts'
import { createCachedShop } from './fixture/cached-shop.ts'
import type { CachedShop } from './fixture/cached-shop.ts'
import { until } from './fixture/follow.ts'
import { compose, post } from './fixture/start-graph.ts'
import type { Answer } from './fixture/start-graph.ts'

type Asker = {
  ask(query: string, options?: { variables?: object; headers?: Record<string, string> }): Promise<Answer>
  invalidate: Invalidate
  counted: Record<string, number>
  router: Router
}

const LIST = '{ things { id title price quantity } }'
const stores = ['memory', 'Redis'] as const

describe.each(stores.filter((store) => store === 'memory' || redisAvailable))('with the cache in %s', (store) => {
  let server: RedisServer | null = null
  let shop: CachedShop
  let router: Asker
  const routers: Router[] = []

  async function start(): Promise<Asker> {
    const subgraphs = Object.values(shop.subgraphs)
    const counted: Record<string, number> = {}
    let invalidate: Invalidate = async () => {}
    const started = createRouter({
      supergraph: compose(subgraphs.map(({ name, typeDefs }) => ({ name, typeDefs, url: 'http://nowhere.invalid/' }))),
      subgraphs: shop.subgraphs,
      log: pino({ level: 'silent' }),
      cacheObserver: {
        onLookup(thing: CachedThing, outcome: CacheOutcome, count: number) {
          counted[`${thing} ${outcome}`] = (counted[`${thing} ${outcome}`] ?? 0) + count
        },
      },
      invalidations(given) {
        invalidate = given
        return () => {}
      },
      settings: { port: 0, host: '127.0.0.1', ...(server ? { redisUrl: server.url, redisTimeoutMs: 2000 } : {}) },
    })
    routers.push(started)
    const { url } = await started.listen()
    const asker: Asker = {
      ask: (query, { variables, headers } = {}) =>
        post(`${url}/graphql`, JSON.stringify({ query, variables }), headers),
      invalidate: (changes) => invalidate(changes),
      counted,
      router: started,
    }
    // The connection to Redis says which run it is a moment after it is there.
    for (let round = 0; round < 200 && !counted['answer hit']; round += 1) await asker.ask('{ things { title } }')
    for (const name of Object.keys(counted)) delete counted[name]
    return asker
  }

  beforeAll(async () => {
    if (store === 'Redis') server = await startRedisServer()
  })
  afterAll(() => server?.stop())
  beforeEach(async () => {
    shop = createCachedShop()
    router = await start()
    Object.assign(shop.asked, { catalog: 0, stock: 0, entities: [] })
  })
  afterEach(async () => {
    shop.gate.wait = null
    for (const one of routers.splice(0)) await one.stop()
    // Another test's subgraphs have the same names.
    if (server) await wipe(server)
  })

  it('answers the second time without a subgraph, and counts it', async () => {
    const first = await router.ask(LIST)
    const second = await router.ask(LIST)
    expect(second.data).toEqual(first.data)
    expect(first.errors).toEqual([])
    expect(shop.asked).toMatchObject({ catalog: 1, stock: 1 })
    expect(router.counted).toEqual({ 'answer miss': 1, 'answer hit': 1, 'fetch miss': 1, 'entity miss': 3 })
    expect(second.headers.get('cache-control')).toBe('max-age=10, public')
    expect(second.headers.get('age')).toMatch(/^[01]$/)
  })

  it('asks only for the entities that it does not have, and answers in order', async () => {
    await router.ask('{ thing(id: 2) { quantity } }')
    shop.asked.entities = []
    const { data } = await router.ask('{ things { title quantity } }')
    expect(shop.asked.entities.toSorted()).toEqual(['1', '3'])
    expect(data.things).toEqual([
      { title: 'Pan', quantity: 5 },
      { title: 'Pot', quantity: 5 },
      { title: 'Cup', quantity: 5 },
    ])
    expect(router.counted['entity hit']).toBe(1)
  })

  it('takes nothing of a list of entities that is shorter than what was asked for', async () => {
    for (const id of ['1', '2', '3']) shop.quantities.set(id, Number(id))
    const { stock } = shop.subgraphs
    const { execute } = stock
    stock.execute = async (request) => {
      const { data } = await execute(request)
      const entities = data?.['_entities'] as unknown[]
      return { data: { _entities: entities.slice(1) } }
    }
    const failed = await router.ask('{ things { quantity } }')
    expect(failed.errors.map(({ extensions }) => extensions.code)).toEqual(Array(3).fill('SUBGRAPH_UNAVAILABLE'))
    stock.execute = execute
    const { data } = await router.ask('{ things { quantity } }')
    expect(data.things).toEqual([{ quantity: 1 }, { quantity: 2 }, { quantity: 3 }])
  })

  it('puts an error in the place of its entity, and keeps nothing of an answer with errors', async () => {
    await router.ask('{ thing(id: 1) { quantity } }')
    shop.broken.add('3')
    const failed = await router.ask('{ things { quantity } }')
    expect(failed.errors).toMatchObject([{ path: ['things', 2, 'quantity'], extensions: { code: 'BROKEN' } }])
    expect(failed.data.things).toEqual([{ quantity: 5 }, { quantity: 5 }, { quantity: null }])
    expect(failed.headers.get('cache-control')).toBe('no-store')
    shop.broken.clear()
    expect((await router.ask('{ things { quantity } }')).data.things?.[2]).toEqual({ quantity: 5 })
  })

  it('keeps apart what differs by arguments, variables and language', async () => {
    const one = 'query ($id: ID!) { thing(id: $id) { title quantity(of: "a") } }'
    for (const id of ['1', '2', '1']) {
      const { data } = await router.ask(one, { variables: { id } })
      expect(data.thing).toEqual({ title: id === '1' ? 'Pan' : 'Pot', quantity: 5 })
    }
    for (const [language, greeting] of [
      ['de', 'Hallo'],
      ['en', 'Hello'],
      ['de', 'Hallo'],
    ] as const) {
      const { data, headers } = await router.ask('{ greeting }', { headers: { 'accept-language': language } })
      expect(data).toEqual({ greeting })
      expect(headers.get('vary')).toContain('accept-language')
    }
  })

  it('never shows private data to another viewer, nor to nobody', async () => {
    const query = '{ me { name things { secret } } }'
    for (const token of ['Bearer a', 'Bearer b', undefined, 'Bearer a', undefined, 'Bearer b']) {
      const { data, headers } = await router.ask(query, { headers: token ? { authorization: token } : {} })
      const name = token ?? 'nobody'
      expect(data.me).toEqual({ name, things: ['1', '2', '3'].map((id) => ({ secret: `${id} of ${name}` })) })
      expect(headers.get('cache-control')).toBe('max-age=10, private')
      // A browser keeps it, too, and whoever signs in there next is another viewer.
      expect(headers.get('vary')).toContain('authorization')
    }
    expect(router.counted['answer hit']).toBe(3)
  })

  it('keeps nothing that has no hint, and nothing of which a part has none', async () => {
    for (const query of [
      '{ uncached { title } }',
      '{ things { title } forgotten }',
      '{ __schema { queryType { name } } }',
    ]) {
      for (let round = 0; round < 2; round += 1) {
        expect((await router.ask(query)).headers.get('cache-control')).toBe('no-store')
      }
    }
    expect(router.counted['answer hit']).toBeUndefined()
  })

  it.each([
    ['the subgraph says nothing', undefined],
    ['the subgraph names the entity', [{ typename: 'Thing', key: { id: '1' } }]],
    ['the subgraph names the type', [{ typename: 'Thing' }]],
    ['what the subgraph says is not understood', [{ type: 'Thing' }]],
  ])('shows a new price at once after its mutation, when %s', async (_, invalidates) => {
    shop.says.invalidates = invalidates
    const shapes = [LIST, '{ things { price } }', '{ thing(id: 1) { price } }', '{ me { things { price } } }']
    for (let price = 100; price < 120; price += 1) {
      for (const query of shapes) await router.ask(query)
      await router.ask('mutation ($price: Int!) { setPrice(id: 1, price: $price) { id } }', { variables: { price } })
      for (const query of shapes) expect((await router.ask(query)).text).toContain(`"price":${price}`)
    }
  })

  it('keeps what the subgraph did not name', async () => {
    await router.ask('{ things { quantity } }')
    shop.says.invalidates = []
    await router.ask('mutation { setPrice(id: 1, price: 1) { id } }')
    shop.asked.stock = 0
    await router.ask('{ things { title quantity } }')
    expect(shop.asked.stock).toBe(0)
  })

  it('believes a mutation that failed to have changed something', async () => {
    await router.ask('{ thing(id: 1) { price } }')
    const failed = await router.ask('mutation { fail(id: 1, price: 77) { id } }')
    expect(failed.errors).toHaveLength(1)
    expect((await router.ask('{ thing(id: 1) { price } }')).data.thing).toEqual({ price: 77 })
  })

  it('does not keep as new what was asked for before a change', async () => {
    let open = (): void => {}
    shop.gate.wait = new Promise((resolve) => (open = resolve))
    const early = router.ask('{ thing(id: 1) { price } }')
    await until('the subgraph has read', () => shop.asked.catalog === 1)
    shop.things.set('1', { id: '1', title: 'Pan', price: 55 })
    await router.invalidate([{ subgraph: 'catalog', typename: 'Thing', key: { id: '1' } }])
    // Begun after the change, while the other is on its way: it must not get its answer.
    const late = router.ask('{ thing(id: 1) { price } }')
    await until('the subgraph was asked again', () => shop.asked.catalog === 2)
    open()
    expect((await early).data.thing).toEqual({ price: 10 })
    expect((await late).data.thing).toEqual({ price: 55 })
    shop.gate.wait = null
    expect((await router.ask('{ thing(id: 1) { price } }')).data.thing).toEqual({ price: 55 })
  })

  it('hears of changes elsewhere: of one entity, and of nothing else', async () => {
    await router.ask('{ things { quantity } }')
    shop.quantities.set('2', 4)
    shop.asked.entities = []
    await router.invalidate([{ subgraph: 'stock', typename: 'Thing', key: { id: 2 } }])
    const { data } = await router.ask('{ things { quantity } }')
    expect(data.things).toEqual([{ quantity: 5 }, { quantity: 4 }, { quantity: 5 }])
    expect(shop.asked.entities).toEqual(['2'])
  })

  it('asks once for a hundred who want the same at once', async () => {
    let open = (): void => {}
    shop.gate.wait = new Promise((resolve) => (open = resolve))
    const answers = Array.from({ length: 100 }, () => router.ask(LIST))
    await until('the first is on its way', () => shop.asked.catalog > 0)
    setTimeout(open, 300)
    const texts = new Set((await Promise.all(answers)).map((answer) => JSON.stringify(answer.data)))
    expect(texts.size).toBe(1)
    expect(shop.asked).toMatchObject({ catalog: 1, stock: 1 })
  })

  it('asks for itself when the one who asked first fails', async () => {
    let open = (): void => {}
    shop.gate.wait = new Promise((resolve) => (open = resolve))
    shop.broken.add('1')
    const first = router.ask('{ thing(id: 1) { quantity } }')
    await until('the first is on its way', () => shop.asked.catalog === 1)
    const second = router.ask('{ thing(id: 1) { quantity } }')
    setTimeout(open, 50)
    for (const answer of await Promise.all([first, second])) {
      expect(answer.errors).toMatchObject([{ path: ['thing', 'quantity'], extensions: { code: 'BROKEN' } }])
    }
  })

  // There is nothing to share, and nothing that could go away, in the memory of one router.
  if (store === 'memory') return

  it('shows the new price through another router of the same Redis', async () => {
    const other = await start()
    for (let price = 200; price < 250; price += 1) {
      for (const one of [router, other]) await one.ask(LIST)
      await router.ask('mutation ($price: Int!) { setPrice(id: 1, price: $price) { price } }', { variables: { price } })
      expect((await other.ask(LIST)).data.things?.[0]?.['price']).toBe(price)
    }
  })

  it('answers rightly while Redis is away and after it came back empty', async () => {
    const change = (price: number): Promise<Answer> =>
      router.ask('mutation ($price: Int!) { setPrice(id: 1, price: $price) { id } }', { variables: { price } })
    const price = async (): Promise<unknown> => (await router.ask(LIST)).data.things?.[0]?.['price']
    await change(1)
    expect(await price()).toBe(1)
    const { port } = server as RedisServer
    await server?.kill()
    for (let next = 2; next < 10; next += 1) {
      await change(next)
      expect(await price()).toBe(next)
    }
    server = await startRedisServer({ port })
    const before = router.counted['answer hit'] ?? 0
    const deadline = Date.now() + 20_000
    for (let next = 10; (router.counted['answer hit'] ?? 0) === before && Date.now() < deadline; next += 1) {
      await change(next)
      expect([await price(), await price()]).toEqual([next, next])
    }
    expect(router.counted['answer hit']).toBeGreaterThan(before)
  })
})

async function wipe(server: RedisServer): Promise<void> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(server.url)
  await redis.flushall()
  redis.disconnect()
}
