import { GraphQLError } from 'graphql'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { follow, until } from './fixture/follow.ts'
import { serveScripted } from './fixture/scripted-subgraph.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph, Topology } from './fixture/start-graph.ts'

let graph: Graph
afterEach(() => graph.stop())

describe.each<Topology>(['in one process', 'over HTTP'])('a subscription with subgraphs %s', (topology) => {
  it('begins with the current state and brings fields of other subgraphs with every event', async () => {
    graph = await startGraph(topology)
    const followed = follow(
      graph.socket(),
      'subscription($id: ID!) { changed: bookChanged(id: $id) { title stars: rating author { name } } }',
      { id: '1' },
    )
    const expected = { title: 'Emma', stars: 1.5, author: { name: 'Author a1' } }
    expect((await followed.next()).event).toEqual({ data: { changed: expected }, extensions: { cursor: '1@0' } })
    await graph.ask('mutation { renameBook(id: 1, title: "Persuasion") { id } }')
    const changed = { ...expected, title: 'Persuasion' }
    expect((await followed.next()).event).toEqual({ data: { changed }, extensions: { cursor: '1@1' } })
  })

  it('decides @skip and @include before it is planned, also where nothing else is left', async () => {
    graph = await startGraph(topology)
    const query = `subscription($on: Boolean!) {
      bookChanged(id: 2) @include(if: $on) { title @skip(if: $on) rating @include(if: $on) author @skip(if: $on) { name @skip(if: $on) } ...F }
    } fragment F on Book { author @include(if: $on) { id @skip(if: $on) } }`
    const followed = follow(graph.socket(), query, { on: true })
    expect((await followed.next()).event?.data).toEqual({ bookChanged: { rating: 2.5, author: {} } })
    const { ended } = await follow(graph.socket(), query, { on: false }).next()
    expect(ended).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
  })

  it('closes its upstream when the client leaves while nothing happens', async () => {
    graph = await startGraph(topology)
    const followed = follow(graph.socket(), 'subscription { bookChanged(id: 1) { title } }')
    await followed.next()
    expect(graph.library.subscriptions.open).toBe(1)
    followed.leave()
    await until('the upstream is closed', () => graph.library.subscriptions.open === 0)
  })

  it('closes its upstream when the socket of the client dies', async () => {
    graph = await startGraph(topology)
    const client = graph.socket()
    const followed = follow(client, 'subscription { bookChanged(id: 1) { title } }')
    await followed.next()
    client.terminate()
    await until('the upstream is closed', () => graph.library.subscriptions.open === 0)
  })

  it('ends with the code of its subgraph when that refuses it', async () => {
    graph = await startGraph(topology)
    const { ended } = await follow(graph.socket(), 'subscription { forbidden { title } }').next()
    expect(ended).toMatchObject([{ message: 'Not yours.', extensions: { code: 'FORBIDDEN', serviceName: 'books' } }])
  })

  it('refuses what does not parse, validate or fit, with a code and without closing the socket', async () => {
    graph = await startGraph(topology)
    const client = graph.socket()
    const queries = [
      'subscription {',
      'subscription { nothing }',
      'subscription($id: ID!) { bookChanged(id: $id) { id } }',
    ]
    const ends = await Promise.all(queries.map((query) => follow(client, query).next()))
    expect(ends.map(({ ended }) => (ended as { extensions: object }[])[0]?.extensions)).toEqual([
      { code: 'GRAPHQL_PARSE_FAILED' },
      { code: 'GRAPHQL_VALIDATION_FAILED' },
      { code: 'BAD_USER_INPUT' },
    ])
    const followed = follow(client, 'subscription { bookChanged(id: 1) { title } }')
    expect((await followed.next()).event?.data).toEqual({ bookChanged: { title: 'Emma' } })
  })

  it('has queries and mutations beside it on the same socket', async () => {
    graph = await startGraph(topology)
    const client = graph.socket()
    const query = follow(client, '{ book(id: 2) { title rating } refused }')
    const { event } = await query.next()
    expect(event?.data).toEqual({ book: { title: 'Ulysses', rating: 2.5 }, refused: null })
    expect(event?.errors).toMatchObject([{ path: ['refused'], extensions: { code: 'FORBIDDEN' } }])
    expect((await query.next()).ended).toBe('complete')
    const mutation = follow(client, 'mutation { renameBook(id: 2, title: "Dubliners") { title } }')
    expect((await mutation.next()).event?.data).toEqual({ renameBook: { title: 'Dubliners' } })
    expect((await follow(client, '{ unknown }').next()).ended).toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ])
  })
})

