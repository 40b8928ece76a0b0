import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { until } from './fixture/follow.ts'
import { openAcknowledged, openRaw, subscribe } from './fixture/raw-socket.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md, from outside.

let graph: Graph
beforeAll(async () => {
  graph = await startGraph('in one process', {
    verifyToken: async (token) => {
      if (token === 'good') return { sub: 'ada' }
      throw Object.assign(new Error(token), { code: token === 'old' ? 'ERR_JWT_EXPIRED' : 'BAD' })
    },
    settings: { connectionInitMs: 1_000, operationsPerConnection: 3, connectionsPerViewer: 2, bodyLimit: 10_000 },
  })
})
afterAll(() => graph.stop())

const FOLLOW = 'subscription { bookChanged(id: 1) { title } }'

describe('a connection', () => {
  it('is acknowledged after connection_init, and not before', async () => {
    const raw = await openRaw(graph)
    raw.send({ type: 'connection_init' })
    expect(await raw.next()).toEqual({ type: 'connection_ack' })
    raw.socket.close()
    expect((await raw.closed).code).toBe(1005)
  })

  it('is closed with 4406 when it speaks no protocol that is known', async () => {
    const socket = new WebSocket(`${graph.url.replace('http', 'ws')}/graphql`)
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
    expect([code, String(reason)]).toEqual([4406, 'Subprotocol not acceptable'])
  })

  it('is closed with 4408 when connection_init does not come', async () => {
    const raw = await openRaw(graph)
    raw.send({ type: 'ping' })
    expect(await raw.next()).toEqual({ type: 'pong' })
    expect(await raw.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' })
  })

  it('is closed with 4429 at a second connection_init, also before the first is answered', async () => {
    const raw = await openRaw(graph)
    raw.send({ type: 'connection_init' })
    raw.send({ type: 'connection_init' })
    expect(await raw.closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' })
    const other = await openAcknowledged(graph)
    other.send({ type: 'connection_init' })
    expect((await other.closed).code).toBe(4429)
  })

  it('is closed with 4401 at an operation before the acknowledgement', async () => {
    const raw = await openRaw(graph)
    raw.send(subscribe('1', FOLLOW))
    expect(await raw.closed).toEqual({ code: 4401, reason: 'Unauthorized' })
  })

  it.each([
    ['TOKEN_INVALID', 'bad'],
    ['TOKEN_EXPIRED', 'old'],
  ])('is closed with 4403 and the reason %s for a token that is %s', async (reason, token) => {
    const raw = await openRaw(graph)
    raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })
    expect(await raw.closed).toEqual({ code: 4403, reason })
  })

  it('is closed with 4429 when its viewer has as many as may be, until one of them goes', async () => {
    const payload = { headers: { Authorization: 'Bearer good' } }
    const first = await openAcknowledged(graph, payload)
    const second = await openAcknowledged(graph, payload)
    const third = await openRaw(graph)
    third.send({ type: 'connection_init', payload })
    expect(await third.closed).toEqual({ code: 4429, reason: 'This viewer has too many connections' })
    first.socket.close()
    await first.closed
    const fourth = await openAcknowledged(graph, payload)
    fourth.socket.close()
    second.socket.close()
    await Promise.all([fourth.closed, second.closed])
  })

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a text', '"connection_init"'],
    ['nested without end', '['.repeat(5000)],
    ['without a type', '{"payload":{}}'],
    ['of an unknown type', '{"type":"start"}'],
    ['what only servers send', '{"type":"connection_ack"}'],
    ['an operation without an id', '{"type":"subscribe","payload":{"query":"{ __typename }"}}'],
    ['an operation with an empty id', '{"id":"","type":"subscribe","payload":{"query":"{ __typename }"}}'],
    ['an operation with an endless id', JSON.stringify(subscribe('x'.repeat(300), '{ __typename }'))],
    ['an operation without a payload', '{"id":"1","type":"subscribe"}'],
    ['an operation without a query', '{"id":"1","type":"subscribe","payload":{}}'],
    ['a query that is no text', '{"id":"1","type":"subscribe","payload":{"query":1}}'],
    ['variables that are no object', '{"id":"1","type":"subscribe","payload":{"query":"{ a }","variables":[]}}'],
    ['a payload that is no object', '{"type":"ping","payload":1}'],
    ['complete without an id', '{"type":"complete"}'],
  ])('is closed with 4400 at a message that is %s', async (_, text) => {
    const raw = await openAcknowledged(graph)
    raw.send(text)
    expect((await raw.closed).code).toBe(4400)
  })

  it('is closed with 4400 at a binary message, and with 1009 at one that is too long', async () => {
    const raw = await openAcknowledged(graph)
    raw.socket.send(Buffer.from('{"type":"ping"}'))
    expect((await raw.closed).code).toBe(4400)
    const long = await openAcknowledged(graph)
    long.send({ type: 'ping', payload: { text: 'x'.repeat(20_000) } })
    expect((await long.closed).code).toBe(1009)
  })

  it('survives what is no WebSocket, and a client that breaks off in a frame', async () => {
    for (const text of [
      'GET /graphql HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
      '\0',
    ]) {
      const socket = connect(Number(new URL(graph.url).port), '127.0.0.1')
      socket.on('error', () => {})
      socket.write(text)
      socket.resume()
      await once(socket, 'close')
    }
    const raw = await openAcknowledged(graph)
    // The head of a frame of a hundred bytes, without them.
    ;(raw.socket as unknown as { _socket: { end(data: Buffer): void } })._socket.end(
      Buffer.from([0x81, 0xe4, 1, 2, 3, 4]),
    )
    expect((await raw.closed).code).toBe(1006)
    expect((await graph.ask('{ authors }')).data).toEqual({ authors: 3 })
  })

  it('is no danger when it asks for a socket elsewhere and is gone before the answer', async () => {
    for (let time = 0; time < 20; time += 1) {
      const socket = connect(Number(new URL(graph.url).port), '127.0.0.1')
      await once(socket, 'connect')
      socket.write('GET /nowhere HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n')
      socket.resetAndDestroy()
    }
    expect((await graph.ask('{ authors }')).data).toEqual({ authors: 3 })
  })

  it('answers pings with what they brought, also before it is acknowledged', async () => {
    const raw = await openRaw(graph)
    raw.send({ type: 'ping', payload: { a: [1] } })
    expect(await raw.next()).toEqual({ type: 'pong', payload: { a: [1] } })
    raw.send({ type: 'pong' })
    raw.socket.ping('here')
    const [data] = (await once(raw.socket, 'pong')) as [Buffer]
    expect(String(data)).toBe('here')
    raw.socket.close()
  })
})

