import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { follow } from './fixture/follow.ts'
import { compose, startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

/** `@cost` is imported under another name, as composition allows. */
const SHOP = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", { name: "@cost", as: "@price" }, "@listSize"])
  type Query {
    shelf: Shelf
    shelves(first: Int, last: Int): Shelves!
    dear: Int @price(weight: 7)
    gem: Gem
    thing: Thing
    find(filter: Filter, tags: [Tag!], note: String): Shelf
    labels: [Label!]!
    assumed: [Book!]! @listSize(assumedSize: 12)
    sliced(limit: Int, count: Int = 4): [Book!]! @listSize(slicingArguments: ["limit", "count"], requireOneSlicingArgument: false)
    page(limit: Int): Page! @listSize(slicingArguments: ["limit"], assumedSize: 30, sizedFields: ["items"], requireOneSlicingArgument: false)
    strict(limit: Int, count: Int): [Book!]! @listSize(slicingArguments: ["limit", "count"])
    rebate(coupon: String @price(weight: -50)): Gem
  }
  type Mutation { rename(name: String): Shelf order(input: Filter): Boolean }
  type Subscription { bookAdded: Book }
  type Shelves { nodes: [Shelf!]! edges: [Edge!]! size: Int! }
  type Edge { node: Shelf! }
  type Shelf { name: String books: [Book!]! shelves(first: Int): Shelves! }
  type Book { title: String shelf: Shelf }
  type Page { items: [Book!]! hints: [Book!]! }
  type Gem @price(weight: 9) { carat: Int }
  union Thing = Gem | Book
  enum Label @price(weight: 2) { A B }
  scalar Tag @price(weight: 3)
  input Filter { text: String @price(weight: 4) and: [Filter!] }
`

let graph: Graph
beforeAll(async () => {
  const resolvers = {
    Query: {
      shelf: () => ({ name: 'top', books: [] }),
      assumed: () => [],
      labels: () => [],
      page: () => ({ items: [], hints: [] }),
      shelves: () => ({ nodes: [], edges: [], size: 0 }),
      sliced: () => [],
      strict: () => [],
    },
    Subscription: { bookAdded: { subscribe: async function* () {} } },
  }
  const shop = createFixtureSubgraph('shop', SHOP, resolvers)
  graph = await startGraph('in one process', {
    supergraph: compose([shop]),
    subgraphs: { shop },
    settings: { exposeCost: true, maxCost: 1_000 },
  })
})
afterAll(() => graph.stop())

async function costOf(query: string, variables?: object): Promise<number> {
  const { text } = await graph.ask(query, variables ? { variables } : {})
  const answer = JSON.parse(text) as { extensions?: { cost: { estimated: number; maximum: number } } }
  expect(answer.extensions?.cost.maximum, text).toBe(1_000)
  return answer.extensions?.cost.estimated ?? Number.NaN
}

describe('the cost of a query, where nothing is said of it', () => {
  it.each([
    ['{ shelf { name } }', 1],
    ['{ shelf { books { title } } }', 1 + 5],
    ['{ shelves(first: 3) { size } }', 1],
    ['{ shelves(first: 3) { nodes { name } edges { node { name } } } }', 1 + 3 + 3 * 2],
    ['{ shelves(last: 4) { ...P } } fragment P on Shelves { nodes { name } }', 1 + 4],
    ['{ shelves { nodes { name } } }', 1 + 20],
    [
      '{ shelves(first: 3) { nodes { shelves(first: 7) { nodes { books { title } } } } } }',
      1 + 3 * (1 + 1 + 7 * (1 + 5)),
    ],
    ['{ shelves(first: -3) { nodes { name } } }', 1],
    ['{ __schema { types { fields { name } } } __typename }', 0],
    ['mutation { rename(name: "x") { name } }', 10 + 1],
    ['mutation { a: rename { name } ...M } fragment M on Mutation { b: rename { name } __typename }', 2 * 11],
    ['mutation { order(input: { }) }', 10 + 1],
  ])('of %s is the number of its objects', async (query, cost) => {
    expect(await costOf(query)).toBe(cost)
  })

  it('follows the page that a variable asks for, request by request', async () => {
    const query = 'query ($n: Int) { shelves(first: $n) { nodes { name } } }'
    expect([await costOf(query), await costOf(query, { n: 7 }), await costOf(query, { n: 70 })]).toEqual([21, 8, 71])
    expect(await costOf(query.replace('$n: Int', '$n: Int = 2'))).toBe(3)
    expect(await costOf(query, { n: null })).toBe(21)
  })

  it('leaves out what conditions leave out', async () => {
    const query =
      'query ($with: Boolean!) { shelf { books @include(if: $with) { title } ... @skip(if: $with) { name } } }'
    expect([await costOf(query, { with: true }), await costOf(query, { with: false })]).toEqual([6, 1])
    expect(await costOf('{ shelf @skip(if: true) { name } }')).toBe(0)
  })
})

describe('@cost', () => {
  it.each([
    ['on a field', '{ dear }', 7],
    ['on an object', '{ gem { carat } }', 9],
    ['on the dearest of the types that a union may be', '{ thing { ... on Book { title } } }', 9],
    ['on an enum, times its list', '{ labels }', 2 * 5],
    ['on a scalar among arguments, for each that is given', '{ find(tags: ["a", "b"]) { name } }', 1 + 2 * 3],
    [
      'on input fields, however deep',
      '{ find(filter: { text: "a", and: [{ text: "b" }, {}] }) { name } }',
      1 + 5 + 5 + 1,
    ],
    ['below zero, which makes nothing but its own field cheaper', '{ rebate(coupon: "x") { carat } dear }', 7],
  ])('counts %s', async (_where, query, cost) => {
    expect(await costOf(query)).toBe(cost)
  })

  it('counts input objects and lists that come as variables', async () => {
    const query = 'query ($f: Filter, $t: [Tag!], $n: String) { find(filter: $f, tags: $t, note: $n) { name } }'
    expect(await costOf(query)).toBe(1)
    expect(await costOf(query, { f: { text: 'a', and: [{ text: 'b' }] }, t: ['x', 'y'], n: 'z' })).toBe(1 + 10 + 6)
  })
})

describe('@listSize', () => {
  it.each([
    ['assumes a size', '{ assumed { title } }', 12],
    ['takes the size from an argument, the largest that is given', '{ sliced(limit: 3, count: 6) { title } }', 6],
    ['takes the default of the argument', '{ sliced { title } }', 4],
    [
      'sizes the fields that it names, and no other',
      '{ page(limit: 2) { items { title } hints { title } } }',
      1 + 2 + 5,
    ],
    ['assumes a size for the fields that it names', '{ page { items { title } } }', 1 + 30],
  ])('%s', async (_what, query, cost) => {
    expect(await costOf(query)).toBe(cost)
  })

  it('takes the size from variables', async () => {
    const query = 'query ($n: Int) { strict(limit: $n) { title } }'
    expect(await costOf(query, { n: 8 })).toBe(8)
  })

  it.each(['{ s: strict { title } }', '{ ... { s: strict(limit: 1, count: 2) { title } } }'])(
    'refuses %s, which has to give one size, every time',
    async (query) => {
      for (let turn = 0; turn < 2; turn += 1) {
        const { status, errors } = await graph.ask(query)
        expect([status, errors]).toMatchObject([
          400,
          [
            {
              path: ['s'],
              extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
              message: expect.stringContaining('exactly one'),
            },
          ],
        ])
      }
    },
  )
})

describe('the most that a request may cost', () => {
  it('is refused when its variables ask for too much, and the same query with others is not', async () => {
    const query = 'query ($n: Int) { shelves(first: $n) { nodes { name } } }'
    const { status, errors } = await graph.ask(query, { variables: { n: 1_000 } })
    expect([status, errors[0]]).toMatchObject([400, { extensions: { code: 'QUERY_TOO_COMPLEX' } }])
    expect(errors[0]?.message).toBe('The query may cost some 1001; 1000 is allowed. Smaller pages cost less.')
    expect(await costOf(query, { n: 999 })).toBe(1_000)
  })

  it('grows with each page inside of a page', async () => {
    const pages = (depth: number): string =>
      depth === 0 ? 'name' : `shelves(first: 30) { nodes { ${pages(depth - 1)} } }`
    expect(await costOf(`{ ${pages(2)} }`)).toBe(1 + 30 * (1 + 1 + 30))
    expect((await graph.ask(`{ ${pages(3)} }`)).errors[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX')
  })

  it('holds on a socket, for subscriptions too', async () => {
    const tight = await startGraph('in one process', { settings: { maxCost: 1 } })
    const client = tight.socket()
    const refused = { ended: [{ extensions: { code: 'QUERY_TOO_COMPLEX' } }] }
    expect(await follow(client, '{ books { title } }').next()).toMatchObject(refused)
    expect(await follow(client, 'subscription { bookChanged(id: 1) { author { id } } }').next()).toMatchObject(refused)
    expect(await follow(client, '{ book(id: 1) { title } }').next()).toMatchObject({ event: { data: { book: {} } } })
    await tight.stop()
  })

  it('is in the log line, and not in the answer unless that is wanted', async () => {
    const quiet = await startGraph('in one process')
    const { text } = await quiet.ask('{ books { title } }')
    expect(Object.keys(JSON.parse(text))).toEqual(['data'])
    expect(quiet.logged.find(({ msg }) => msg === 'request')).toMatchObject({ cost: 5 })
    await quiet.stop()
  })
})
