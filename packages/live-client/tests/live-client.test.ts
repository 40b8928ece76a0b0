import { createLiveClient, type LiveClientOptions } from '@shop/live-client/live-client'
import type { LiveNotice } from '@shop/live-client/live-notice'
import { waitUntil } from '@shop/testkit/wait-until'
import type { Client } from 'graphql-ws'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COUNTED, startCountingServer, tokenUntil, type CountingServer } from './counting-server.ts'

let server: CountingServer
let client: Client
let notices: LiveNotice[]
beforeEach(async () => {
  server = await startCountingServer()
  server.count()
})
afterEach(async () => {
  await client.dispose()
  await server.stop()
})

function follow(options: Partial<LiveClientOptions> = {}, extensions: Record<string, unknown> = {}) {
  // The client's own: an earlier one may still be saying goodbye.
  const own: LiveNotice[] = []
  notices = own
  client = createLiveClient({ url: server.url, onNotice: (notice) => void own.push(notice), idleMs: 0, ...options })
  const told: unknown[] = []
  let ended: unknown
  const stop = client.subscribe(
    { query: COUNTED, extensions },
    {
      next: ({ data }) => void told.push(data?.['counted']),
      error: (error) => (ended = error),
      complete: () => (ended = 'complete'),
    },
  )
  return { told, stop, ended: () => ended }
}

const kinds = () => notices.map(({ kind }) => kind)

describe('a connection', () => {
  test('is made again when the server asked for it to be, and not before', async () => {
    const { told } = follow()
    await waitUntil(() => told.length === 1)
    const at = Date.now()
    server.close(1001, 'Going away; come back in 700 ms')
    server.count()
    await waitUntil(() => told.length === 2)
    expect(Date.now() - at).toBeGreaterThanOrEqual(700)
    expect(kinds()).toEqual(['connected', 'disconnected', 'connected'])
  })

  test('is tried until the server is back, which is told once', async () => {
    const { told } = follow()
    await waitUntil(() => told.length === 1)
    let attempts = 0
    client.on('connecting', () => (attempts += 1))
    const { port } = server
    await server.stop()
    await waitUntil(() => attempts >= 2)
    server = await startCountingServer(port)
    server.count()
    server.count()
    await waitUntil(() => told.length === 2)
    expect(kinds()).toEqual(['connected', 'disconnected', 'connected'])
  })

  test('is made with a new token after the old one has expired', async () => {
    let number = 0
    const { told } = follow({ token: () => `token-${(number += 1)}` })
    await waitUntil(() => told.length === 1)
    server.close(4403, 'TOKEN_EXPIRED')
    await waitUntil(() => server.tokens.length === 2)
    expect(server.tokens).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('is not made again with a token that is none of the server’s', async () => {
    const { told, ended } = follow({ token: () => 'wrong' })
    await waitUntil(() => told.length === 1)
    server.close(4403, 'TOKEN_INVALID')
    expect(await waitUntil(ended)).toMatchObject({ code: 4403, reason: 'TOKEN_INVALID' })
  })

  test('waits for a token that cannot be had at the moment', async () => {
    let attempts = 0
    const { told } = follow({
      token() {
        attempts += 1
        if (attempts < 3) throw new Error('offline')
        return 'token'
      },
    })
    await waitUntil(() => told.length === 1)
    expect(kinds().filter((kind) => kind === 'token-failed')).toHaveLength(2)
  })

  test('renews its token in place before it ends', async () => {
    const tokens = [tokenUntil(Date.now() + 2_000, 'old'), tokenUntil(Date.now() + 900_000, 'new')]
    const { told } = follow({ token: () => tokens.shift() ?? null })
    const fresh = tokens[1]
    await waitUntil(() => server.renewed.length === 1)
    expect(server.renewed).toEqual([`Bearer ${fresh}`])
    expect(told).toEqual([1])
    expect(kinds()).toEqual(['connected'])
  })
})

describe('a subscription', () => {
  test('is made again when it was interrupted for now, and goes on', async () => {
    const { told } = follow()
    await waitUntil(() => told.length === 1)
    server.fail('SUBGRAPH_UNAVAILABLE')
    await waitUntil(() => kinds().includes('interrupted'))
    server.count(2)
    await waitUntil(() => told.length === 3)
    expect(told).toEqual([1, 2, 3])
    expect(server.subscribed.at(-1)?.extensions).toEqual({ resumeFrom: 'c1' })
  })

  test('ends with an error that does not pass', async () => {
    const { told, ended } = follow()
    await waitUntil(() => told.length === 1)
    server.fail('NOT_FOUND')
    expect(await waitUntil(ended)).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  })

  test('begins at a cursor that the application has kept', async () => {
    server.count(4)
    const { told } = follow({}, { resumeFrom: 'c2', region: 'eu' })
    await waitUntil(() => told.length === 3)
    expect(told).toEqual([3, 4, 5])
    expect(server.subscribed[0]?.extensions).toEqual({ resumeFrom: 'c2', region: 'eu' })
  })

  test('can be ended while it waits to be made again', async () => {
    const { told, stop, ended } = follow()
    await waitUntil(() => told.length === 1)
    server.fail('SUBGRAPH_UNAVAILABLE')
    await waitUntil(() => kinds().includes('interrupted'))
    stop()
    expect(ended()).toBe('complete')
    expect(server.subscribed).toHaveLength(1)
  })

  test('ends with its client, also while it waits to be made again', async () => {
    const { told, ended } = follow()
    await waitUntil(() => told.length === 1)
    server.fail('SUBGRAPH_UNAVAILABLE')
    await waitUntil(() => kinds().includes('interrupted'))
    await client.dispose()
    expect(ended()).toBe('complete')
  })
})
