import { getEventListeners } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { RouterPlugin } from '../src/plugin.ts'
import { createEventQueue } from './fixture/event-queue.ts'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { follow, until } from './fixture/follow.ts'
import type { Followed } from './fixture/follow.ts'
import { compose, startGraph } from './fixture/start-graph.ts'
import type { Graph, Topology } from './fixture/start-graph.ts'

let graph: Graph
afterEach(() => graph.stop())

const QUERY = 'subscription($id: ID!) { renamed(id: $id) { title rating } }'

/** Counts what is asked of a subgraph in this process, by its representations. */
function countCalls(subgraph: 'reviews' | 'authors'): unknown[][] {
  const calls: unknown[][] = []
  const { execute } = graph.library.subgraphs[subgraph]
  graph.library.subgraphs[subgraph].execute = (request) => {
    calls.push((request.variables?.['representations'] ?? []) as unknown[])
    return execute(request)
  }
  return calls
}

async function titles(followed: Followed, count: number): Promise<unknown[]> {
  const seen: unknown[] = []
  while (seen.length < count) {
    const { event, ended } = await followed.next()
    if (ended) throw new Error(JSON.stringify(ended))
    seen.push((event as { data: { renamed: { title: string } } }).data.renamed.title)
  }
  return seen
}

describe.each<Topology>(['in one process', 'over HTTP'])('equal subscriptions with subgraphs %s', (topology) => {
  it('share one upstream, which ends with the last of them', async () => {
    graph = await startGraph(topology)
    const followers = Array.from({ length: 5 }, () => follow(graph.socket(), QUERY, { id: '1' }))
    await Promise.all(followers.map((one) => one.next()))
    await until('there is one upstream', () => graph.library.subscriptions.open === 1)
    const [first, ...others] = followers
    first?.leave()
    graph.library.rename('1', 'Sanditon')
    expect(await Promise.all(others.map((one) => titles(one, 1)))).toEqual(others.map(() => ['Sanditon']))
    for (const one of others) one.leave()
    await until('the upstream is closed', () => graph.library.subscriptions.open === 0)
  })

  it('begin with the current state when they come later, lose nothing and share from then on', async () => {
    graph = await startGraph(topology)
    const early = follow(graph.socket(), QUERY, { id: '1' })
    expect(await titles(early, 1)).toEqual(['Emma'])
    graph.library.rename('1', 'Sanditon')
    expect(await titles(early, 1)).toEqual(['Sanditon'])
    const late = follow(graph.socket(), QUERY, { id: '1' })
    expect(await titles(late, 1)).toEqual(['Sanditon'])
    await until('there is one upstream', () => graph.library.subscriptions.open === 1)
    const names = Array.from({ length: 20 }, (_, index) => `Title ${index}`)
    for (const [index, name] of names.entries()) {
      graph.library.rename('1', name)
      // Somebody comes in the middle of it.
      if (index === 10) follow(graph.socket(), QUERY, { id: '1' })
    }
    expect(await titles(early, 20)).toEqual(names)
    expect(await titles(late, 20)).toEqual(names)
    await until('there is one upstream', () => graph.library.subscriptions.open === 1)
  })

  it('end for all with what ends the upstream', async () => {
    graph = await startGraph(topology)
    const followers = [1, 2].map(() => follow(graph.socket(), 'subscription { forbidden { title } }'))
    const ends = await Promise.all(followers.map((one) => one.next()))
    for (const { ended } of ends) expect(ended).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
  })
})

describe('what subscriptions share', () => {
  it('is the fetches of an event, and those of one moment are asked as one', async () => {
    graph = await startGraph('in one process')
    const followers = ['1', '1', '2', '3'].map((id) => follow(graph.socket(), QUERY, { id }))
    await Promise.all(followers.map((one) => one.next()))
    const calls = countCalls('reviews')
    for (const id of ['1', '2', '3']) graph.library.rename(id, `New ${id}`)
    const seen = await Promise.all(followers.map((one) => one.next()))
    expect(seen.map(({ event }) => event?.data)).toEqual(
      ['1', '1', '2', '3'].map((id) => ({ renamed: { title: `New ${id}`, rating: Number(id) + 0.5 } })),
    )
    expect(calls.map((one) => one.length)).toEqual([3])
  })

  it('leaves nothing behind that waits for the end of a subscription', async () => {
    const waiting: number[] = []
    const plugin: RouterPlugin = {
      name: 'count-listeners',
      fetchLayer: (next) => async (fetch) => {
        const answer = await next(fetch)
        waiting.push(getEventListeners(fetch.context.signal, 'abort').length)
        return answer
      },
    }
    graph = await startGraph('over HTTP', { plugins: [{ plugin }] })
    const followers = ['1', '2'].map((id) => follow(graph.socket(), QUERY, { id }))
    await Promise.all(followers.map((one) => one.next()))
    for (let round = 1; round <= 3; round += 1) {
      graph.library.rename('1', `Alone ${round}`)
      await followers[0]!.next()
      for (const id of ['1', '2']) graph.library.rename(id, `Both ${round}`)
      await Promise.all(followers.map((one) => one.next()))
    }
    expect(waiting.length).toBeGreaterThanOrEqual(6)
    expect(Math.max(...waiting)).toBe(1)
  })

  it('is nothing between viewers who may see different things, and all between tokens of one viewer', async () => {
    graph = await startGraph('in one process', {
      // What is before the dot is the subject, what is behind it the number of the token.
      verifyToken: async (token) => ({ sub: token.split('.')[0], exp: 2_000_000_000 + Number(token.split('.')[1]) }),
    })
    const as = (token: string): Followed =>
      follow(graph.socket({ authorization: `Bearer ${token}` }), QUERY, { id: '1' })
    const followers = [as('ada.1'), as('ada.2'), as('bob.1'), follow(graph.socket(), QUERY, { id: '1' })]
    await Promise.all(followers.map((one) => one.next()))
    expect(graph.library.subscriptions.open).toBe(3)
  })

  it('is nothing between other variables, selections and languages', async () => {
    graph = await startGraph('in one process')
    const followers = [
      follow(graph.socket(), QUERY, { id: '1' }),
      follow(graph.socket(), QUERY, { id: '2' }),
      follow(graph.socket(), 'subscription($id: ID!) { renamed(id: $id) { title } }', { id: '1' }),
      follow(graph.socket({ headers: { 'accept-language': 'nl' } }), QUERY, { id: '1' }),
    ]
    await Promise.all(followers.map((one) => one.next()))
    expect(graph.library.subscriptions.open).toBe(4)
  })
})

