import { OrderCancelled, OrderConfirmed } from '@shop/schema/events/orders'
import { toGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startInventory } from './inventory-fixture.ts'
import type { InventoryFixture } from './inventory-fixture.ts'

const POLICY = `mutation ($input: SetStockPolicyInput!) {
  setStockPolicy(input: $input) { variant { stockPolicy { policy limit releaseAt backordered } } userErrors { code } } }`
const ADJUST = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }`
const AVAILABILITY = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on ProductVariant { availability { status quantity orderable expectedAt } stockPolicy { policy } } } }`
const WAITING = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Order { backorders { variant { id } quantity expectedAt } } } }`

let inventory: InventoryFixture
let near: string

beforeAll(async () => {
  inventory = await startInventory()
  near = await inventory.addLocation(1)
})
afterAll(() => inventory.stop())

const variantGid = (id: string) => toGlobalId('ProductVariant', id)
const about = (orderId: string) => ({ orderId, number: 'SO-1', ownerId: randomUUID() })

async function setPolicy(variantId: string, change: object) {
  return (await inventory.execute(POLICY, { input: { variantId: variantGid(variantId), ...change } })).data
    .setStockPolicy
}

async function bringIn(variantId: string, delta: number): Promise<void> {
  const where = { variantId: variantGid(variantId), locationId: toGlobalId('Location', near) }
  const { data } = await inventory.execute(ADJUST, {
    input: { idempotencyKey: randomUUID(), delta, reason: 'RECEIVED', ...where },
  })
  expect(data.adjustStock.userErrors).toEqual([])
}

async function availability(variantId: string) {
  const representations = [{ __typename: 'ProductVariant', id: variantGid(variantId) }]
  return (await inventory.execute(AVAILABILITY, { representations }, null)).data._entities[0]
}

const held = async (orderId: string): Promise<number> => {
  const sql = `SELECT coalesce(sum(quantity), 0)::int AS units FROM allocations JOIN reservations ON id = reservation_id WHERE order_id = $1`
  return (await inventory.pool.query(sql, [orderId])).rows[0].units
}

it('promises what is not there, within the limit, and gives what comes in to who has waited longest', async () => {
  const variantId = await inventory.addStock(near, 1)
  expect(await setPolicy(variantId, { policy: 'BACKORDER', limit: 5 })).toMatchObject({ userErrors: [] })
  const first = await inventory.placeOrder([{ variantId, quantity: 3 }])
  expect((await inventory.expectTold('StockReserved', first)).data).toMatchObject({
    allocations: [{ quantity: 1 }],
    backordered: [{ variantId, quantity: 2 }],
  })
  const second = await inventory.placeOrder([{ variantId, quantity: 2 }])
  expect(await availability(variantId)).toMatchObject({
    availability: { status: 'BACKORDER', quantity: 0, orderable: 1 },
  })
  const third = await inventory.placeOrder([{ variantId, quantity: 2 }])
  expect((await inventory.expectTold('StockRejected', third)).data).toMatchObject({
    shortages: [{ requested: 2, available: 1 }],
  })

  await bringIn(variantId, 3)
  await waitUntil(async () => (await held(first)) === 3 && (await held(second)) === 1, {
    what: 'the units to be given out',
  })
  // What is there is owed: nobody who comes now gets it before the second order.
  expect(await availability(variantId)).toMatchObject({ availability: { quantity: 0 } })
  await bringIn(variantId, 4)
  await waitUntil(async () => (await held(second)) === 2, { what: 'the rest' })
  expect(await availability(variantId)).toMatchObject({
    availability: { status: 'LOW_STOCK', quantity: 3, orderable: 8 },
  })
})

it('tells a confirmed order what has come in, and its owner what it waits for', async () => {
  const variantId = await inventory.addStock(near, 1)
  await setPolicy(variantId, { policy: 'BACKORDER', releaseAt: '2027-01-15T00:00:00.000Z' })
  const ownerId = randomUUID()
  const orderId = await inventory.placeOrder([{ variantId, quantity: 4 }], randomUUID(), { ownerId })
  await inventory.publish(OrderConfirmed, orderId, about(orderId))
  expect((await inventory.expectTold('StockCommitted', orderId)).data).toMatchObject({
    allocations: [{ quantity: 1 }],
    backordered: [{ quantity: 3 }],
  })
  const representations = [{ __typename: 'Order', id: toGlobalId('Order', orderId) }]
  const seen = async (viewerId: string) =>
    (await inventory.execute(WAITING, { representations }, ['CUSTOMER'], viewerId)).data._entities[0].backorders
  expect(await seen(ownerId)).toEqual([
    { variant: { id: variantGid(variantId) }, quantity: 3, expectedAt: '2027-01-15T00:00:00.000Z' },
  ])
  expect(await seen(randomUUID())).toBeNull()

  await bringIn(variantId, 2)
  expect((await inventory.expectTold('StockCommitted', orderId, 2)).data).toEqual({
    orderId,
    allocations: [{ variantId, locationId: near, quantity: 2 }],
    backordered: [{ variantId, quantity: 1 }],
  })
  // Sold at once, as the units of a confirmed order are.
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 0, reserved: 0 }])
  await bringIn(variantId, 5)
  await inventory.expectTold('StockCommitted', orderId, 3)
  expect(await seen(ownerId)).toEqual([])
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 4, reserved: 0 }])
})

it('keeps a preorder until its release, whatever is there, and sends it then', async () => {
  const variantId = await inventory.addStock(near, 9)
  const releaseAt = new Date(inventory.clock.now().getTime() + 3_600_000).toISOString()
  await setPolicy(variantId, { policy: 'PREORDER', limit: 20, releaseAt })
  expect(await availability(variantId)).toMatchObject({
    availability: { status: 'PREORDER', quantity: 0, orderable: 20, expectedAt: releaseAt },
    stockPolicy: null,
  })
  const orderId = await inventory.placeOrder([{ variantId, quantity: 4 }])
  await inventory.expectTold('StockReserved', orderId)
  await bringIn(variantId, 1)
  expect(await held(orderId)).toBe(0)
  inventory.clock.turn(3_601)
  await waitUntil(async () => (await held(orderId)) === 4, { what: 'the release' })
  expect(await availability(variantId)).toMatchObject({
    availability: { status: 'IN_STOCK', quantity: 6, orderable: 6 },
  })
})

it('takes a promise back when the order is cancelled', async () => {
  const variantId = await inventory.addStock(near, 0)
  await setPolicy(variantId, { policy: 'BACKORDER', limit: 2 })
  const orderId = await inventory.placeOrder([{ variantId, quantity: 2 }])
  await inventory.expectTold('StockReserved', orderId)
  await inventory.publish(OrderCancelled, orderId, { ...about(orderId), reason: 'CUSTOMER' })
  await inventory.expectTold('StockReleased', orderId)
  expect(await availability(variantId)).toMatchObject({ availability: { orderable: 2 } })
  await bringIn(variantId, 2)
  expect(await availability(variantId)).toMatchObject({ availability: { quantity: 2 } })
})

it('is set by staff only, in bounds, and for variants that there are', async () => {
  const variantId = await inventory.addStock(near, 0)
  const input = { variantId: variantGid(variantId), policy: 'BACKORDER' }
  expect((await inventory.execute(POLICY, { input }, ['CUSTOMER'])).errors[0].extensions.code).toBe('FORBIDDEN')
  expect((await setPolicy(variantId, { policy: 'BACKORDER', limit: 0 })).userErrors).toEqual([{ code: 'OUT_OF_RANGE' }])
  expect((await setPolicy(randomUUID(), { policy: 'DENY' })).userErrors).toEqual([{ code: 'NOT_FOUND' }])
})
