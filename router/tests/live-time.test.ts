import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { until } from './fixture/follow.ts'
import { openAcknowledged, openRaw, subscribe } from './fixture/raw-socket.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'
import type { RouterSettings } from '../src/settings.ts'

let graph: Graph
afterEach(() => graph.stop())

const FOLLOW = 'subscription { renamed(id: 1) { title } }'

/** Tokens are `subject.seconds to live.role`. */
async function start(settings: Partial<RouterSettings> = {}): Promise<void> {
  const issued = new Map<string, number>()
  graph = await startGraph('in one process', {
    settings,
    verifyToken: async (token) => {
      const [sub, seconds, role] = token.split('.')
      const exp = issued.get(token) ?? Math.floor(Date.now() / 1000) + Number(seconds)
      issued.set(token, exp)
      if (exp * 1000 <= Date.now()) throw Object.assign(new Error('expired'), { code: 'ERR_JWT_EXPIRED' })
      return { sub, exp, role }
    },
  })
}

const renew = (token: string): object => ({ type: 'ping', payload: { authorization: `Bearer ${token}` } })

describe('a token', () => {
  it('closes its connection with 4403 when it expires', async () => {
    await start()
    const raw = await openAcknowledged(graph, { authorization: 'Bearer ada.1.user' })
    raw.send(subscribe('1', FOLLOW))
    await raw.next()
    expect(await raw.closed).toEqual({ code: 4403, reason: 'TOKEN_EXPIRED' })
    await until('the upstream is closed', () => graph.library.subscriptions.open === 0)
  })

  it('is renewed in place, without an event lost or told twice', async () => {
    await start()
    const raw = await openAcknowledged(graph, { authorization: 'Bearer ada.2.user' })
    raw.send(subscribe('1', FOLLOW))
    await raw.next()
    raw.send(renew('ada.600.user'))
    const pong = await raw.next()
    expect(pong).toMatchObject({ type: 'pong', payload: { expiresAt: expect.any(String) as string } })
    const { expiresAt } = pong['payload'] as { expiresAt: string }
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 500_000)
    await new Promise((resolve) => setTimeout(resolve, 2600))
    graph.library.rename('1', 'Later')
    expect(await raw.next()).toMatchObject({ payload: { data: { renamed: { title: 'Later' } } } })
    // The same rights: the same upstream.
    expect(graph.library.subscriptions.opened).toBe(1)
    raw.socket.close()
  })

  it('with other rights lets the subscription go on with these, behind its last event', async () => {
    await start()
    const raw = await openAcknowledged(graph, { authorization: 'Bearer ada.600.user' })
    raw.send(subscribe('1', FOLLOW))
    await raw.next()
    raw.send(renew('ada.600.staff'))
    expect(await raw.next()).toMatchObject({ type: 'pong' })
    await until('it was opened anew', () => graph.library.subscriptions.opened === 2)
    await until('the first was closed', () => graph.library.subscriptions.open === 1)
    graph.library.rename('1', 'Once')
    expect(await raw.next()).toMatchObject({ payload: { data: { renamed: { title: 'Once' } } } })
    graph.library.rename('1', 'Twice')
    expect(await raw.next()).toMatchObject({ payload: { data: { renamed: { title: 'Twice' } } } })
    expect(graph.library.subscriptions).toMatchObject({
      lastToken: 'Bearer ada.600.staff',
      resumed: [undefined, '1@0'],
    })
    raw.socket.close()
  })

  it("that is bad, or somebody else's, closes the connection", async () => {
    await start()
    const raw = await openAcknowledged(graph, { authorization: 'Bearer ada.600.user' })
    raw.send(renew('bob.600.user'))
    expect(await raw.closed).toEqual({ code: 4403, reason: 'TOKEN_INVALID' })
    const other = await openAcknowledged(graph, { authorization: 'Bearer ada.600.user' })
    other.send(renew('ada.0.user'))
    expect(await other.closed).toEqual({ code: 4403, reason: 'TOKEN_EXPIRED' })
  })

  it('of one operation ends that operation, and no other', async () => {
    await start()
    const raw = await openAcknowledged(graph)
    const extensions = { headers: { authorization: 'Bearer ada.1.user' } }
    raw.send(subscribe('own', FOLLOW, { extensions }))
    await raw.next()
    expect(await raw.next()).toMatchObject({
      id: 'own',
      type: 'error',
      payload: [{ extensions: { code: 'TOKEN_EXPIRED' } }],
    })
    raw.send(subscribe('other', '{ authors }'))
    expect(await raw.next()).toMatchObject({ id: 'other', type: 'next' })
    raw.socket.close()
  })

  it('ends an event stream with an error event', async () => {
    await start()
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: FOLLOW }),
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        authorization: 'Bearer ada.1.user',
      },
    })
    const text = await response.text()
    expect(text).toMatch(/event: next\ndata: \{"errors":.*"TOKEN_EXPIRED".*\n\nevent: complete\ndata:\n\n$/)
  })
})

