import { createClient } from 'graphql-ws'
import type { Client } from 'graphql-ws'
import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect as connectTo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { serve } from '../src/http-server.ts'
import type { SubgraphServer } from '../src/http-server.ts'
import { createLog } from '../src/log.ts'
import { createFixture } from './fixture-subgraph.ts'
import type { Fixture } from './fixture-subgraph.ts'

const log = createLog({ name: 'test', level: 'silent' })
const running: (() => unknown)[] = []

afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

async function start(parts: Parameters<typeof createFixture>[0] = {}): Promise<Fixture & { server: SubgraphServer }> {
  const fixture = createFixture(parts)
  const server = await serve(fixture.subgraph, { host: '127.0.0.1', port: 0, log, maxBodyBytes: 100_000 })
  running.push(() => server.stop())
  return { ...fixture, server }
}

function post(server: SubgraphServer, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function codeAndStatus(answer: Promise<Response>): Promise<[number, unknown]> {
  const response = await answer
  const result = (await response.json()) as { errors?: { extensions: { code: string } }[] }
  return [response.status, result.errors?.[0]?.extensions.code]
}

function connect(server: SubgraphServer, authorization?: string): Client {
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(authorization === undefined ? {} : { connectionParams: { authorization } }),
  })
  running.push(() => client.dispose())
  return client
}

test('a query is answered over HTTP', async () => {
  const { server } = await start()
  const response = await post(server, { query: '{ viewerId }' }, { authorization: 'Bearer anna' })
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(await response.json()).toEqual({ data: { viewerId: 'anna' } })
})

test('bad requests have their status and code, and the server goes on', async () => {
  const { server } = await start()
  const strict = { accept: 'application/graphql-response+json' }
  expect(await codeAndStatus(post(server, 'no json'))).toEqual([400, 'BAD_REQUEST'])
  expect(await codeAndStatus(post(server, '[]'))).toEqual([400, 'BAD_REQUEST'])
  expect(await codeAndStatus(post(server, { query: 1 }))).toEqual([400, 'BAD_REQUEST'])
  expect(await codeAndStatus(post(server, { query: '{ a }', variables: [] }))).toEqual([400, 'BAD_REQUEST'])
  expect(await codeAndStatus(post(server, '{}', { 'content-type': 'text/plain' }))).toEqual([400, 'BAD_REQUEST'])
  expect(await codeAndStatus(post(server, { query: '{' }, strict))).toEqual([400, 'GRAPHQL_PARSE_FAILED'])
  expect(await codeAndStatus(post(server, { query: '{' }))).toEqual([200, 'GRAPHQL_PARSE_FAILED'])
  const expired = { authorization: 'Bearer expired' }
  expect(await codeAndStatus(post(server, { query: '{ viewerId }' }, expired))).toEqual([401, 'TOKEN_EXPIRED'])
  expect((await fetch(`${server.url}/graphql`)).status).toBe(405)
  expect((await fetch(`${server.url}/nowhere`)).status).toBe(404)
  expect(await codeAndStatus(post(server, { query: '{ viewerId }' }))).toEqual([200, undefined])
})