describe('a subscription over HTTP', () => {
  it('goes on behind its last event when its subgraph restarts, unseen by the client', async () => {
    graph = await startGraph('over HTTP')
    const followed = follow(graph.socket(), 'subscription { renamed(id: 1) { title rating } }')
    await followed.next()
    const port = graph.served['books']?.port ?? 0
    await graph.served['books']?.stop()
    await until('the subgraph is gone', () => graph.library.subscriptions.open === 0)
    graph.library.rename('1', 'Persuasion')
    graph.library.rename('1', 'Sanditon')
    graph.served['books'] = await graph.library.subgraphs.books.serve(port)
    const events = [await followed.next(), await followed.next()].map(({ event }) => event)
    expect(events).toEqual([
      { data: { renamed: { title: 'Persuasion', rating: 1.5 } }, extensions: { cursor: '1@1' } },
      { data: { renamed: { title: 'Sanditon', rating: 1.5 } }, extensions: { cursor: '1@2' } },
    ])
    expect(graph.library.subscriptions.resumed).toEqual([undefined, '1@0'])
  })

  it('ends with SUBGRAPH_UNAVAILABLE when its subgraph stays away', async () => {
    graph = await startGraph('over HTTP', { settings: { subscriptionRetries: 1 } })
    await graph.served['books']?.stop()
    const { ended } = await follow(graph.socket(), 'subscription { bookChanged(id: 1) { title } }').next()
    expect(ended).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'books' } }])
  })

  it('shares one connection per subgraph with all others', async () => {
    graph = await startGraph('over HTTP')
    const queries = [1, 2, 3].map((id) => `subscription { bookChanged(id: ${id}) { title } }`)
    await Promise.all(queries.map((query) => follow(graph.socket(), query).next()))
    expect(graph.library.subscriptions.open).toBe(3)
    expect(graph.served['books']?.sockets()).toBe(1)
  })

  it('misses only the fields of a subgraph that is down', async () => {
    graph = await startGraph('over HTTP')
    await graph.served['reviews']?.stop()
    const { event } = await follow(graph.socket(), 'subscription { bookChanged(id: 1) { title rating } }').next()
    expect(event?.data).toEqual({ bookChanged: { title: 'Emma', rating: null } })
    expect(event?.errors).toMatchObject([
      { path: ['bookChanged', 'rating'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'reviews' } },
    ])
  })
})

describe('a subscription over server-sent events upstream', () => {
  const settings = { sseSubgraphs: ['books'] }

  it('brings events with their cursors, and goes on behind the last when its stream breaks', async () => {
    graph = await startGraph('over HTTP', { settings })
    const followed = follow(graph.socket(), 'subscription { renamed(id: 1) { title rating } }')
    expect((await followed.next()).event).toEqual({
      data: { renamed: { title: 'Emma', rating: 1.5 } },
      extensions: { cursor: '1@0' },
    })
    expect(graph.served['books']?.sockets()).toBe(0)
    const port = graph.served['books']?.port ?? 0
    await graph.served['books']?.stop()
    await until('the subgraph is gone', () => graph.library.subscriptions.open === 0)
    for (const title of ['A', 'B']) graph.library.rename('1', title)
    graph.served['books'] = await graph.library.subgraphs.books.serve(port)
    const events = [await followed.next(), await followed.next()].map(({ event }) => event?.data)
    expect(events).toEqual(['A', 'B'].map((title) => ({ renamed: { title, rating: 1.5 } })))
    followed.leave()
    await until('the upstream is closed', () => graph.library.subscriptions.open === 0)
  })

  it('ends at once with the errors of an answer in JSON, and is asked for again where the server is not well', async () => {
    const server = await serveScripted()
    onTestFinished(() => server.stop())
    graph = await startGraph('over HTTP', { settings: { ...settings, subgraphUrls: { BOOKS: server.url } } })
    const statuses = [503, 401]
    server.script = ({ response }) => {
      const errors = [{ message: 'Sign in.', extensions: { code: 'UNAUTHENTICATED' } }]
      response
        .writeHead(statuses.shift() ?? 500, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errors }))
    }
    const { ended } = await follow(graph.socket(), 'subscription { bookChanged(id: 1) { title } }').next()
    expect(ended).toMatchObject([
      { message: 'Sign in.', extensions: { code: 'UNAUTHENTICATED', serviceName: 'books' } },
    ])
    expect(server.calls).toHaveLength(2)
  })

  it('ends with the code of its subgraph when that refuses it', async () => {
    graph = await startGraph('over HTTP', { settings })
    const { ended } = await follow(graph.socket(), 'subscription { forbidden { title } }').next()
    expect(ended).toMatchObject([{ message: 'Not yours.', extensions: { code: 'FORBIDDEN', serviceName: 'books' } }])
  })
})

describe('a subscription in one process', () => {
  it('ends with the error that its subgraph ends it with', async () => {
    graph = await startGraph('in one process')
    const followed = follow(graph.socket(), 'subscription { bookChanged(id: 1) { title } }')
    await followed.next()
    graph.library.failSubscriptions(new GraphQLError('Signed out.', { extensions: { code: 'UNAUTHENTICATED' } }))
    expect((await followed.next()).ended).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  })
})
