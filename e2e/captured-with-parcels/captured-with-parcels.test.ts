import { demoPassword } from '@shop/prisma/demo/people'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectCleanAudit } from '../shop/audit.ts'
import { asGuest, orderInput, signIn } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { fillCart, findVariants, PLACE } from '../shop/shopping.ts'
import { startStandaloneShop } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await startStandaloneShop({ PAYMENT_CAPTURE: 'shipment' })
})
afterAll(() => shop.stop())

const ORDER = `query ($id: ID!) {
  order(id: $id) {
    status
    paymentStatus
    total { amount }
    amountDue { amount }
    shipments { id }
    payments { status amountCaptured { amount } transactions { kind status amount { amount } } }
  }
}`

/** Leaves units of a variant at one place only. */
async function keepAt(staff: ShopClient, variantId: string, place: number): Promise<void> {
  const query = `query ($variantId: ID!) { stockLevels(variantId: $variantId) { nodes { available location { id } } } }`
  const { data } = await staff.ask(query, { variantId })
  const adjust = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }`
  const levels = data.stockLevels.nodes as { available: number; location: { id: string } }[]
  for (const [index, { available, location }] of levels.entries()) {
    const delta = (index === place ? 5 : 0) - available
    const input = { idempotencyKey: randomUUID(), variantId, locationId: location.id, delta, reason: 'COUNTED' }
    if (delta !== 0) expect((await staff.ask(adjust, { input })).data.adjustStock.userErrors).toEqual([])
  }
}

type Transaction = { kind: string; status: string; amount: { amount: string } }

it('an order’s money is captured with its parcels, their shares add up, and the audit is clean', async () => {
  const { client } = await asGuest(shop.url)
  const staff = await signIn(shop.url, 'staff@example.com', demoPassword)
  const variants = await findVariants(client)
  const cartIds = []
  for (const [place, variantId] of variants.slice(0, 2).entries()) {
    await keepAt(staff, variantId, place)
    cartIds.push(await fillCart(client, variantId, 2))
  }
  const placed = await client.ask(PLACE, { input: orderInput(cartIds[0] ?? '') })
  const { id } = placed.data.placeOrder.order
  const order = await waitUntil(
    async () => {
      const { data } = await staff.ask(ORDER, { id })
      return data.order.status === 'COMPLETED' && data.order
    },
    { what: 'the order to be completed', timeoutMs: 40_000 },
  )
  expect(order).toMatchObject({ paymentStatus: 'PAID', amountDue: { amount: '0.00' } })
  const [payment] = order.payments as { status: string; amountCaptured: unknown; transactions: Transaction[] }[]
  expect(payment).toMatchObject({ status: 'SUCCEEDED', amountCaptured: order.total })
  const captures =
    payment?.transactions.filter(({ kind, status }) => kind === 'CAPTURE' && status === 'SUCCEEDED') ?? []
  expect(order.shipments).toHaveLength(2)
  // Parcels that are announced together may be captured together.
  expect(captures.length).toBeGreaterThan(0)
  expect(captures.length).toBeLessThanOrEqual(order.shipments.length)
  const cents = captures.reduce((sum, { amount }) => sum + Math.round(Number(amount.amount) * 100), 0)
  expect(cents).toBe(Math.round(Number(order.total.amount) * 100))
  await expectCleanAudit(shop.databaseUrl)
})
