import { startRedisServer } from '@shop/events/redis-server'
import type { RedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { Redis } from 'ioredis'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readTrustedProxies } from '../src/rate-limits/client-address.ts'
import type { RouterSettings } from '../src/settings.ts'
import { follow } from './fixture/follow.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Answer, Graph } from './fixture/start-graph.ts'

const ONE_BOOK = '{ book(id: 1) { title } }'
const HOUR = 3600

const graphs: Graph[] = []
afterEach(async () => {
  for (const graph of graphs.splice(0)) await graph.stop()
})

async function start(settings: Partial<RouterSettings>): Promise<Graph> {
  const verifyToken = async (token: string) => ({ iss: 'test', sub: token })
  const graph = await startGraph('in one process', { settings, verifyToken })
  graphs.push(graph)
  return graph
}

const as = (viewer: string) => ({ headers: { authorization: `Bearer ${viewer}` } })
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status)
const count = (answers: readonly Answer[], status: number) => statuses(answers).filter((one) => one === status).length

describe('rate limits in one process', () => {
  it('are off until they are set', async () => {
    const graph = await start({})
    const answers = await Promise.all(Array.from({ length: 50 }, () => graph.ask(ONE_BOOK)))
    expect(count(answers, 200)).toBe(50)
    expect(answers[0]?.headers.has('ratelimit')).toBe(false)
  })

  it('let exactly as many requests of an address through as its bucket holds, and say where it stands', async () => {
    const graph = await start({ rateLimitAddress: { capacity: 50, seconds: HOUR } })
    const answers = await Promise.all(Array.from({ length: 200 }, () => graph.ask(ONE_BOOK)))
    expect([count(answers, 200), count(answers, 429)]).toEqual([50, 150])
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.errors[0]?.extensions.code).toBe('RATE_LIMITED')
    expect(refused?.headers.get('ratelimit-policy')).toBe('"address";q=50;w=3600')
    expect(refused?.headers.get('ratelimit')).toMatch(/^"address";r=0;t=3\d{3}$/)
    expect(Number(refused?.headers.get('retry-after'))).toBe(72)
    expect(graph.logged.filter(({ rateLimit }) => rateLimit === 'refused')).toHaveLength(150)
  })

  it('count what cannot even be parsed, and not the probes', async () => {
    const graph = await start({ rateLimitAddress: { capacity: 2, seconds: HOUR } })
    expect(statuses([await graph.ask('{'), await graph.ask('{'), await graph.ask(ONE_BOOK)])).toEqual([400, 400, 429])
    expect((await fetch(`${graph.url}/health/live`)).status).toBe(200)
  })

  it('fill again', async () => {
    const graph = await start({ rateLimitAddress: { capacity: 2, seconds: 1 } })
    await Promise.all([graph.ask(ONE_BOOK), graph.ask(ONE_BOOK)])
    await delay(600)
    expect((await graph.ask(ONE_BOOK)).status).toBe(200)
  })

  it('count each viewer alone', async () => {
    const graph = await start({ rateLimitViewer: { capacity: 2, seconds: HOUR } })
    const ask = (viewer: string) => graph.ask(ONE_BOOK, as(viewer))
    expect(statuses([await ask('ann'), await ask('ann'), await ask('ann'), await ask('bob')])).toEqual([
      200, 200, 429, 200,
    ])
    expect((await ask('bob')).headers.get('ratelimit')).toMatch(/^"viewer";r=0;/)
    expect((await graph.ask(ONE_BOOK)).headers.has('ratelimit')).toBe(false)
  })

  it('take what an operation costs, together with its turn or neither', async () => {
    const graph = await start({
      rateLimitViewer: { capacity: 10, seconds: HOUR },
      rateLimitCost: { capacity: 12, seconds: HOUR },
    })
    const books = '{ books { title } }'
    const answers = [books, books, books, books, ONE_BOOK, ONE_BOOK, ONE_BOOK]
    const seen: Answer[] = []
    for (const query of answers) seen.push(await graph.ask(query, as('ann')))
    expect(statuses(seen)).toEqual([200, 200, 429, 429, 200, 200, 429])
    expect(seen.map(({ headers }) => headers.get('ratelimit')?.replaceAll(/;t=\d+/g, ''))).toEqual(
      [
        [9, 7],
        [8, 2],
        [8, 2],
        [8, 2],
        [7, 1],
        [6, 0],
        [6, 0],
      ].map(([turns, cost]) => `"viewer";r=${turns}, "cost";r=${cost}`),
    )
    const tooMuch = '{ a: books { title } b: books { title } c: books { title } }'
    const { status, errors } = await graph.ask(tooMuch, as('bob'))
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_COMPLEX'])
  })

  it('believe x-forwarded-for only of trusted proxies', async () => {
    const limit = { rateLimitAddress: { capacity: 1, seconds: HOUR } }
    const ask = (graph: Graph, client: string) => graph.ask(ONE_BOOK, { headers: { 'x-forwarded-for': client } })
    const open = await start(limit)
    expect(statuses([await ask(open, '1.1.1.1'), await ask(open, '2.2.2.2')])).toEqual([200, 429])
    const behind = await start({ ...limit, trustedProxies: readTrustedProxies('127.0.0.0/8') })
    const answers = [await ask(behind, '1.1.1.1'), await ask(behind, '2.2.2.2'), await ask(behind, '9.9.9.9, 2.2.2.2')]
    expect(statuses(answers)).toEqual([200, 200, 429])
  })

  it('hold on sockets: for opening one, for every operation, and for subscriptions', async () => {
    const graph = await start({ rateLimitAddress: { capacity: 3, seconds: HOUR } })
    const client = graph.socket()
    // First: as long as it is followed, the client keeps its socket.
    const followed = follow(client, 'subscription { bookChanged(id: 1) { title } }')
    expect(await followed.next()).toMatchObject({ event: { data: { bookChanged: { title: 'Emma' } } } })
    expect(await follow(client, ONE_BOOK).next()).toMatchObject({ event: { data: { book: { title: 'Emma' } } } })
    expect(await follow(client, ONE_BOOK).next()).toMatchObject({ ended: [{ extensions: { code: 'RATE_LIMITED' } }] })
    const second = graph.socket({ headers: { 'x-forwarded-for': '1.2.3.4' } })
    expect(await follow(second, ONE_BOOK).next()).toMatchObject({ ended: { code: 1013, reason: 'RATE_LIMITED' } })
    followed.leave()
  })

  it('count the operations of a viewer on sockets and over HTTP together', async () => {
    const graph = await start({ rateLimitViewer: { capacity: 2, seconds: HOUR } })
    const client = graph.socket({ authorization: 'Bearer ann' })
    expect((await graph.ask(ONE_BOOK, as('ann'))).status).toBe(200)
    expect(await follow(client, ONE_BOOK).next()).toMatchObject({ event: {} })
    const refused = { ended: [{ extensions: { code: 'RATE_LIMITED' } }] }
    expect(await follow(client, ONE_BOOK).next()).toMatchObject(refused)
    expect(await follow(client, 'subscription { bookChanged(id: 1) { title } }').next()).toMatchObject(refused)
  })
})

