import { pino } from 'pino'
import { expect, it } from 'vitest'
import { createRouter } from '../src/router.ts'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { compose, post } from './fixture/start-graph.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@context", "@fromContext"])`

type Reference = { id: string }

// The product is the same in both shops and asked for once; so is the brand inside of it, whose price is another in each.
it('does not give one shop the price of another when both sell the same product', async () => {
  const shops = [
    { id: 'nl', currency: 'EUR', products: [{ id: 'a' }] },
    { id: 'us', currency: 'USD', products: [{ id: 'a' }, { id: 'a' }] },
  ]
  const selling = createFixtureSubgraph(
    'selling',
    `${LINK}
    type Query { shops: [Shop!]! }
    type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String products: [Product!]! }
    type Product @key(fields: "id") { id: ID! }
    type Brand @key(fields: "id") { id: ID! price(currency: String @fromContext(field: "$shop { currency }")): String }`,
    {
      Query: { shops: () => shops },
      Shop: { __resolveReference: ({ id }: Reference) => shops.find((shop) => shop.id === id) },
      Brand: {
        __resolveReference: (brand: Reference) => brand,
        price: ({ id }: Reference, { currency }: { currency: string }) => `${id} in ${currency}`,
      },
    },
  )
  const brands = createFixtureSubgraph(
    'brands',
    `${LINK}
    type Product @key(fields: "id") { id: ID! brand: Brand }
    type Brand @key(fields: "id") { id: ID! name: String }`,
    { Product: { __resolveReference: (product: Reference) => product, brand: () => ({ id: 'b', name: 'Acme' }) } },
  )
  const router = createRouter({
    supergraph: compose([selling, brands]),
    subgraphs: { selling, brands },
    log: pino({ level: 'silent' }),
    settings: { port: 0, host: '127.0.0.1' },
  })
  const { url } = await router.listen()
  const { data } = await post(
    `${url}/graphql`,
    JSON.stringify({ query: '{ shops { id products { brand { name price } } } }' }),
  )
  await router.stop()
  const at = (price: string) => ({ brand: { name: 'Acme', price } })
  expect(data).toEqual({
    shops: [
      { id: 'nl', products: [at('b in EUR')] },
      { id: 'us', products: [at('b in USD'), at('b in USD')] },
    ],
  })
})
