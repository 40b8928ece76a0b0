import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { startS3Server } from '@shop/testkit/s3-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPublicationStore } from '../src/publish/open-store.ts'
import type { PublicationStore } from '../src/publish/publication.ts'
import { publishSupergraph, rollBack } from '../src/publish/publish-supergraph.ts'
import type { CheckStep, PublishOutcome, PublishRequest } from '../src/publish/publish-supergraph.ts'

type Place = { target: string; environment: Record<string, string>; stop(): Promise<void> }

const places: { name: string; available: boolean; make(): Promise<Place> }[] = [
  {
    name: 'a file',
    available: true,
    async make() {
      const folder = await mkdtemp(join(tmpdir(), 'publish-'))
      const target = join(folder, 'supergraph.graphql')
      return { target, environment: {}, stop: () => rm(folder, { recursive: true }) }
    },
  },
  {
    name: 'Redis',
    available: redisAvailable,
    async make() {
      const server = await startRedisServer()
      return { target: `${server.url}/0?key=shop`, environment: {}, stop: () => server.stop() }
    },
  },
  {
    name: 'S3',
    available: true,
    async make() {
      const server = await startS3Server()
      return {
        target: 's3://bucket/graphs/shop & co.graphql',
        environment: server.environment,
        stop: () => server.stop(),
      }
    },
  },
]

const passes: CheckStep = async () => ({ status: 'ok', reasons: [] })
const fails: CheckStep = async () => ({ status: 'breaking', reasons: ['Query.a is gone'] })

function request(sdl: string, options: Partial<PublishRequest> = {}): PublishRequest {
  return { sdl, publishedBy: 'ci', commit: null, reason: null, check: passes, now: () => new Date(), ...options }
}

describe.each(places.filter(({ available }) => available))('publishing to $name', ({ make }) => {
  let place: Place
  let stores: PublicationStore[]
  beforeEach(async () => {
    place = await make()
    stores = [await openPublicationStore(place.target, place.environment)]
  })
  afterEach(async () => {
    for (const store of stores) await store.close()
    await place.stop()
  })

  async function numbers(): Promise<string[]> {
    return ((await stores[0]?.history(100)) ?? []).map(({ number, version }) => `${number} ${version}`)
  }

  function store(): PublicationStore {
    if (!stores[0]) throw new Error('no store')
    return stores[0]
  }

  it('gives routers the text as it is, and remembers what was published before', async () => {
    expect(await store().served()).toBeNull()
    expect(await store().history(10)).toEqual([])
    const first = await publishSupergraph(store(), request('type A { é: Int }', { commit: 'abc' }))
    const second = await publishSupergraph(store(), request('type B { b: Int }', { publishedBy: 'ada' }))
    expect(await store().served()).toBe('type B { b: Int }')
    expect([first.kind, second.kind]).toEqual(['published', 'published'])
    expect(await store().history(10)).toMatchObject([
      { number: 2, publishedBy: 'ada', commit: null, check: { status: 'ok' }, reason: null, rollbackTo: null },
      { number: 1, publishedBy: 'ci', commit: 'abc' },
    ])
    expect(await store().read(1)).toMatchObject({ sdl: 'type A { é: Int }' })
    expect(await store().read(3)).toBeNull()
  })

  it('publishes the same text once', async () => {
    await publishSupergraph(store(), request('type A { a: Int }'))
    expect(await publishSupergraph(store(), request('type A { a: Int }'))).toMatchObject({ kind: 'unchanged' })
    expect(await store().history(10)).toHaveLength(1)
  })

  it('refuses what the check refuses, unless somebody says why', async () => {
    await publishSupergraph(store(), request('type A { a: Int }'))
    const refused = await publishSupergraph(store(), request('type B { b: Int }', { check: fails }))
    expect(refused).toEqual({ kind: 'refused', reasons: ['Query.a is gone'] })
    expect(await store().served()).toBe('type A { a: Int }')
    await publishSupergraph(store(), request('type B { b: Int }', { check: fails, reason: 'nobody asks for it' }))
    expect(await store().served()).toBe('type B { b: Int }')
    expect(await store().history(1)).toMatchObject([
      { number: 2, reason: 'nobody asks for it', check: { status: 'breaking' } },
    ])
  })

  it('loses none of those that publish at the same moment, and checks each against the one before it', async () => {
    const texts = ['a', 'b', 'c', 'd'].map((name) => `type ${name} { a: Int }`)
    const checked: string[] = []
    const publishers = texts.map(async (sdl): Promise<PublishOutcome> => {
      const own = await openPublicationStore(place.target, place.environment)
      stores.push(own)
      const check: CheckStep = async (before) => {
        checked.push(`${before} > ${sdl}`)
        return { status: 'ok', reasons: [] }
      }
      return publishSupergraph(own, request(sdl, { check }))
    })
    const outcomes = await Promise.all(publishers)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['published', 'published', 'published', 'published'])
    const history = await store().history(10)
    expect(history.map(({ number }) => number)).toEqual([4, 3, 2, 1])
    const inOrder = await Promise.all([1, 2, 3, 4].map((number) => store().read(number)))
    expect(inOrder.map((one) => String(one?.sdl)).toSorted()).toEqual(texts)
    expect(await store().served()).toBe(inOrder[3]?.sdl)
    inOrder.forEach((one, index) => expect(checked).toContain(`${inOrder[index - 1]?.sdl ?? null} > ${one?.sdl}`))
  })

  it('goes back one publication with each rollback, or to the one that is named', async () => {
    for (const name of ['A', 'B', 'C']) await publishSupergraph(store(), request(`type ${name} { a: Int }`))
    const back = { to: null, publishedBy: 'ada', reason: 'it is slow', now: () => new Date() }
    expect(await rollBack(store(), back)).toMatchObject({ number: 4, rollbackTo: 2, reason: 'it is slow' })
    expect(await store().served()).toBe('type B { a: Int }')
    expect(await rollBack(store(), back)).toMatchObject({ number: 5, rollbackTo: 1 })
    expect(await store().served()).toBe('type A { a: Int }')
    await expect(rollBack(store(), back)).rejects.toThrow('there is no publication to go back to')
    expect(await rollBack(store(), { ...back, to: 3 })).toMatchObject({ number: 6, rollbackTo: 3 })
    expect(await store().served()).toBe('type C { a: Int }')
    await expect(rollBack(store(), { ...back, to: 99 })).rejects.toThrow('there is no publication 99 to go back to')
    expect(await numbers()).toHaveLength(6)
  })
})