describe('a router that stops', () => {
  it('says after how long to come back, on sockets and streams', async () => {
    await start({ reconnectSpreadMs: 777 })
    const raw = await openAcknowledged(graph)
    raw.send(subscribe('1', FOLLOW))
    await raw.next()
    const stream = await fetch(`${graph.url}/graphql?query=${encodeURIComponent(FOLLOW)}`, {
      headers: { accept: 'text/event-stream' },
    })
    const reading = stream.text()
    await graph.router.stop()
    const { code, reason } = await raw.closed
    expect(code).toBe(1001)
    const [, wait] = /^Going away; come back in (\d+) ms$/.exec(reason) ?? []
    expect(Number(wait)).toBeLessThanOrEqual(777)
    expect(await reading).toMatch(/retry: \d+\n\n$/)
  })

  it('closes many one after the other', async () => {
    await start({ drainMs: 30_000 })
    const all = await Promise.all(Array.from({ length: 20 }, () => openAcknowledged(graph)))
    const closings: number[] = []
    for (const { closed } of all) void closed.then(() => closings.push(performance.now()))
    await graph.router.stop()
    await Promise.all(all.map(({ closed }) => closed))
    // Twenty of at least a thousand in thirty seconds.
    expect(closings.at(-1)! - closings[0]!).toBeGreaterThan(300)
  })
})

describe('a crowd that comes back at once', () => {
  it('is let in at a rate, in order, and the rest is told when to come back', async () => {
    await start({ admissionRate: 10, admissionQueue: 5 })
    const outcomes: string[] = []
    await Promise.all(
      Array.from({ length: 30 }, async () => {
        const socket = new WebSocket(`${graph.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
        socket.on('error', () => {})
        const [kind, , response] = await Promise.race([
          once(socket, 'open').then(() => ['open'] as const),
          once(socket, 'unexpected-response').then(
            ([request, answer]) => ['refused', request, answer as { statusCode: number; headers: object }] as const,
          ),
        ])
        outcomes.push(kind === 'open' ? kind : JSON.stringify([response?.statusCode, response?.headers]))
        socket.terminate()
      }),
    )
    const refused = outcomes.filter((one) => one !== 'open')
    expect(outcomes.length - refused.length).toBeGreaterThanOrEqual(15)
    expect(refused.length).toBeGreaterThan(5)
    for (const one of refused) expect(one).toMatch(/^\[503,\{"retry-after":"\d+"/)
  })

  it('does not keep a socket that was sent away and does not hang up in turn', async () => {
    await start({ admissionRate: 1, admissionQueue: 0 })
    const first = await openRaw(graph)
    const socket = connect({ port: Number(new URL(graph.url).port), host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => {})
    const head = 'GET /graphql HTTP/1.1\r\nhost: router\r\nconnection: upgrade\r\nupgrade: websocket'
    socket.write(`${head}\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(String(answer)).toMatch(/^HTTP\/1\.1 503 /)
    await until('it is ended', () => {
      if (!socket.closed) socket.write('x')
      return socket.closed
    })
    first.socket.terminate()
  })
})
