import { OrderCancelled, OrderConfirmed, ReturnReceived } from '@shop/schema/events/orders'
import { countStatements } from '@shop/testkit/statements'
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

it('sets aside every line of an order and tells where', async () => {
  const variantId = await inventory.addStock(near, 5)
  const orderId = await inventory.placeOrder([{ variantId, quantity: 2 }])
  const { data } = await inventory.expectTold('StockReserved', orderId)
  expect(data).toEqual({ orderId, allocations: [{ variantId, locationId: near, quantity: 2 }] })
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 5, reserved: 2 }])
  expect((await inventory.expectTold('AvailabilityChanged', variantId)).data).toEqual({ variantId, available: 3 })
})

it('sets nothing aside when one line is short, and tells which', async () => {
  const plenty = await inventory.addStock(near, 5)
  const short = await inventory.addStock(near, 1)
  const orderId = await inventory.placeOrder([
    { variantId: plenty, quantity: 1 },
    { variantId: short, quantity: 2 },
  ])
  const { data } = await inventory.expectTold('StockRejected', orderId)
  expect(data).toEqual({ orderId, shortages: [{ variantId: short, requested: 2, available: 1 }] })
  expect(await inventory.levels(plenty)).toEqual([{ on_hand: 5, reserved: 0 }])
})

it('splits a line over locations when none has all of it', async () => {
  const variantId = await inventory.addStock(near, 2)
  await inventory.addStock(far, 2, variantId)
  await inventory.placeOrder([{ variantId, quantity: 3 }])
  expect(await inventory.levels(variantId)).toEqual([
    { on_hand: 2, reserved: 2 },
    { on_hand: 2, reserved: 1 },
  ])
})

it('sells exactly ten of ten to fifty buyers who come at once', async () => {
  const variantId = await inventory.addStock(near, 6)
  await inventory.addStock(far, 4, variantId)
  const orders: string[] = []
  const statements = await countStatements(async () => {
    const placing = Array.from({ length: 50 }, () => inventory.placeOrder([{ variantId, quantity: 1 }]))
    orders.push(...(await Promise.all(placing)))
  })
  // They are served together: one by one it would be nine each.
  expect(statements.length).toBeLessThan(150)
  const { rows } = await inventory.pool.query(
    `SELECT status, count(*)::int FROM reservations WHERE order_id = ANY ($1) GROUP BY status ORDER BY status`,
    [orders],
  )
  expect(rows).toEqual([
    { status: 'RESERVED', count: 10 },
    { status: 'REJECTED', count: 40 },
  ])
  expect(await inventory.levels(variantId)).toEqual([
    { on_hand: 6, reserved: 6 },
    { on_hand: 4, reserved: 4 },
  ])
})

it('lets orders of the same variants in opposite order pass each other without a deadlock', async () => {
  const a = await inventory.addStock(near, 40)
  const b = await inventory.addStock(near, 40)
  const lines = [a, b].map((variantId) => ({ variantId, quantity: 1 }))
  await Promise.all(
    Array.from({ length: 40 }, (_, turn) => inventory.placeOrder(turn % 2 ? lines : lines.toReversed())),
  )
  expect([...(await inventory.levels(a)), ...(await inventory.levels(b))]).toEqual([
    { on_hand: 40, reserved: 40 },
    { on_hand: 40, reserved: 40 },
  ])
})

it('reserves once when the same order arrives twice', async () => {
  const variantId = await inventory.addStock(near, 5)
  const orderId = await inventory.placeOrder([{ variantId, quantity: 2 }])
  await inventory.placeOrder([{ variantId, quantity: 2 }], orderId)
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 5, reserved: 2 }])
})

it('commits a confirmed order: the units leave the stock, once', async () => {
  const variantId = await inventory.addStock(near, 5)
  const orderId = await inventory.placeOrder([{ variantId, quantity: 2 }])
  await inventory.publish(OrderConfirmed, orderId, about(orderId))
  await inventory.publish(OrderConfirmed, orderId, about(orderId))
  await inventory.expectTold('StockCommitted', orderId)
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 3, reserved: 0 }])
})

it('releases the units of a cancelled order, before and after they were sold', async () => {
  const variantId = await inventory.addStock(near, 5)
  const pending = await inventory.placeOrder([{ variantId, quantity: 1 }])
  const sold = await inventory.placeOrder([{ variantId, quantity: 2 }])
  await inventory.publish(OrderConfirmed, sold, about(sold))
  for (const orderId of [pending, sold, sold]) {
    await inventory.publish(OrderCancelled, orderId, { ...about(orderId), reason: 'CUSTOMER' })
    await inventory.expectTold('StockReleased', orderId)
  }
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 5, reserved: 0 }])
})

it('sets nothing aside for an order whose cancellation came first', async () => {
  const variantId = await inventory.addStock(near, 5)
  const orderId = randomUUID()
  await inventory.publish(OrderCancelled, orderId, { ...about(orderId), reason: 'EXPIRED' })
  await inventory.placeOrder([{ variantId, quantity: 2 }], orderId)
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 5, reserved: 0 }])
})

it('takes returned units back into the stocks that sent them', async () => {
  const variantId = await inventory.addStock(near, 2)
  await inventory.addStock(far, 3, variantId)
  const orderId = await inventory.placeOrder([{ variantId, quantity: 4 }])
  await inventory.publish(OrderConfirmed, orderId, about(orderId))
  expect(await inventory.levels(variantId)).toEqual([
    { on_hand: 0, reserved: 0 },
    { on_hand: 1, reserved: 0 },
  ])
  const refund = { amount: 1_000, currencyCode: 'EUR' }
  for (const quantity of [1, 3]) {
    const lines = [{ variantId, quantity }]
    await inventory.publish(ReturnReceived, orderId, { ...about(orderId), returnId: randomUUID(), refund, lines })
  }
  expect(await inventory.levels(variantId)).toEqual([
    { on_hand: 2, reserved: 0 },
    { on_hand: 3, reserved: 0 },
  ])
})

it('tells that a level is low when it crosses its threshold, not before and not again', async () => {
  const variantId = await inventory.addStock(near, 8)
  const lows = () => inventory.told.filter((event) => event.type === 'StockLow' && event.subject === variantId)
  for (const quantity of [2, 2, 2]) {
    const orderId = await inventory.placeOrder([{ variantId, quantity }])
    await inventory.expectTold('StockReserved', orderId)
  }
  expect(lows().map((event) => event.data)).toEqual([{ variantId, locationId: near, available: 4, threshold: 5 }])
})

it('keeps a ledger that explains every reservation and cannot be changed', async () => {
  expect(await inventory.unexplainedReservations()).toEqual([])
  await expect(inventory.pool.query('UPDATE stock_movements SET on_hand_delta = 1')).rejects.toThrow('append-only')
  await expect(inventory.pool.query('DELETE FROM stock_movements')).rejects.toThrow('append-only')
})

it('has a database that refuses to be oversold by any statement', async () => {
  const variantId = await inventory.addStock(near, 1)
  const sql = 'UPDATE stock_levels SET reserved = 2 WHERE variant_id = $1'
  await expect(inventory.pool.query(sql, [variantId])).rejects.toThrow('stock_levels_never_oversold')
})