describe('a publication in S3', () => {
  it('is refused by a store that overwrites what it was told not to', async () => {
    const server = await startS3Server()
    const store = await openPublicationStore('s3://bucket/a.graphql', server.environment)
    // What a store without conditional writes does: another publisher's text takes the place of ours.
    const name = 'bucket/a.graphql.history/000001.json'
    server.beforePut.call = (put) => {
      if (put === name) setImmediate(() => server.objects.set(name, '{"number":1}'))
    }
    await expect(publishSupergraph(store, request('type A { a: Int }'))).rejects.toThrow('no conditional writes')
    await server.stop()
  })

  it('needs keys that the store knows', async () => {
    const server = await startS3Server()
    const environment = { ...server.environment, AWS_SECRET_ACCESS_KEY: 'another' }
    const store = await openPublicationStore('s3://bucket/a.graphql', environment)
    await expect(store.served()).rejects.toThrow('403 SignatureDoesNotMatch')
    await expect(openPublicationStore('s3://bucket/a.graphql', {})).rejects.toThrow('AWS_ACCESS_KEY_ID')
    await expect(openPublicationStore('s3://bucket', server.environment)).rejects.toThrow('name of the object')
    await server.stop()
  })
})

it('a file is never seen half written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'publish-'))
  const target = join(folder, 'supergraph.graphql')
  const store = await openPublicationStore(target, {})
  const large = (letter: string): string => `# ${letter.repeat(500_000)}\n`
  await publishSupergraph(store, request(large('a')))
  const publishing = new AbortController()
  let seen = 0
  const reading = (async () => {
    for (; !publishing.signal.aborted; seen += 1) expect(await readFile(target, 'utf8')).toHaveLength(500_003)
  })()
  for (const letter of ['b', 'c', 'd', 'e']) await publishSupergraph(store, request(large(letter)))
  publishing.abort()
  await reading
  expect(seen).toBeGreaterThan(0)
  await rm(folder, { recursive: true })
})
