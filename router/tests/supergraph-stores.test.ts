import { startRedisServer } from '@shop/events/redis-server'
import { redisAvailable } from '@shop/testkit/redis'
import { startS3Server } from '@shop/testkit/s3-server'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRouter } from '../src/router.ts'
import type { RouterSettings } from '../src/settings.ts'
import { until } from './fixture/follow.ts'
import { createLibrary } from './fixture/library.ts'
import { compose, startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

/** A place where somebody puts supergraphs for routers. */
type Place = {
  supergraph: string
  settings: Partial<RouterSettings>
  put(sdl: string): Promise<void>
  stop(): Promise<void>
}

const { books, reviews, authors } = createLibrary().subgraphs
const url = 'http://nowhere.invalid/'
const before = compose([books, reviews].map(({ name, typeDefs }) => ({ name, typeDefs, url })))
const after = compose([books, reviews, authors].map(({ name, typeDefs }) => ({ name, typeDefs, url })))

const places: { name: string; available: boolean; make(): Promise<Place> }[] = [
  {
    name: 'Redis',
    available: redisAvailable,
    async make() {
      const server = await startRedisServer()
      const redis = new Redis(server.url)
      return {
        supergraph: `${server.url}/2?key=graph`,
        // So long that only the word of the publisher can be what is followed.
        settings: { supergraphPollMs: 3_600_000 },
        async put(sdl) {
          await redis.select(2)
          await redis.set('graph', sdl)
          await redis.publish('graph:published', '1')
        },
        async stop() {
          redis.disconnect()
          await server.stop()
        },
      }
    },
  },
  {
    name: 'S3',
    available: true,
    async make() {
      const server = await startS3Server()
      const { AWS_ENDPOINT_URL: awsEndpointUrl, AWS_REGION: awsRegion } = server.environment
      const { AWS_ACCESS_KEY_ID: awsAccessKeyId, AWS_SECRET_ACCESS_KEY: awsSecretAccessKey } = server.environment
      return {
        supergraph: 's3://bucket/a graph.graphql',
        settings: { awsEndpointUrl, awsRegion, awsAccessKeyId, awsSecretAccessKey, supergraphPollMs: 20 },
        async put(sdl) {
          server.objects.set('bucket/a graph.graphql', sdl)
          const asked = server.answered.length
          await until('it was asked', () => server.answered.length > asked || asked === 0)
        },
        stop: () => server.stop(),
      }
    },
  },
]

describe.each(places.filter(({ available }) => available))('a supergraph in $name', ({ make }) => {
  let place: Place
  let graph: Graph | undefined
  beforeEach(async () => {
    place = await make()
  })
  afterEach(async () => {
    await graph?.stop()
    graph = undefined
    await place.stop()
  })

  function logged(message: string): Promise<void> {
    return until(message, () => graph?.logged.some((line) => line.msg === message) ?? false)
  }

  it('is swapped when another is put in its place, and a bad one is refused', async () => {
    await place.put(before)
    graph = await startGraph('in one process', place)
    expect((await graph.ask('{ authors }')).status).toBe(400)

    await place.put('nonsense {')
    await logged('supergraph refused, the old one stays')
    expect((await graph.ask('{ books { title rating } }')).errors).toEqual([])

    await place.put(after)
    await logged('supergraph swapped')
    expect((await graph.ask('{ authors }')).data.authors).toBe(3)
  })

  it('is missed at the start', async () => {
    const router = createRouter({ ...place, log: pino({ level: 'silent' }) })
    await expect(router.listen()).rejects.toThrow(/nothing is published there|answered 404/)
  })

  it('is not needed while its store is away', async () => {
    await place.put(before)
    graph = await startGraph('in one process', { ...place, settings: { ...place.settings, supergraphPollMs: 20 } })
    await place.stop()
    await logged('supergraph refused, the old one stays')
    expect((await graph.ask('{ books { title rating } }')).errors).toEqual([])
  })
})
