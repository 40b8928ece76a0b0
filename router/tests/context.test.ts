import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRouter } from '../src/router.ts'
import type { Router } from '../src/router.ts'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { compose, post } from './fixture/start-graph.ts'
import type { Answer } from './fixture/start-graph.ts'

// Stock Apollo Gateway refuses supergraphs with @context, so that these answers are written by hand: each price says in which
// currency and for which customer the subgraph was asked for it.

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@context", "@fromContext", "@shareable"])`

type Price = { currency?: string | null; tier?: string | null }
type Reference = { __typename: string; id: string }

let router: Router
let ask: (query: string, variables?: object) => Promise<Answer>

const shops = [
  { id: 'nl', currency: 'EUR', products: [{ id: 'a' }, { id: 'b' }], best: { id: 'a' } },
  { id: 'us', currency: 'USD', products: [{ id: 'a' }], best: { id: 'a' } },
  { id: 'xx', currency: null, products: [{ id: 'c' }], best: null },
]
const market = { id: 'm', coin: 'BTC', best: { id: 'a' } }
const customers = [{ id: '1', tier: 'gold', cart: { id: '1', lines: [{ id: '1' }] } }]

beforeAll(async () => {
  const subgraphs = [
    createFixtureSubgraph(
      'shops',
      `${LINK}
      type Query { shops: [Shop!]! shop(id: ID!): Shop places: [Place!]! }
      union Place = Shop | Market
      type Market @key(fields: "id") @context(name: "shop") { id: ID! coin: String! best: Product }
      type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String products: [Product!]! best: Product branches: [Shop!]! }
      type Product @key(fields: "id") {
        id: ID!
        price(amount: Int = 1, currency: String @fromContext(field: "$shop ... on Shop { currency } ... on Market { coin }")): String
      }`,
      {
        Query: {
          shops: () => shops,
          shop: (_: unknown, { id }: Reference) => shops.find((one) => one.id === id),
          places: () => [
            { __typename: 'Market', ...market },
            { __typename: 'Shop', ...shops[1] },
          ],
        },
        Market: { __resolveReference: () => market },
        Shop: {
          __resolveReference: ({ id }: Reference) => shops.find((one) => one.id === id),
          branches: ({ id }: Reference) => (id === 'nl' ? [shops[1]] : []),
        },
        Product: {
          __resolveReference: (product: Reference) => product,
          price: ({ id }: Reference, { currency, amount }: Price & { amount: number }) => `${id} ${amount} ${currency}`,
        },
      },
    ),
    createFixtureSubgraph(
      'customers',
      `${LINK}
      type Query { customers: [Customer!]! }
      type Customer @key(fields: "id") @context(name: "customer") { id: ID! tier: String cart: Cart }
      type Cart @key(fields: "id") { id: ID! lines: [Line!]! }
      type Line @key(fields: "id") { id: ID! discount(tier: String @fromContext(field: "$customer { tier }")): String }`,
      {
        Query: { customers: () => customers },
        Line: {
          __resolveReference: (line: Reference) => line,
          discount: (_: unknown, { tier }: Price) => `for ${tier}`,
        },
      },
    ),
  ]
  const supergraph = compose(subgraphs)
  router = createRouter({
    supergraph,
    subgraphs: Object.fromEntries(subgraphs.map((one) => [one.name, one])),
    settings: { port: 0, host: '127.0.0.1' },
    log: pino({ level: 'silent' }),
  })
  const { url } = await router.listen()
  ask = (query, variables = {}) => post(`${url}/graphql`, JSON.stringify({ query, variables }))
})
afterAll(() => router.stop())

it('gives a field what the object above it says, though the client did not ask for that', async () => {
  const { data, errors } = await ask('{ shop(id: "nl") { products { price } } }')
  expect(errors).toEqual([])
  expect(data).toEqual({ shop: { products: [{ price: 'a 1 EUR' }, { price: 'b 1 EUR' }] } })
})

it('gives each element of a list its own, also where the same entity stands below both', async () => {
  const { data, errors } = await ask('{ shops { id products { id price } } }')
  expect(errors).toEqual([])
  expect(data).toEqual({
    shops: [
      {
        id: 'nl',
        products: [
          { id: 'a', price: 'a 1 EUR' },
          { id: 'b', price: 'b 1 EUR' },
        ],
      },
      { id: 'us', products: [{ id: 'a', price: 'a 1 USD' }] },
      { id: 'xx', products: [{ id: 'c', price: 'c 1 null' }] },
    ],
  })
})

it('takes the nearest of several objects above', async () => {
  const { data } = await ask('{ shop(id: "nl") { best { price } branches { best { price } } } }')
  expect(data).toEqual({ shop: { best: { price: 'a 1 EUR' }, branches: [{ best: { price: 'a 1 USD' } }] } })
})

it('reads another field where the object above is of another type', async () => {
  const { data } = await ask('{ places { ... on Market { best { price } } ... on Shop { best { price } } } }')
  expect(data).toEqual({ places: [{ best: { price: 'a 1 BTC' } }, { best: { price: 'a 1 USD' } }] })
})

it('keeps the client’s own arguments and aliases apart from it', async () => {
  const { data } = await ask(
    'query ($amount: Int) { shop(id: "us") { best { one: price many: price(amount: $amount) ...F } } } fragment F on Product { last: price(amount: 9) }',
    { amount: 3 },
  )
  expect(data).toEqual({ shop: { best: { one: 'a 1 USD', many: 'a 3 USD', last: 'a 9 USD' } } })
})

it('does not show the argument to clients', async () => {
  const { data } = await ask('{ __type(name: "Product") { fields { name args { name } } } }')
  expect(data.__type?.['fields']).toContainEqual({ name: 'price', args: [{ name: 'amount' }] })
  expect((await ask('{ shop(id: "nl") { best { price(currency: "XXX") } } }')).errors[0]?.extensions.code).toBe(
    'GRAPHQL_VALIDATION_FAILED',
  )
})

it('reaches through entities between the two', async () => {
  const { data, errors } = await ask('{ customers { cart { lines { discount } } } }')
  expect(errors).toEqual([])
  expect(data).toEqual({ customers: [{ cart: { lines: [{ discount: 'for gold' }] } }] })
})