test('a body that is too large is refused, whether its length is told or not', async () => {
  const { server } = await start()
  const query = `{ viewerId } #${'x'.repeat(1_000_000)}`
  expect(await codeAndStatus(post(server, { query }))).toEqual([413, 'PAYLOAD_TOO_LARGE'])
  const body = new ReadableStream({
    async pull(controller) {
      await delay(1)
      controller.enqueue(new Uint8Array(50_000))
    },
  })
  const headers = { 'content-type': 'application/json' }
  const streamed = fetch(`${server.url}/graphql`, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
  // The client may still be writing when the server has answered and closed: then it sees the closed connection first.
  expect(await codeAndStatus(streamed).catch(() => 'closed')).toSatisfy(
    (seen: unknown) => seen === 'closed' || String(seen) === '413,PAYLOAD_TOO_LARGE',
  )
  expect((await post(server, { query: '{ viewerId }' })).status).toBe(200)
})

test('a client that leaves aborts its request', async () => {
  const { server, sawAbort } = await start()
  const leaving = AbortSignal.timeout(50)
  const body = JSON.stringify({ query: '{ slow(ms: 300) }' })
  const headers = { 'content-type': 'application/json' }
  await expect(fetch(`${server.url}/graphql`, { method: 'POST', headers, body, signal: leaving })).rejects.toThrow(
    'timeout',
  )
  await expect.poll(sawAbort).toBe(true)
})

test('a client that leaves in the middle of what it posts to a route is no fault of the server', async () => {
  const lines: { level: number; msg: string }[] = []
  const sink = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const hook = { path: '/hooks/', maxBodyBytes: 10, handle: async () => new Response() }
  const { subgraph } = createFixture({ routes: [hook] })
  const logged = createLog({ name: 'test', level: 'debug', destination: sink })
  const server = await serve(subgraph, { host: '127.0.0.1', port: 0, log: logged })
  running.push(() => server.stop())
  const socket = connectTo(server.port, '127.0.0.1')
  socket.write('POST /hooks/a HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf', () => socket.destroy())
  const atLeast = (least: number) => lines.filter(({ level, msg }) => level >= least && msg.includes('request'))
  // In pino's numbers: debug, and warn.
  await expect.poll(() => atLeast(20)).toHaveLength(1)
  expect(atLeast(40)).toEqual([])
})

test('live and ready are told apart', async () => {
  let broken = false
  const { server } = await start({ ready: async () => (broken ? Promise.reject(new Error('no database')) : undefined) })
  const statusOf = async (path: string) => (await fetch(server.url + path)).status
  expect(await statusOf('/health/live')).toBe(200)
  expect(await statusOf('/health/ready')).toBe(200)
  broken = true
  expect(await statusOf('/health/live')).toBe(200)
  expect(await statusOf('/health/ready')).toBe(503)
})

test('routes of the subgraph are served by their prefix, to POST where they take bodies', async () => {
  const handle = async (request: Request) =>
    new Response(new URL(request.url).pathname, { headers: { 'x-kind': 'svg' } })
  const { server } = await start({ routes: [{ path: '/images/', handle }] })
  const response = await fetch(`${server.url}/images/bike.svg?size=2`)
  expect([response.headers.get('x-kind'), await response.text()]).toEqual(['svg', '/images/bike.svg'])
  expect((await fetch(`${server.url}/images/x`, { method: 'DELETE' })).status).toBe(404)
  const hook = { path: '/hooks/', maxBodyBytes: 10, handle: async (sent: Request) => new Response(await sent.bytes()) }
  const { server: taking } = await start({ routes: [hook] })
  const post = (body: Uint8Array<ArrayBuffer>) => fetch(`${taking.url}/hooks/a`, { method: 'POST', body })
  const bytes = new Uint8Array([0xff, 0x00, 0x0a])
  expect(await (await post(bytes)).bytes()).toEqual(bytes)
  expect((await post(new Uint8Array(11))).status).toBe(413)
  // A host that is no part of any URL, which fetch would not send.
  const [answer] = (await once(get(`${server.url}/images/x`, { headers: { host: '[' } }), 'response')) as [
    IncomingMessage,
  ]
  expect(answer.statusCode).toBe(200)
  answer.resume()
})

test('one socket carries many viewers, each with the headers of its own operation', async () => {
  const { server, open } = await start()
  const client = connect(server, 'Bearer socket')
  const viewerOf = async (extensions?: Record<string, unknown>) => {
    const subscription = client.iterate({ query: 'subscription { ticks { viewerId } }', extensions })
    const { value } = await subscription.next()
    await subscription.return?.()
    return (value as { data: { ticks: { viewerId: string | null } } }).data.ticks.viewerId
  }
  expect(await viewerOf({ headers: { Authorization: 'Bearer anna' } })).toBe('anna')
  expect(await viewerOf({ headers: { authorization: 'Bearer ben' } })).toBe('ben')
  expect(await viewerOf({ headers: {} })).toBeNull()
  expect(await viewerOf()).toBe('socket')
  await expect.poll(open).toBe(0)
})

test('a subscription that cannot begin is an error message of the protocol', async () => {
  const { server } = await start()
  const client = connect(server)
  const refused = client.iterate({ query: 'subscription { refused { n } }' })
  await expect(refused.next()).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  const expired = { headers: { authorization: 'Bearer expired' } }
  const late = client.iterate({ query: 'subscription { ticks { n } }', extensions: expired })
  await expect(late.next()).rejects.toMatchObject([{ extensions: { code: 'TOKEN_EXPIRED' } }])
})

test('a socket that closes releases all of its subscriptions', async () => {
  const { server, open } = await start()
  const client = connect(server)
  const subscriptions = Array.from({ length: 20 }, () => client.iterate({ query: 'subscription { ticks { n } }' }))
  await Promise.all(subscriptions.map((subscription) => subscription.next()))
  expect(open()).toBe(20)
  client.terminate()
  await expect.poll(open).toBe(0)
})

test('a stop lets running requests end, ends subscriptions and takes less than 2 s', async () => {
  const { server, open, slowCalls } = await start()
  const subscription = connect(server).iterate({ query: 'subscription { ticks { n } }' })
  await subscription.next()
  const ended = subscription.next().catch(() => ({ done: true }))
  const quick = post(server, { query: '{ slow(ms: 300) }' })
  const endless = post(server, { query: '{ slow(ms: 10000) }' }).catch(() => 'cut off')
  await expect.poll(slowCalls).toBe(2)
  const begin = performance.now()
  await server.stop()
  expect(performance.now() - begin).toBeLessThan(2_000)
  expect(await (await quick).json()).toEqual({ data: { slow: 'done' } })
  expect(await endless).toBe('cut off')
  expect(await ended).toMatchObject({ done: true })
  expect(open()).toBe(0)
  await expect(fetch(`${server.url}/health/live`)).rejects.toThrow('fetch failed')
})

test('an offer of HTTP/2 in clear text, which Java makes, is answered as the request that it is', async () => {
  const { server } = await start()
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAEAAEAA' }
  const [response] = (await once(get(`${server.url}/health/live`, { headers }), 'response')) as [IncomingMessage]
  expect(response.resume().statusCode).toBe(200)
})

test('whoever asks for a socket elsewhere and goes away, or stays, ends nothing and holds up no stop', async () => {
  const { server } = await start()
  const ask = async () => {
    const socket = connectTo({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    socket.write('GET /nowhere HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
    return socket
  }
  for (let time = 0; time < 20; time += 1) (await ask()).resetAndDestroy()
  const staying = await ask()
  running.push(() => staying.destroy())
  expect(String((await once(staying, 'data'))[0])).toContain('404 Not Found')
  // Half open for as long as it likes.
  staying.on('error', () => undefined)
  await server.stop()
})

test('a port that is taken is told', async () => {
  const { server, subgraph } = await start()
  await expect(serve(subgraph, { host: '127.0.0.1', port: server.port, log })).rejects.toThrow('EADDRINUSE')
})
