import { demoPassword } from '@shop/prisma/demo/people'
import { createRouter } from '@shop/router/router'
import { defaultSettings } from '@shop/router/settings'
import { invalidationsFromRedis } from '@shop/subgraph/cache-invalidations'
import { createLog } from '@shop/subgraph/log'
import { waitUntil } from '@shop/testkit/wait-until'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asGuest, connect, signIn } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { fillCart, placeOrder, setStock } from '../shop/shopping.ts'
import { topologies } from '../shop/topologies.ts'
import type { DistributedTestShop, TestShop } from '../shop/topologies.ts'

const ROUNDS = 50
const CHANGE = `mutation ($input: ChangeProductVariantPriceInput!) {
  changeProductVariantPrice(input: $input) { productVariant { id } userErrors { code } }
}`

/** Every way in which a price can be read, as a query of one variant or product, with the place of the price. */
function shapes(variantId: string, productId: string, slug: string) {
  const text = (value: unknown): string => JSON.stringify(value)
  return {
    'the variant': `{ productVariant(id: ${text(variantId)}) { price { amount } } }`,
    'the variant and its stock': `{ productVariant(id: ${text(variantId)}) { id price { amount } availability { quantity } } }`,
    'its product by id': `{ product(id: ${text(productId)}) { variants { id price { amount } } } }`,
    'its product by slug': `{ product(slug: ${text(slug)}) { title priceRange { min { amount } max { amount } } variants { id price { amount } } } }`,
    'a list': `{ products(first: 100) { totalCount nodes { id variants { id price { amount } availability { status } } } } }`,
    'a list by price': `{ products(first: 3, sort: PRICE_DESC) { nodes { id priceRange { max { amount } } } } }`,
    'the category tree': `{ categories { products(first: 100) { nodes { priceRange { max { amount } } } } children { title } } }`,
  }
}

describe.each(topologies.filter((topology) => topology.available))('a price in the $name topology', ({ start }) => {
  let shop: TestShop
  let stopSecond = async (): Promise<void> => {}
  /** The same shop through each router that there is. */
  const anybody: ShopClient[] = []
  let staff: ShopClient
  let variant: { id: string; product: { id: string; slug: string } }

  beforeAll(async () => {
    shop = await start()
    staff = await signIn(shop.url, 'staff@example.com', demoPassword)
    anybody.push(connect(shop.url))
    if ('redisUrl' in shop) anybody.push(connect(await startSecondRouter(shop as DistributedTestShop)))
    const { data } = await staff.ask(
      '{ products(first: 1, sort: PRICE_DESC) { nodes { variants { id listed product { id slug } } } } }',
    )
    const [product] = data.products.nodes as { variants: (typeof variant & { listed: boolean })[] }[]
    variant = product?.variants.find(({ listed }) => listed) as typeof variant
  })
  afterAll(async () => {
    await stopSecond()
    await shop?.stop()
  })

  async function startSecondRouter({ redisUrl, subgraphUrl }: DistributedTestShop): Promise<string> {
    const names = ['users', 'products', 'orders', 'inventory', 'payments']
    const log = createLog({ name: 'second-router', level: 'error' })
    const router = createRouter({
      supergraph: join(import.meta.dirname, '../../schema/supergraph.graphql'),
      settings: {
        ...defaultSettings(),
        port: 0,
        host: '127.0.0.1',
        redisUrl,
        subgraphUrls: Object.fromEntries(names.map((name) => [name.toUpperCase(), subgraphUrl(name)])),
      },
      // What it hears of is over for the first router too: they share the versions in Redis.
      invalidations: invalidationsFromRedis(redisUrl, log),
      log,
    })
    stopSecond = () => router.stop()
    return `${(await router.listen()).url}/graphql`
  }

  async function changePrice(amount: string): Promise<void> {
    const { data, errors } = await staff.ask(CHANGE, {
      input: { id: variant.id, price: { amount, currencyCode: 'EUR' } },
    })
    expect(errors).toBeUndefined()
    expect(data.changeProductVariantPrice.userErrors).toEqual([])
  }

  it('is the new one in every query, through every router, as soon as its mutation has answered', async () => {
    const queries = shapes(variant.id, variant.product.id, variant.product.slug)
    const done = new AbortController()
    const readers = [...anybody, staff].map(async (client) => {
      let read = 0
      while (!done.signal.aborted) {
        const query = Object.values(queries)[read % 7] ?? ''
        expect((await client.ask(query)).errors).toBeUndefined()
        read += 1
      }
      return read
    })
    for (let round = 0; round < ROUNDS; round += 1) {
      // The dearest of all, and no price twice.
      const amount = `${50_000 + round}.01`
      await changePrice(amount)
      const seen = await Promise.all(
        [...anybody, staff].flatMap((client, at) =>
          Object.entries(queries).map(async ([name, query]) => {
            const { data } = await client.ask(query)
            return JSON.stringify(data).includes(`"${amount}"`) ? [] : [`${name}, client ${at}, round ${round}`]
          }),
        ),
      )
      expect(seen.flat()).toEqual([])
    }
    done.abort()
    for (const read of await Promise.all(readers)) expect(read).toBeGreaterThan(0)
  }, 120_000)

  it('has the tax of what the product is in it, as soon as staff say what that is', async () => {
    const { client: guest } = await asGuest(shop.url)
    await setStock(staff, variant.id, 5)
    await fillCart(guest, variant.id)
    const taxes = async (): Promise<string> => {
      const { data } = await guest.ask('{ cart { taxLines { title } } }')
      return data.cart.taxLines[0]?.title
    }
    expect(await taxes()).toBe('VAT 21 %')
    const update = `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { product { taxClass } userErrors { code } } }`
    const { data } = await staff.ask(update, { input: { id: variant.product.id, taxClass: 'REDUCED' } })
    expect(data.updateProduct).toEqual({ product: { taxClass: 'REDUCED' }, userErrors: [] })
    await waitUntil(async () => (await taxes()) === 'VAT 9 %', { what: 'the reduced tax', timeoutMs: 30_000 })
  })

  it('stands beside the stock, of which an order is seen within a second', async () => {
    const query = `{ productVariant(id: ${JSON.stringify(variant.id)}) { price { amount } availability { quantity } } }`
    await setStock(staff, variant.id, 500)
    const quantity = async (): Promise<number> =>
      (await anybody[0]?.ask(query))?.data.productVariant.availability.quantity as number
    expect(await quantity()).toBe(500)
    const { client: guest } = await asGuest(shop.url)
    const delays: number[] = []
    for (let left = 499; left > 489; left -= 1) {
      expect(await quantity()).toBe(left + 1)
      await placeOrder(guest, variant.id)
      const placed = performance.now()
      await waitUntil(async () => (await quantity()) === left, {
        timeoutMs: 1000,
        intervalMs: 2,
        what: 'the new stock',
      })
      delays.push(performance.now() - placed)
    }
    expect(Math.max(...delays)).toBeLessThan(1000)
  }, 60_000)
})
