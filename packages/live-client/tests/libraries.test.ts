import { ApolloClient, gql as apolloGql, InMemoryCache } from '@apollo/client'
import { liveLink } from '@shop/live-client/apollo'
import { createLiveClient } from '@shop/live-client/live-client'
import type { LiveNotice } from '@shop/live-client/live-notice'
import { liveExchange } from '@shop/live-client/urql'
import { waitUntil } from '@shop/testkit/wait-until'
import { Client as UrqlClient, gql as urqlGql } from '@urql/core'
import type { Client } from 'graphql-ws'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COUNTED, startCountingServer, type CountingServer } from './counting-server.ts'

type Follow = (client: Client, onNumber: (number: number) => void) => () => void

const libraries: { name: string; follow: Follow }[] = [
  {
    name: 'graphql-ws',
    follow: (client, onNumber) =>
      client.subscribe<{ counted: number }>(
        { query: COUNTED },
        {
          next: ({ data }) => onNumber(data?.counted ?? 0),
          error: (error) => {
            throw error
          },
          complete: () => undefined,
        },
      ),
  },
  {
    name: 'graphql-ws, iterated',
    follow(client, onNumber) {
      const stream = client.iterate<{ counted: number }>({ query: COUNTED })
      void (async () => {
        for await (const { data } of stream) onNumber(data?.counted ?? 0)
      })()
      return () => void stream.return?.()
    },
  },
  {
    name: 'urql',
    follow(client, onNumber) {
      const urql = new UrqlClient({ url: 'http://unused', exchanges: [liveExchange(client)], preferGetMethod: false })
      const { unsubscribe } = urql
        .subscription<{ counted: number }>(urqlGql(COUNTED), {})
        .subscribe(({ data, error }) => {
          if (error) throw error
          if (data) onNumber(data.counted)
        })
      return unsubscribe
    },
  },
  {
    name: 'Apollo Client',
    follow(client, onNumber) {
      const apollo = new ApolloClient({ link: liveLink(client), cache: new InMemoryCache() })
      const subscription = apollo
        .subscribe<{ counted: number }>({ query: apolloGql(COUNTED) })
        .subscribe(({ data, error }) => {
          if (error) throw new Error('the subscription failed', { cause: error })
          if (data) onNumber(data.counted)
        })
      return () => subscription.unsubscribe()
    },
  },
]

let server: CountingServer
let client: Client
let notices: LiveNotice[]
beforeEach(async () => {
  server = await startCountingServer()
  // The client's own: an earlier one may still be saying goodbye.
  const own: LiveNotice[] = []
  notices = own
  client = createLiveClient({ url: server.url, onNotice: (notice) => void own.push(notice), idleMs: 0 })
})
afterEach(async () => {
  await client.dispose()
  await server.stop()
})

describe.each(libraries)('$name', ({ follow }) => {
  test('gets each event once and in order, over connections that are cut at any moment', async () => {
    const told: number[] = []
    server.count()
    const stop = follow(client, (number) => void told.push(number))
    await waitUntil(() => told.length === 1)
    for (let round = 1; round <= 4; round += 1) {
      server.count(2)
      // In one round it has the events already, in the next they are on their way.
      if (round % 2 === 0) await waitUntil(() => told.at(-1) === 1 + (round - 1) * 4 + 2)
      server.cut()
      server.count(2)
      await waitUntil(() => told.at(-1) === 1 + round * 4)
    }
    expect(told).toEqual(Array.from({ length: 17 }, (_each, index) => index + 1))
    expect(server.subscribed.length).toBeGreaterThan(4)
    expect(notices.some(({ kind }) => kind === 'gap')).toBe(false)
    stop()
    await waitUntil(() => server.connections() === 0, { what: 'the connection to be closed' })
  })

  test('hears of a gap, with the current state', async () => {
    const told: number[] = []
    server.count()
    const stop = follow(client, (number) => void told.push(number))
    await waitUntil(() => told.length === 1)
    server.cut()
    server.count(7)
    server.forget()
    await waitUntil(() => told.at(-1) === 8)
    expect(told).toEqual([1, 8])
    expect(notices.filter(({ kind }) => kind === 'gap')).toHaveLength(1)
    stop()
  })
})