describe('a subscription that is for everybody', () => {
  const LINK = `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://example.com/cacheControl/v1.0", import: ["@cacheControl", "CacheControlScope"])
    @composeDirective(name: "@cacheControl")
    enum CacheControlScope { PUBLIC PRIVATE }
    directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION | OBJECT`

  it('is shared by all viewers and tells no subgraph of them, unless it selects what is private', async () => {
    const opened: (string | undefined)[] = []
    const prices = createFixtureSubgraph(
      'prices',
      `${LINK}
      type Query { a: Int }
      type Subscription { priceChanged: Price @cacheControl(scope: PUBLIC) offerMade: Price }
      type Price { amount: Int mine: Int @cacheControl(scope: PRIVATE) }`,
      {
        Subscription: Object.fromEntries(
          ['priceChanged', 'offerMade'].map((field) => [
            field,
            {
              subscribe: (_: unknown, __: unknown, { headers }: { headers: Record<string, string | undefined> }) => {
                opened.push(headers['authorization'])
                const queue = createEventQueue<object>(10, () => {})
                queue.push({ [field]: { amount: 5, mine: 1 }, extensions: { cursor: 'now' } })
                return queue.iterator
              },
            },
          ]),
        ),
      },
    )
    graph = await startGraph('in one process', {
      supergraph: compose([{ ...prices, url: 'http://a.invalid/' }]),
      subgraphs: { prices },
      verifyToken: async (token) => ({ sub: token }),
    })
    const as = async (name: string, query: string): Promise<void> =>
      void (await follow(graph.socket({ authorization: `Bearer ${name}` }), query).next())
    for (const name of ['ada', 'bob', 'cleo']) await as(name, 'subscription { priceChanged { amount } }')
    expect(new Set(opened)).toEqual(new Set([undefined]))
    opened.length = 0
    await as('ada', 'subscription { priceChanged { amount mine } }')
    await as('ada', 'subscription { offerMade { amount } }')
    expect(opened).toEqual(['Bearer ada', 'Bearer ada'])
  })
})

describe('a subscription that is resumed', () => {
  it('brings what was missed, in order and once, and then what is new', async () => {
    graph = await startGraph('over HTTP')
    const stays = follow(graph.socket(), QUERY, { id: '1' })
    const leaves = follow(graph.socket(), QUERY, { id: '1' })
    await Promise.all([titles(stays, 1), titles(leaves, 1)])
    leaves.leave()
    for (const title of ['A', 'B', 'C']) graph.library.rename('1', title)
    expect(await titles(stays, 3)).toEqual(['A', 'B', 'C'])
    const back = follow(graph.socket(), QUERY, { id: '1' }, { resumeFrom: '1@1' })
    expect(await titles(back, 2)).toEqual(['B', 'C'])
    await until('there is one upstream', () => graph.library.subscriptions.open === 1)
    graph.library.rename('1', 'D')
    expect(await Promise.all([titles(stays, 1), titles(back, 1)])).toEqual([['D'], ['D']])
  })

  it('joins at once a stream that has told nothing since', async () => {
    graph = await startGraph('over HTTP')
    const stays = follow(graph.socket(), QUERY, { id: '1' })
    await titles(stays, 1)
    const back = follow(graph.socket(), QUERY, { id: '1' }, { resumeFrom: '1@0' })
    const other = follow(graph.socket(), '{ authors }')
    await other.next()
    graph.library.rename('1', 'A')
    expect(await Promise.all([titles(stays, 1), titles(back, 1)])).toEqual([['A'], ['A']])
    expect(graph.library.subscriptions.opened).toBe(1)
  })

  it('begins with the current state and says that there is a gap when too much was missed', async () => {
    graph = await startGraph('over HTTP')
    for (let index = 1; index <= 30; index += 1) graph.library.rename('1', `Title ${index}`)
    const back = follow(graph.socket(), QUERY, { id: '1' }, { resumeFrom: '1@1' })
    expect((await back.next()).event).toMatchObject({
      data: { renamed: { title: 'Title 30' } },
      extensions: { cursor: '1@30', gap: true },
    })
  })
})
