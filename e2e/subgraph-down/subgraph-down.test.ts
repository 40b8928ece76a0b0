import { redisAvailable } from '@shop/testkit/redis'
import { waitUntil } from '@shop/testkit/wait-until'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asGuest } from '../shop/shop-client.ts'
import type { Answer, ShopClient } from '../shop/shop-client.ts'
import { findVariants, placeOrder } from '../shop/shopping.ts'
import { startDistributedShop } from '../shop/topologies.ts'
import type { DistributedTestShop } from '../shop/topologies.ts'

const PRODUCTS = `{ products(first: 3) { nodes { title variants { sku availability { quantity } } } } }`
/** The same with another name inside, which no cache has the answer to. */
const productsAs = (name: string): string => PRODUCTS.replace('quantity', `${name}: quantity`)
const STATUS = `query ($id: ID!) { order(id: $id) { status lines { title variant { sku } } } }`

describe.skipIf(!redisAvailable)('while a subgraph is down', () => {
  let shop: DistributedTestShop
  let guest: ShopClient
  let variants: string[]

  beforeAll(async () => {
    shop = await startDistributedShop()
    guest = (await asGuest(shop.url)).client
    variants = await findVariants(guest)
  })
  afterAll(() => shop?.stop())

  type Variant = { sku: string; availability: { quantity: number } | null }
  const variantsOf = ({ data }: Answer) =>
    (data.products.nodes as { variants: Variant[] }[]).flatMap((node) => node.variants)

  it('its fields are null with SUBGRAPH_UNAVAILABLE, all others answer, and work goes on when it is back', async () => {
    const inventory = shop.services.get('inventory')
    process.kill(inventory?.pid() ?? 0, 'SIGKILL')

    let turn = 0
    const answer = await waitUntil(
      async () => {
        turn += 1
        const given = await guest.ask(productsAs(`turn${turn}`))
        return given.errors ? given : undefined
      },
      { what: 'an answer without inventory', intervalMs: 1 },
    )
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(
      answer.errors?.map(() => 'SUBGRAPH_UNAVAILABLE'),
    )
    expect(answer.errors?.[0]?.path?.slice(0, 2)).toEqual(['products', 'nodes'])
    expect(variantsOf(answer).length).toBeGreaterThan(0)
    for (const variant of variantsOf(answer)) expect(variant).toEqual({ sku: expect.any(String), availability: null })

    // Placing an order asks no other subgraph; the stock is set aside when inventory is back.
    const orderId = await placeOrder(guest, variants[0] ?? '')
    await waitUntil(async () => (await guest.ask(STATUS, { id: orderId })).data.order.status === 'COMPLETED', {
      what: 'the order to be completed',
      timeoutMs: 30_000,
    })
    const again = await guest.ask(PRODUCTS)
    expect(again.errors).toBeUndefined()
    for (const { availability } of variantsOf(again)) expect(availability?.quantity).toEqual(expect.any(Number))
  })

  it('an order still tells what was bought when products is down', async () => {
    const orderId = await placeOrder(guest, variants[1] ?? '')
    process.kill(shop.services.get('products')?.pid() ?? 0, 'SIGKILL')
    const { data, errors } = await waitUntil(
      async () => {
        const given = await guest.ask(STATUS, { id: orderId })
        return given.errors ? given : undefined
      },
      { what: 'an answer without products', intervalMs: 1 },
    )
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SUBGRAPH_UNAVAILABLE'])
    expect(data.order.lines).toEqual([{ title: expect.any(String), variant: null }])
    await waitUntil(async () => (await guest.ask(PRODUCTS)).errors === undefined, { what: 'products to be back' })
  })
})
