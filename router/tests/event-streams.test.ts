import { connect } from 'node:net'
import { createClient } from 'graphql-sse'
import type { Client } from 'graphql-sse'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { until } from './fixture/follow.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'
import type { RouterSettings } from '../src/settings.ts'

let graph: Graph
beforeAll(async () => {
  graph = await startGraph('in one process', {
    verifyToken: async (token) => ({ sub: token }),
    settings: { connectionsPerViewer: 2, operationsPerConnection: 2, clientPingMs: 700 },
  })
})
afterAll(() => graph.stop())

const FOLLOW = 'subscription { renamed(id: 1) { title rating } }'
const STREAM = 'text/event-stream'

type Reading = { next(): Promise<string>; leave(): Promise<void>; response: Response }

type Opening = { query?: string; search?: string; method?: string; body?: string; headers?: Record<string, string> }

/** Reads a stream event by event, as text. */
async function open({ query, search = '', headers, ...rest }: Opening): Promise<Reading> {
  const response = await fetch(`${graph.url}/graphql${search}`, {
    ...(query === undefined ? {} : { method: 'POST', body: JSON.stringify({ query }) }),
    ...rest,
    headers: { accept: STREAM, 'content-type': 'application/json', ...headers },
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    response,
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end !== -1) {
          const event = text.slice(0, end)
          text = text.slice(end + 2)
          return event
        }
        const { done, value } = await reader.read()
        if (done) return 'end of stream'
        text += value
      }
    },
    leave: () => reader.cancel(),
  }
}

async function eventOf(reading: Reading): Promise<string> {
  for (;;) {
    const event = await reading.next()
    if (event !== ':') return event
  }
}

function follow(client: Client | Client<true>, query: string): { next(): Promise<unknown>; leave(): void } {
  const events = client.iterate({ query })
  return {
    async next() {
      const { value, done } = await events.next()
      return done ? 'complete' : value
    },
    leave: () => void events.return?.(undefined),
  }
}

describe.each([true, false])('the client of graphql-sse, in single connection mode: %s', (singleConnection) => {
  const newClient = (headers: Record<string, string> = {}): Client | Client<true> =>
    singleConnection
      ? createClient({ url: `${graph.url}/graphql`, singleConnection, headers, retryAttempts: 0 })
      : createClient({ url: `${graph.url}/graphql`, headers, retryAttempts: 0 })

  it('follows subscriptions, and asks queries and mutations', async () => {
    const client = newClient()
    const followed = follow(client, FOLLOW)
    expect(await followed.next()).toMatchObject({ data: { renamed: { rating: 1.5 } } })
    const mutation = follow(client, 'mutation { renameBook(id: 1, title: "Sanditon") { title } }')
    expect(await mutation.next()).toEqual({ data: { renameBook: { title: 'Sanditon' } } })
    expect(await mutation.next()).toBe('complete')
    expect(await followed.next()).toMatchObject({ data: { renamed: { title: 'Sanditon', rating: 1.5 } } })
    followed.leave()
    client.dispose()
    await until('the upstream is closed', () => graph.library.subscriptions.open === 0)
  })

  it('asks as who it is', async () => {
    const client = newClient({ authorization: 'Bearer ada' })
    expect(await follow(client, '{ caller { authorization } }').next()).toEqual({
      data: { caller: { authorization: 'Bearer ada' } },
    })
    client.dispose()
  })
})