describe('an operation', () => {
  it('of a query or mutation has one result and is complete', async () => {
    const raw = await openAcknowledged(graph)
    raw.send(subscribe('q', '{ book(id: 2) { title } }'))
    expect(await raw.next()).toEqual({ id: 'q', type: 'next', payload: { data: { book: { title: 'Ulysses' } } } })
    expect(await raw.next()).toEqual({ id: 'q', type: 'complete' })
    raw.send(
      subscribe('q', 'mutation($id: ID!) { renameBook(id: $id, title: "Ulysses") { id } }', { variables: { id: '2' } }),
    )
    expect(await raw.next()).toMatchObject({ id: 'q', type: 'next', payload: { data: { renameBook: { id: '2' } } } })
    expect(await raw.next()).toEqual({ id: 'q', type: 'complete' })
    raw.socket.close()
  })

  it('that cannot begin is an error for its id, which is free again', async () => {
    const raw = await openAcknowledged(graph)
    for (const [query, code] of [
      ['{', 'GRAPHQL_PARSE_FAILED'],
      ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription { a: bookChanged(id: 1) { id } b: bookChanged(id: 2) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
      ['', 'BAD_REQUEST'],
    ] as const) {
      raw.send(subscribe('1', query))
      expect(await raw.next()).toMatchObject({ id: '1', type: 'error', payload: [{ extensions: { code } }] })
    }
    raw.send(subscribe('1', '{ authors }'))
    expect(await raw.next()).toMatchObject({ id: '1', type: 'next' })
    raw.socket.close()
  })

  it('with an id that is in use closes the connection with 4409, however fast it comes', async () => {
    const raw = await openAcknowledged(graph)
    raw.send(subscribe('same', FOLLOW))
    raw.send(subscribe('same', '{ authors }'))
    expect(await raw.closed).toEqual({ code: 4409, reason: 'Subscriber for same already exists' })
    await until('its upstream is closed', () => graph.library.subscriptions.open === 0)
  })

  it('may use an id again as soon as it was completed from either side', async () => {
    const raw = await openAcknowledged(graph)
    for (const _ of [1, 2]) {
      raw.send(subscribe('1', FOLLOW))
      expect(await raw.next()).toMatchObject({ id: '1', type: 'next' })
      raw.send({ id: '1', type: 'complete' })
    }
    // At once: it has not begun.
    raw.send(subscribe('1', FOLLOW))
    raw.send({ id: '1', type: 'complete' })
    raw.send(subscribe('1', '{ authors }'))
    expect(await raw.next()).toEqual({ id: '1', type: 'next', payload: { data: { authors: 3 } } })
    expect(await raw.next()).toEqual({ id: '1', type: 'complete' })
    await until('all upstreams are closed', () => graph.library.subscriptions.open === 0)
    raw.socket.close()
  })

  it('that the client completed says nothing more, not even that it is complete', async () => {
    const raw = await openAcknowledged(graph)
    raw.send(subscribe('gone', '{ sleep(milliseconds: 100) }'))
    raw.send({ id: 'gone', type: 'complete' })
    raw.send({ id: 'gone', type: 'complete' })
    raw.send({ id: 'never there', type: 'complete' })
    raw.send(subscribe('later', '{ sleep(milliseconds: 200) }'))
    expect(await raw.next()).toEqual({ id: 'later', type: 'next', payload: { data: { sleep: 'awake' } } })
    raw.socket.close()
  })

  it('beyond those that may run at once is refused, and no other is harmed', async () => {
    const raw = await openAcknowledged(graph)
    for (const id of ['1', '2', '3']) {
      raw.send(subscribe(id, FOLLOW))
      expect(await raw.next()).toMatchObject({ id, type: 'next' })
    }
    raw.send(subscribe('4', FOLLOW))
    expect(await raw.next()).toMatchObject({
      id: '4',
      type: 'error',
      payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }],
    })
    raw.send({ id: '2', type: 'complete' })
    raw.send(subscribe('4', FOLLOW))
    expect(await raw.next()).toMatchObject({ id: '4', type: 'next' })
    raw.socket.close()
  })

  it('has ids and texts of any kind back as they were', async () => {
    const raw = await openAcknowledged(graph)
    const id = 'a "quoted" \\ id, ünïcödé 😀'
    raw.send(subscribe(id, `{ book(id: 3) { title } __typename }`))
    expect(await raw.next()).toEqual({
      id,
      type: 'next',
      payload: { data: { book: { title: 'Solaris' }, __typename: 'Query' } },
    })
    raw.socket.close()
  })
})
