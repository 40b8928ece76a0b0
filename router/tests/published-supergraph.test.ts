import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedisServer } from '@shop/events/redis-server'
import { openPublicationStore } from '@shop/schema-check/publish/open-store'
import type { PublicationStore } from '@shop/schema-check/publish/publication'
import { publishSupergraph, rollBack } from '@shop/schema-check/publish/publish-supergraph'
import { redisAvailable } from '@shop/testkit/redis'
import { startS3Server } from '@shop/testkit/s3-server'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../src/settings.ts'
import { until } from './fixture/follow.ts'
import { createLibrary } from './fixture/library.ts'
import { compose, startGraph } from './fixture/start-graph.ts'

const { books, reviews, authors } = createLibrary().subgraphs
const url = 'http://nowhere.invalid/'
const before = compose([books, reviews].map(({ name, typeDefs }) => ({ name, typeDefs, url })))
const after = compose([books, reviews, authors].map(({ name, typeDefs }) => ({ name, typeDefs, url })))

type Place = { target: string; environment: Record<string, string>; stop(): Promise<void> }

const places: { name: string; available: boolean; make(): Promise<Place> }[] = [
  {
    name: 'a file',
    available: true,
    async make() {
      const folder = await mkdtemp(join(tmpdir(), 'published-'))
      const target = join(folder, 'supergraph.graphql')
      return { target, environment: {}, stop: () => rm(folder, { recursive: true }) }
    },
  },
  {
    name: 'Redis',
    available: redisAvailable,
    async make() {
      const server = await startRedisServer()
      return { target: `${server.url}/0?key=graph`, environment: {}, stop: () => server.stop() }
    },
  },
  {
    name: 'S3',
    available: true,
    async make() {
      const server = await startS3Server()
      return { target: 's3://bucket/graph.graphql', environment: server.environment, stop: () => server.stop() }
    },
  },
]

async function publish(store: PublicationStore, sdl: string): Promise<void> {
  const check = async () => ({ status: 'ok' as const, reasons: [] })
  const request = { sdl, publishedBy: 'test', commit: null, reason: null, check, now: () => new Date() }
  expect((await publishSupergraph(store, request)).kind).toBe('published')
}

describe.each(places.filter(({ available }) => available))('a supergraph that is published to $name', ({ make }) => {
  it('is served without a restart, and the one before after a rollback, while requests are under way', async () => {
    const place = await make()
    const store = await openPublicationStore(place.target, place.environment)
    await publish(store, before)
    const { settings } = readSettings(['--supergraph', place.target], {
      ...place.environment,
      SUPERGRAPH_POLL_MS: '50',
    })
    const graph = await startGraph('in one process', {
      supergraph: place.target,
      settings: { ...settings, port: 0, host: '127.0.0.1' },
    })
    const swaps = (): number => graph.logged.filter(({ msg }) => msg === 'supergraph swapped').length

    // Asked all the time, by both supergraphs alike.
    const asking = new AbortController()
    const answers: unknown[] = []
    const load = [1, 2, 3].map(async () => {
      while (!asking.signal.aborted) answers.push((await graph.ask('{ books { title rating } }')).errors)
    })
    const slow = graph.ask('{ sleep(milliseconds: 1500) }')
    expect((await graph.ask('{ authors }')).status).toBe(400)

    await publish(store, after)
    await until('the new one is served', () => swaps() === 1)
    expect((await graph.ask('{ authors books { author { name } } }')).data.authors).toBe(3)
    expect((await slow).data.sleep).toBe('awake')

    await rollBack(store, { to: null, publishedBy: 'test', reason: 'a drill', now: () => new Date() })
    await until('the old one is served', () => swaps() === 2)
    expect((await graph.ask('{ authors }')).status).toBe(400)

    asking.abort()
    await Promise.all(load)
    expect(answers.length).toBeGreaterThan(10)
    expect(answers.filter((errors) => (errors as unknown[]).length > 0)).toEqual([])
    expect(graph.logged.filter(({ msg }) => msg === 'supergraph refused, the old one stays')).toEqual([])
    await graph.stop()
    await store.close()
    await place.stop()
  })
})
