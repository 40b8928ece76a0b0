import { OrderCancelled, OrderConfirmed, OrderEditRequested, ReturnReceived } from '@shop/schema/events/orders'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startInventory } from './inventory-fixture.ts'
import type { InventoryFixture } from './inventory-fixture.ts'

let inventory: InventoryFixture
let near: string
let far: string

beforeAll(async () => {
  inventory = await startInventory()
  near = await inventory.addLocation(1)
  far = await inventory.addLocation(2)
})
afterAll(() => inventory.stop())

const about = (orderId: string) => ({ orderId, number: 'SO-1', ownerId: randomUUID() })

async function edit(
  orderId: string,
  lines: { variantId: string; quantity: number }[],
  shipped: { variantId: string; locationId: string; quantity: number }[] = [],
): Promise<string> {
  const editId = randomUUID()
  await inventory.publish(OrderEditRequested, orderId, { ...about(orderId), editId, lines, shipped })
  return editId
}

async function answersTo(editId: string): Promise<{ type: string; data: object }[]> {
  const sql = `SELECT type, data FROM outbox_events WHERE data->>'editId' = $1`
  return (await inventory.pool.query(sql, [editId])).rows
}

it('sets more aside, and makes available what is too much, before the order is confirmed', async () => {
  const shirt = await inventory.addStock(near, 5)
  const lamp = await inventory.addStock(far, 5)
  const orderId = await inventory.placeOrder([{ variantId: shirt, quantity: 3 }])
  const lines = [
    { variantId: shirt, quantity: 1 },
    { variantId: lamp, quantity: 2 },
  ]
  const editId = await edit(orderId, lines)
  expect(await answersTo(editId)).toMatchObject([{ type: 'StockReservationAdjusted', data: { committed: false } }])
  expect([...(await inventory.levels(shirt)), ...(await inventory.levels(lamp))]).toEqual([
    { on_hand: 5, reserved: 1 },
    { on_hand: 5, reserved: 2 },
  ])
  await inventory.publish(OrderConfirmed, orderId, about(orderId))
  expect([...(await inventory.levels(shirt)), ...(await inventory.levels(lamp))]).toEqual([
    { on_hand: 4, reserved: 0 },
    { on_hand: 3, reserved: 0 },
  ])
  expect(await inventory.unexplainedReservations()).toEqual([])
})

it('sells more and takes back after it, and a cancellation gives back what is held then', async () => {
  const shirt = await inventory.addStock(near, 5)
  await inventory.addStock(far, 5, shirt)
  const orderId = await inventory.placeOrder([{ variantId: shirt, quantity: 5 }])
  await inventory.publish(OrderConfirmed, orderId, about(orderId))
  const more = await edit(orderId, [{ variantId: shirt, quantity: 7 }])
  expect(await answersTo(more)).toMatchObject([
    {
      data: {
        committed: true,
        allocations: expect.arrayContaining([
          { variantId: shirt, locationId: near, quantity: 5 },
          { variantId: shirt, locationId: far, quantity: 2 },
        ]),
      },
    },
  ])
  expect(await inventory.levels(shirt)).toEqual([
    { on_hand: 0, reserved: 0 },
    { on_hand: 3, reserved: 0 },
  ])
  const shipped = [{ variantId: shirt, locationId: far, quantity: 2 }]
  await edit(orderId, [{ variantId: shirt, quantity: 4 }], shipped)
  expect(await inventory.levels(shirt)).toEqual([
    { on_hand: 3, reserved: 0 },
    { on_hand: 3, reserved: 0 },
  ])
  await inventory.publish(OrderCancelled, orderId, { ...about(orderId), reason: 'CUSTOMER' })
  expect(await inventory.levels(shirt)).toEqual([
    { on_hand: 5, reserved: 0 },
    { on_hand: 5, reserved: 0 },
  ])
})

it('changes nothing when one line is short, and says which', async () => {
  const shirt = await inventory.addStock(near, 3)
  const lamp = await inventory.addStock(near, 1)
  const orderId = await inventory.placeOrder([{ variantId: shirt, quantity: 3 }])
  const lines = [
    { variantId: shirt, quantity: 1 },
    { variantId: lamp, quantity: 2 },
  ]
  const editId = await edit(orderId, lines)
  expect(await answersTo(editId)).toEqual([
    {
      type: 'StockAdjustmentRejected',
      data: { orderId, editId, shortages: [{ variantId: lamp, requested: 2, available: 1 }] },
    },
  ])
  expect(await inventory.levels(shirt)).toEqual([{ on_hand: 3, reserved: 3 }])
})

it('never sells more than there is to edits and orders that come at once', async () => {
  const shirt = await inventory.addStock(near, 30)
  const orders = await Promise.all(
    Array.from({ length: 10 }, () => inventory.placeOrder([{ variantId: shirt, quantity: 1 }])),
  )
  await Promise.all([
    ...orders.map((orderId) => edit(orderId, [{ variantId: shirt, quantity: 4 }])),
    ...Array.from({ length: 10 }, () => inventory.placeOrder([{ variantId: shirt, quantity: 2 }])),
  ])
  const [level] = await inventory.levels(shirt)
  expect(level?.reserved).toBeLessThanOrEqual(30)
  expect(level?.reserved).toBeGreaterThan(26)
  expect(await inventory.unexplainedReservations()).toEqual([])
})

it('rejects the edit of an order that was cancelled, or never came', async () => {
  const shirt = await inventory.addStock(near, 3)
  const orderId = await inventory.placeOrder([{ variantId: shirt, quantity: 1 }])
  await inventory.publish(OrderCancelled, orderId, { ...about(orderId), reason: 'CUSTOMER' })
  for (const id of [orderId, randomUUID()]) {
    const editId = await edit(id, [{ variantId: shirt, quantity: 2 }])
    expect(await answersTo(editId)).toMatchObject([{ type: 'StockAdjustmentRejected', data: { shortages: [] } }])
  }
  expect(await inventory.levels(shirt)).toEqual([{ on_hand: 3, reserved: 0 }])
})

it('puts back what came back, and not what is damaged', async () => {
  const shirt = await inventory.addStock(near, 5)
  const orderId = await inventory.placeOrder([{ variantId: shirt, quantity: 3 }])
  await inventory.publish(OrderConfirmed, orderId, about(orderId))
  const lines = [
    { variantId: shirt, quantity: 2, disposition: 'RESTOCK' as const },
    { variantId: shirt, quantity: 1, disposition: 'WRITE_OFF' as const },
  ]
  const returned = { returnId: randomUUID(), refund: { amount: 0, currencyCode: 'EUR' }, lines }
  await inventory.publish(ReturnReceived, orderId, { ...about(orderId), ...returned })
  expect(await inventory.levels(shirt)).toEqual([{ on_hand: 4, reserved: 0 }])
})
