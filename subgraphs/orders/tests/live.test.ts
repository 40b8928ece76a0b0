import { StockCommitted, StockRejected } from '@shop/schema/events/inventory'
import { PaymentAuthorized, PaymentCanceled, PaymentCaptured } from '@shop/schema/events/payments'
import { GuestSignedIn } from '@shop/schema/events/users'
import { streamOf } from '@shop/testkit/live'
import type { ExecutionResult } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { allocation, buy, payment } from './shopping.ts'

const ORDER = `subscription ($id: ID!) { orderUpdated(orderId: $id) { status paymentStatus version shipments { status } } }`
const DELIVERY = `subscription ($id: ID!) { deliveryUpdated(orderId: $id) { status trackingEvents { status } order { status } } }`

let shop: OrdersFixture
let ada: Person
beforeAll(async () => {
  shop = await startOrders()
  ada = await shop.person()
})
afterAll(() => shop?.stop())

async function open(person: Person, query: string, id: string): Promise<AsyncGenerator<ExecutionResult>> {
  return streamOf(await shop.follow(person, query, { id }))
}

async function next(stream: AsyncGenerator<ExecutionResult>): Promise<unknown> {
  const { value, done } = await stream.next()
  return done ? 'the end' : (value.errors?.[0]?.extensions.code ?? Object.values(value.data ?? {})[0])
}

describe('orderUpdated', () => {
  test('begins with the order as it is, follows each change, and ends with it', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    const stream = await open(ada, ORDER, order.id)
    expect(await next(stream)).toMatchObject({ status: 'PENDING', version: 1 })
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    expect(await next(stream)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'AUTHORIZED', version: 2 })
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    expect(await next(stream)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', shipments: [] })
    await shop.tell(StockCommitted, orderId, allocation(orderId, variantId))
    const seen: string[] = []
    const versions: number[] = []
    let last: unknown
    for await (const { data } of stream) {
      const now = data?.orderUpdated as { status: string; version: number; shipments: { status: string }[] }
      last = now
      versions.push(now.version)
      seen.push(now.shipments[0]?.status ?? '')
    }
    expect(new Set(seen)).toEqual(new Set(['PRE_TRANSIT', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED']))
    expect(last).toMatchObject({ status: 'COMPLETED', shipments: [{ status: 'DELIVERED' }] })
    expect(versions).toEqual(versions.map((_version, index) => index + 4))
  })

  test('goes on after a cancellation until the money has come to rest', async () => {
    const { order, orderId } = await buy(shop, ada)
    const stream = await open(ada, ORDER, order.id)
    await next(stream)
    await shop.tell(StockRejected, orderId, { orderId, shortages: [] })
    expect(await next(stream)).toMatchObject({ status: 'CANCELLED', paymentStatus: 'PENDING' })
    await shop.tell(PaymentCanceled, orderId, payment(orderId))
    expect(await next(stream)).toMatchObject({ status: 'CANCELLED', paymentStatus: 'VOIDED' })
    expect(await next(stream)).toBe('the end')
    const late = await open(ada, ORDER, order.id)
    expect([await next(late), await next(late)]).toMatchObject([{ status: 'CANCELLED' }, 'the end'])
  })

  test('lets go at once while it waits for a change', async () => {
    const { order } = await buy(shop, ada)
    const stream = await open(ada, ORDER, order.id)
    await next(stream)
    const waiting = next(stream)
    await stream.return(undefined)
    expect(await waiting).toBe('the end')
  })

  test('serves many who follow the same order', async () => {
    const { order, orderId } = await buy(shop, ada)
    const streams = await Promise.all(Array.from({ length: 30 }, () => open(ada, ORDER, order.id)))
    await Promise.all(streams.map(next))
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    expect(await Promise.all(streams.map(next))).toMatchObject(streams.map(() => ({ status: 'CONFIRMED' })))
    await Promise.all(streams.map((stream) => stream.return(undefined)))
  })

  test('is not for others, and ends for a guest whose order has become a user’s', async () => {
    const guest = await shop.person('GUEST')
    const { order } = await buy(shop, guest)
    expect(await shop.follow(ada, ORDER, { id: order.id })).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    })
    expect(await shop.follow(ada, ORDER, { id: 'x' })).toMatchObject({
      errors: [{ extensions: { code: 'INVALID_GLOBAL_ID' } }],
    })
    const stream = await open(guest, ORDER, order.id)
    await next(stream)
    await shop.tell(GuestSignedIn, ada.id, { guestId: guest.id, userId: ada.id })
    expect(await next(stream)).toBe('NOT_FOUND')
    const mine = await open(ada, ORDER, order.id)
    expect(await next(mine)).toMatchObject({ status: 'PENDING' })
    await mine.return(undefined)
  })
})

describe('deliveryUpdated', () => {
  test('tells of each parcel until it has arrived', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    const stream = await open(ada, DELIVERY, order.id)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    await shop.tell(StockCommitted, orderId, allocation(orderId, variantId))
    const seen: { status: string; trackingEvents: object[] }[] = []
    for await (const { data } of stream) seen.push(data?.deliveryUpdated as (typeof seen)[number])
    expect(seen[0]).toMatchObject({ status: 'PRE_TRANSIT' })
    expect(seen.at(-1)).toMatchObject({ status: 'DELIVERED', order: { status: 'COMPLETED' } })
    expect(seen.at(-1)?.trackingEvents).toHaveLength(5)
  })

  test('ends when the order is cancelled', async () => {
    const { order, orderId } = await buy(shop, ada)
    const stream = await open(ada, DELIVERY, order.id)
    const first = next(stream)
    await shop.tell(StockRejected, orderId, { orderId, shortages: [] })
    expect(await first).toBe('the end')
  })
})
