import { StockCommitted } from '@shop/schema/events/inventory'
import { PaymentAuthorized, PaymentCaptured } from '@shop/schema/events/payments'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { allocation, buy, payment, readOrder, until } from './shopping.ts'

let shop: OrdersFixture
let ada: Person
beforeAll(async () => {
  shop = await startOrders()
  ada = await shop.person()
})
afterAll(() => shop?.stop())

test('what was promised follows in a parcel of its own, and the order is complete with the last one only', async () => {
  const { order, orderId, variantId } = await buy(shop, ada, { quantity: 3 })
  const locationId = randomUUID()
  await shop.tell(PaymentAuthorized, orderId, payment(orderId))
  await shop.tell(PaymentCaptured, orderId, payment(orderId))
  const backordered = [{ variantId, quantity: 2 }]
  await shop.tell(StockCommitted, orderId, { ...allocation(orderId, variantId, 1, locationId), backordered })
  const sent = await until(shop, ada, order, ({ shipments }) => shipments[0]?.status === 'DELIVERED')
  expect(sent).toMatchObject({ status: 'CONFIRMED', shipments: [{ lines: [{ quantity: 1 }] }] })

  // From the same location, so on top of what left there before.
  await shop.tell(StockCommitted, orderId, allocation(orderId, variantId, 2, locationId))
  const done = await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
  expect(done.shipments.map(({ lines }) => lines)).toEqual([
    [expect.objectContaining({ quantity: 1 })],
    [expect.objectContaining({ quantity: 2 })],
  ])
  expect(await readOrder(shop, ada, order)).toMatchObject({ fulfillmentStatus: 'FULFILLED' })
})
