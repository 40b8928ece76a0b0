import { demoPassword } from '@shop/prisma/demo/people'
import { countStatements } from '@shop/testkit/statements'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, signIn } from '../shop/shop-client.ts'
import { topologies, startStandaloneShop } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'
import { FIVE_SUBGRAPHS } from './five-subgraphs.ts'

describe.each(topologies.filter((topology) => topology.available))('one query in the $name topology', ({ start }) => {
  let shop: TestShop

  beforeAll(async () => {
    shop = await start()
  })
  afterAll(() => shop?.stop())

  it('is answered by all five subgraphs', async () => {
    const ada = await signIn(shop.url, 'ada@example.com', demoPassword)
    const { data, errors } = await ada.ask(FIVE_SUBGRAPHS)
    expect(errors).toBeUndefined()
    const [product] = data.products.nodes
    expect(product.variants[0]).toEqual({
      sku: expect.any(String),
      price: { amount: expect.stringMatching(/^\d+\.\d\d$/), currencyCode: 'EUR' },
      availability: { status: expect.any(String), quantity: expect.any(Number) },
    })
    const reviews = (data.products.nodes as { reviews: { nodes: object[] } }[]).flatMap(({ reviews }) => reviews.nodes)
    expect(reviews[0]).toEqual({ rating: expect.any(Number), author: { givenName: expect.any(String) } })
    expect(data.me.givenName).toBe('Ada')
    const [order] = data.me.orders.nodes
    expect(order.payments[0].amount).toEqual({ amount: order.total.amount })
  })
})

/** The router's cache may have it for one list and not for the other, until an event of stock ends that. */
function withoutAvailability(statements: readonly string[]): string[] {
  return statements.filter((text) => !text.includes('FROM variants variant'))
}

describe('a long list', () => {
  let shop: TestShop

  beforeAll(async () => {
    // Timers that look for work would be counted too.
    shop = await startStandaloneShop({ ORDER_TIMER_INTERVAL_MS: '600000', CARRIER_STEP_MS: '600000' }, { scale: 0.12 })
  })
  afterAll(() => shop?.stop())

  const LIST = `query ($first: Int!) {
    products(first: $first) {
      nodes {
        title
        category { title }
        variants { sku availability { quantity } }
        reviews(first: 5) { nodes { rating author { givenName } } }
      }
    }
  }`
  const statementsFor = async (first: number): Promise<string[]> => {
    let nodes: unknown[] = []
    const runs: string[][] = []
    // The least of ten: a worker may have looked for work in between, and after the start all of them do.
    for (let run = 0; run < 10; run += 1) {
      const statements = await countStatements(async () => {
        nodes = (await connect(shop.url).ask(LIST, { first })).data.products.nodes
      })
      runs.push(statements)
    }
    expect(nodes).toHaveLength(first)
    return runs.toSorted((one, other) => one.length - other.length)[0] ?? []
  }

  it('costs as few SQL statements as a short one, over three subgraphs', async () => {
    const short = await statementsFor(2)
    const long = await statementsFor(50)
    expect(withoutAvailability(long).length, long.join('\n')).toBe(withoutAvailability(short).length)
    expect(long.length, long.join('\n')).toBeLessThanOrEqual(6)
  })
})
