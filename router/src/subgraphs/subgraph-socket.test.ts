import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { ExecutionResult } from 'graphql'
import { pino } from 'pino'
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { createSubgraphSocket } from './subgraph-socket.ts'
import { UpstreamErrors } from './upstream-errors.ts'
import type { CloseUpstream, UpstreamAddress, UpstreamSink } from './upstream.ts'

type Said = { type: string; id?: string; payload?: unknown }

let socket: UpstreamAddress
let server: WebSocketServer
afterEach(async () => {
  vi.useRealTimers()
  await socket.stop()
  for (const client of server.clients) client.terminate()
  server.close()
})

/** A server of graphql-transport-ws whose answers a test gives by hand. */
async function start(
  onMessage: (peer: WebSocket, message: Said) => void,
  greetings: readonly string[] = ['{"type":"connection_ack"}'],
): Promise<void> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' })
  server.on('connection', (peer) => {
    peer.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as Said
      if (message.type === 'connection_init') for (const greeting of greetings) peer.send(greeting)
      else onMessage(peer, message)
    })
  })
  await once(server, 'listening')
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`)
  socket = createSubgraphSocket({ url, lookup: undefined, log: pino({ enabled: false }) })
}

/** Follows something, and gives what it hears one after the other. */
function follow(resumeFrom?: string): { next(): Promise<unknown>; leave: CloseUpstream } {
  const heard: unknown[] = []
  let wake = (): void => {}
  const hear = (what: unknown): void => {
    heard.push(what)
    wake()
  }
  const sink: UpstreamSink = {
    next: (event: ExecutionResult) => hear(event),
    complete: () => hear('complete'),
    fail: hear,
  }
  const request = { query: 'subscription { a }', operationName: null, variables: { v: 1 }, headers: () => ({ a: 'b' }) }
  const leave = socket.open({ ...request, resumeFrom: () => resumeFrom }, sink)
  return {
    leave,
    async next() {
      if (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return heard.shift()
    },
  }
}

const event = (id: string | undefined, a: unknown): string =>
  JSON.stringify({ id, type: 'next', payload: { data: { a } } })

it('asks for each subscription over one connection, and says when it is left', async () => {
  const said: Said[] = []
  await start((peer, message) => {
    said.push(message)
    if (message.type === 'subscribe') peer.send(event(message.id, message.id))
  })
  const [one, two] = [follow(), follow('c1')]
  expect([await one.next(), await two.next()]).toEqual([{ data: { a: '1' } }, { data: { a: '2' } }])
  expect(server.clients.size).toBe(1)
  const payload = { query: 'subscription { a }', operationName: null, variables: { v: 1 } }
  expect(said).toEqual([
    { id: '1', type: 'subscribe', payload: { ...payload, extensions: { headers: { a: 'b' } } } },
    { id: '2', type: 'subscribe', payload: { ...payload, extensions: { headers: { a: 'b' }, resumeFrom: 'c1' } } },
  ])
  one.leave()
  expect(socket.count()).toBe(1)
  const three = follow()
  await three.next()
  expect(said[2]).toEqual({ id: '1', type: 'complete' })
})

it('tells the end of a subscription, and its errors', async () => {
  await start((peer, { id }) => {
    peer.send(id === '1' ? '{"id":"1","type":"complete"}' : '{"id":"2","type":"error","payload":[{"message":"No."}]}')
  })
  const [one, two] = [follow(), follow()]
  expect(await one.next()).toBe('complete')
  expect(await two.next()).toEqual(new UpstreamErrors([{ message: 'No.' }]))
  expect(socket.count()).toBe(0)
})

it('answers a ping with its payload', async () => {
  await start((peer, message) => {
    if (message.type === 'subscribe') peer.send('{"type":"ping","payload":{"n":1}}')
    else peer.send(event('1', message))
  })
  expect(await follow().next()).toEqual({ data: { a: { type: 'pong', payload: { n: 1 } } } })
})

it('gives up a connection that is not acknowledged in time, whatever else it says', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { promise: isRead, resolve: onRead } = Promise.withResolvers<void>()
  await start(() => onRead(), ['{"type":"pong"}', '{"type":"ping"}'])
  const following = follow()
  await isRead
  vi.advanceTimersByTime(10_000)
  expect(await following.next()).toMatchObject({ message: 'It closed the socket with 1006.' })
})

it.each([
  '{"id":',
  'null',
  '[]',
  '{"type":"next","payload":{}}',
  '{"id":"1","type":"next"}',
  '{"id":"1","type":"error"}',
])('gives up a connection that says %s, and makes another for who comes next', async (nonsense) => {
  let isFirst = true
  await start((peer, { id }) => {
    peer.send(isFirst ? nonsense : event(id, 'well'))
    // Nobody hears what comes behind it.
    peer.send(event(id, 'again'))
    isFirst = false
  })
  const lost = await follow().next()
  expect(lost).toBeInstanceOf(Error)
  expect(lost).not.toBeInstanceOf(UpstreamErrors)
  expect(await follow().next()).toEqual({ data: { a: 'well' } })
})

it.each([
  [4403, true],
  [4400, true],
  [4500, false],
  [1000, false],
])('says after a closure with %i whether the same would be told again: %s', async (code, isFinal) => {
  await start((peer) => peer.close(code, 'So'))
  const error = await follow().next()
  expect(error).toMatchObject({ message: `It closed the socket with ${code}: So.` })
  expect(error instanceof UpstreamErrors).toBe(isFinal)
})

it('fails what it carries when there is nobody to connect to', async () => {
  await start(() => {})
  server.close()
  expect(await follow().next()).toMatchObject({ message: 'its socket failed' })
})

const NO_MESSAGE = { message: '' }

it.each([
  [{ type: 'error', payload: [null, 5] }, new UpstreamErrors([NO_MESSAGE, NO_MESSAGE])],
  [{ type: 'error', payload: [] }, new UpstreamErrors([])],
  [{ type: 'error', payload: [{ message: 5, path: 'x', extensions: [] }] }, new UpstreamErrors([NO_MESSAGE])],
  [{ type: 'next', payload: { errors: [null] } }, { errors: [NO_MESSAGE] }],
  [{ type: 'next', payload: { errors: 'text', extensions: 5 } }, {}],
  [{ type: 'next', payload: { data: null, errors: {}, extensions: null } }, { data: null }],
])('takes of %j what has its form', async (said, heard) => {
  await start((peer, { id, type }) => {
    if (type === 'subscribe') peer.send(JSON.stringify({ ...said, id }))
  })
  expect(await follow().next()).toEqual(heard)
})