describe.skipIf(!redisAvailable)('rate limits in Redis', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedisServer()
  })
  afterAll(() => redis.stop())

  // The machine of a test may be busy: what is to be seen here is the count, not the time.
  const patient = () => ({ redisUrl: redis.url, redisTimeoutMs: 5_000 })

  it('are exact over two routers, of which each gets half of 200 requests at once', async () => {
    const settings = { ...patient(), rateLimitViewer: { capacity: 50, seconds: HOUR } }
    const pair = [await start(settings), await start(settings)]
    const asked = Array.from(
      { length: 200 },
      (_, turn) => pair[turn % 2]?.ask(ONE_BOOK, as('crowd')) as Promise<Answer>,
    )
    const answers = await Promise.all(asked)
    expect([count(answers, 200), count(answers, 429)]).toEqual([50, 150])
  })

  it('charge all buckets of an operation or none, over two routers', async () => {
    const settings = {
      ...patient(),
      rateLimitViewer: { capacity: 100, seconds: HOUR },
      rateLimitCost: { capacity: 20, seconds: HOUR },
    }
    const pair = [await start(settings), await start(settings)]
    const asked = Array.from(
      { length: 60 },
      (_, turn) => pair[turn % 2]?.ask('{ books { title } }', as('both')) as Promise<Answer>,
    )
    expect(count(await Promise.all(asked), 200)).toBe(4)
    const headers = (await pair[0]?.ask(ONE_BOOK, as('both')))?.headers
    expect(headers?.get('ratelimit')).toMatch(/^"viewer";r=96;t=\d+, "cost";r=0;/)
  })

  it('fill again by the clock of Redis, and leave nothing behind when they are full', async () => {
    const redisUrl = `${redis.url}/1`
    const graph = await start({ ...patient(), redisUrl, rateLimitViewer: { capacity: 2, seconds: 1 } })
    const client = new Redis(redisUrl)
    const ask = () => graph.ask(ONE_BOOK, as('patient'))
    expect(statuses([await ask(), await ask()])).toEqual([200, 200])
    expect(await client.dbsize()).toBe(1)
    await delay(600)
    expect((await ask()).status).toBe(200)
    await expect.poll(() => client.dbsize()).toBe(0)
    client.disconnect()
  })

  it('let requests pass while Redis is away, say so once, and count again when it is back', async () => {
    const own = await startRedisServer()
    const graph = await start({ redisUrl: own.url, rateLimitViewer: { capacity: 1, seconds: HOUR } })
    const ask = () => graph.ask(ONE_BOOK, as('ann'))
    expect(statuses([await ask(), await ask()])).toEqual([200, 429])
    await own.kill()
    expect(statuses([await ask(), await ask(), await ask()])).toEqual([200, 200, 200])
    expect(graph.logged.filter(({ msg }) => msg === 'rate limits cannot be checked')).toHaveLength(1)
    expect(graph.logged.filter(({ rateLimit }) => rateLimit === 'unchecked')).toHaveLength(3)
    const again = await startRedisServer({ port: own.port })
    await expect.poll(async () => (await ask()).status, { interval: 200 }).toBe(429)
    await again.stop()
  })

  it('refuse requests while Redis is away, where that is wanted', async () => {
    const own = await startRedisServer()
    const settings = { redisUrl: own.url, rateLimitViewer: { capacity: 9, seconds: HOUR } }
    const graph = await start({ ...settings, rateLimitWithoutRedis: 'refuse' })
    await own.kill()
    const { status, errors, headers } = await graph.ask(ONE_BOOK, as('ann'))
    expect([status, errors[0]?.extensions.code, headers.get('retry-after')]).toEqual([503, 'RATE_LIMITED', '1'])
    expect((await graph.ask(ONE_BOOK)).status).toBe(200)
  })

  it('wait for a Redis that hangs only once, and not for long', async () => {
    const own = await startRedisServer()
    const graph = await start({ redisUrl: own.url, rateLimitViewer: { capacity: 1, seconds: HOUR } })
    const admin = new Redis(own.url)
    await admin.client('PAUSE', 60_000, 'ALL')
    const began = performance.now()
    // Each of them would wait for a tenth of a second.
    for (let turn = 0; turn < 100; turn += 1) expect((await graph.ask(ONE_BOOK, as('ann'))).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(9_000)
    admin.disconnect()
    await own.kill()
    expect(graph.logged.filter(({ msg }) => msg === 'rate limits cannot be checked')).toHaveLength(1)
  })
})