describe('an event stream of one operation', () => {
  it('is told as the protocol says, with the cursor as the id of each event', async () => {
    const stream = await open({ query: FOLLOW })
    expect(stream.response.status).toBe(200)
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.response.headers.get('cache-control')).toBe('no-store')
    expect(await stream.next()).toBe(':')
    const [event, id, data] = (await eventOf(stream)).split('\n')
    expect(event).toBe('event: next')
    expect(id).toMatch(/^id: 1@\d+$/)
    expect(JSON.parse(data!.slice('data: '.length))).toMatchObject({ data: { renamed: { rating: 1.5 } } })
    expect(await stream.next()).toBe(':')
    await stream.leave()
    await until('the upstream is closed', () => graph.library.subscriptions.open === 0)
  })

  it('goes on behind the event that Last-Event-ID names, or extensions.resumeFrom', async () => {
    const before = await open({ query: FOLLOW })
    const [, id = ''] = (await eventOf(before)).split('\n')
    await before.leave()
    graph.library.rename('1', 'Missed')
    const search = `?query=${encodeURIComponent(FOLLOW)}`
    const again = await open({ search, headers: { 'last-event-id': id.slice('id: '.length) } })
    expect(await eventOf(again)).toContain('"Missed"')
    const body = JSON.stringify({ query: FOLLOW, extensions: { resumeFrom: id.slice('id: '.length) } })
    const other = await open({ method: 'POST', body })
    expect(await eventOf(other)).toContain('"Missed"')
    await Promise.all([again.leave(), other.leave()])
  })

  it('tells what is wrong as its only event, and completes', async () => {
    for (const [query, code] of [
      ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription { forbidden { id } }', 'FORBIDDEN'],
    ] as const) {
      const stream = await open({ query })
      expect(await eventOf(stream)).toMatch(new RegExp(`^event: next\\ndata: \\{"errors":.*"code":"${code}"`))
      expect(await eventOf(stream)).toBe('event: complete\ndata:')
      expect(await eventOf(stream)).toBe('end of stream')
    }
  })

  it('is opened by a client that accepts other types, too, for subscriptions only', async () => {
    const headers = { accept: 'application/graphql-response+json, application/json, text/event-stream' }
    const query = await open({ query: '{ authors }', headers })
    expect(query.response.headers.get('content-type')).toContain('json')
    const stream = await open({ query: FOLLOW, headers })
    expect(stream.response.headers.get('content-type')).toContain(STREAM)
    await stream.leave()
    const refused = await open({ query: FOLLOW, headers: { accept: 'application/json' } })
    expect(refused.response.status).toBe(400)
  })

  it('changes nothing by GET, and is refused like every request when its body is a form', async () => {
    const mutation = encodeURIComponent('mutation { renameBook(id: 3, title: "Forged") { id } }')
    const get = await open({ search: `?query=${mutation}` })
    expect(get.response.status).toBe(405)
    const form = await open({ query: '{ authors }', headers: { 'content-type': 'text/plain' } })
    expect(form.response.status).toBe(415)
    expect((await graph.ask('{ book(id: 3) { title } }')).data).toEqual({ book: { title: 'Solaris' } })
  })

  it('may be read by scripts of other origins', async () => {
    const stream = await open({ query: FOLLOW, headers: { origin: 'https://example.org' } })
    expect(stream.response.headers.get('access-control-allow-origin')).toBe('*')
    await stream.leave()
    const preflight = await fetch(`${graph.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://example.org', 'access-control-request-method': 'PUT' },
    })
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
  })

  it('is refused with 429 to a viewer who has as many as may be', async () => {
    const headers = { authorization: 'Bearer many' }
    const streams = [await open({ query: FOLLOW, headers }), await open({ query: FOLLOW, headers })]
    const third = await open({ query: FOLLOW, headers })
    expect(third.response.status).toBe(429)
    expect(third.response.headers.get('retry-after')).not.toBeNull()
    await Promise.all(streams.map((stream) => stream.leave()))
  })
})

describe('a stream of many operations', () => {
  const TOKEN = 'x-graphql-event-stream-token'
  const url = (search = ''): string => `${graph.url}/graphql${search}`
  const reserve = async (headers: Record<string, string> = {}): Promise<string> => {
    const response = await fetch(url(), { method: 'PUT', headers })
    expect(response.status).toBe(201)
    return response.text()
  }
  const execute = (token: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url(), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { [TOKEN]: token, 'content-type': 'application/json', ...headers },
    })
  const operation = (query: string, operationId: string): object => ({ query, extensions: { operationId } })

  it('tells results under the ids of their operations, also those that came before it was opened', async () => {
    const token = await reserve()
    expect((await execute(token, operation('{ authors }', 'early'))).status).toBe(202)
    const stream = await open({ search: `?token=${token}` })
    expect(await eventOf(stream)).toBe('event: next\ndata: {"id":"early","payload":{"data":{"authors":3}}}')
    expect(await eventOf(stream)).toBe('event: complete\ndata: {"id":"early"}')
    expect((await execute(token, operation(FOLLOW, 'live'))).status).toBe(202)
    expect(await eventOf(stream)).toContain('"id":"live"')
    expect((await execute(token, operation('{ authors }', 'live'))).status).toBe(409)
    const ended = await fetch(url('?operationId=live'), { method: 'DELETE', headers: { [TOKEN]: token } })
    expect(ended.status).toBe(200)
    await until('the upstream is closed', () => graph.library.subscriptions.open === 0)
    await stream.leave()
    await until('its token is worth nothing', () => graph.library.subscriptions.open === 0)
  })

  it('answers what is wrong with a request to that request', async () => {
    const token = await reserve()
    const stream = await open({ search: `?token=${token}` })
    const invalid = await execute(token, operation('{ nothing }', '1'))
    expect(invalid.status).toBe(400)
    expect(await invalid.text()).toContain('GRAPHQL_VALIDATION_FAILED')
    expect((await execute(token, { query: '{ authors }' })).status).toBe(400)
    expect((await execute('other', operation('{ authors }', '1'))).status).toBe(404)
    const twice = await open({ search: `?token=${token}` })
    expect(twice.response.status).toBe(409)
    await stream.leave()
  })

  it('is opened once, also by two requests in one packet', async () => {
    const token = await reserve()
    const socket = connect(Number(new URL(graph.url).port), '127.0.0.1')
    socket.write(`GET /graphql?token=${token} HTTP/1.1\r\nhost: a\r\naccept: ${STREAM}\r\n\r\n`.repeat(2))
    let text = ''
    socket.on('data', (bytes: Buffer) => (text += bytes.toString('utf8')))
    await until('it is open', () => text.includes(':\n\n'))
    expect((await execute(token, operation('{ authors }', '1'))).status).toBe(202)
    await until('its event has come', () => text.includes('"authors":3'))
    socket.destroy()
  })

  it("is its viewer's own, and has a bound of operations", async () => {
    const token = await reserve({ authorization: 'Bearer ada' })
    const stream = await open({ search: `?token=${token}`, headers: { authorization: 'Bearer ada' } })
    const as = (name: string, id: string): Promise<Response> =>
      execute(token, operation(FOLLOW, id), { authorization: `Bearer ${name}` })
    expect((await as('bob', '1')).status).toBe(404)
    expect((await as('ada', '1')).status).toBe(202)
    expect((await as('ada', '2')).status).toBe(202)
    expect((await as('ada', '3')).status).toBe(429)
    await stream.leave()
  })
})

it('is no error when a client leaves that waits to be let in', async () => {
  const other = await startGraph('in one process', { settings: { admissionRate: 1 } })
  onTestFinished(() => other.stop())
  const [first, second] = [new AbortController(), new AbortController()]
  const headers = { accept: STREAM, 'content-type': 'application/json' }
  const body = JSON.stringify({ query: FOLLOW })
  const ask = ({ signal }: AbortController) => fetch(`${other.url}/graphql`, { method: 'POST', headers, body, signal })
  expect((await ask(first)).status).toBe(200)
  const waiting = ask(second)
  await other.came(2)
  second.abort()
  await expect(waiting).rejects.toThrow('aborted')
  await until('it is noticed', () => other.logged.some(({ msg }) => msg === 'request failed'))
  expect(other.logged.filter(({ level }) => level >= 40)).toEqual([])
  first.abort()
})

describe('reserving streams', () => {
  const reserve = (url: string): Promise<Response> => fetch(`${url}/graphql`, { method: 'PUT' })
  const start = async (settings: Partial<RouterSettings>): Promise<Graph> => {
    const other = await startGraph('in one process', { settings })
    onTestFinished(() => other.stop())
    return other
  }
  const openReserved = (url: string, token: string): Promise<Response> =>
    fetch(`${url}/graphql?token=${token}`, { headers: { accept: STREAM } })

  it('has a bound of those that nobody has opened, which leaves room for all other connections', async () => {
    const { url } = await start({ reservedStreams: 3, maxConnections: 4 })
    const reserved = await Promise.all([reserve(url), reserve(url), reserve(url)])
    expect(reserved.map(({ status }) => status)).toEqual([201, 201, 201])
    const refused = await reserve(url)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
    expect(await refused.text()).toContain('RATE_LIMITED')
    const opened = await openReserved(url, await reserved[0].text())
    expect(opened.status).toBe(200)
    // The one that was opened counts no longer.
    expect((await reserve(url)).status).toBe(201)
    await opened.body!.cancel()
  })

  it('takes the place of a connection, so that the last that was reserved can be opened', async () => {
    const { url } = await start({ maxConnections: 1 })
    const token = await (await reserve(url)).text()
    expect((await reserve(url)).status).toBe(503)
    const opened = await openReserved(url, token)
    expect(opened.status).toBe(200)
    await opened.body!.cancel()
  })

  it('is admitted at the same rate as opening them', async () => {
    const { url } = await start({ admissionRate: 1, admissionQueue: 0 })
    const answers = await Promise.all(Array.from({ length: 20 }, () => reserve(url)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201).length).toBeLessThan(20)
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0)
  })
})
