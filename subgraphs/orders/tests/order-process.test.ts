import { StockCommitted, StockRejected } from '@shop/schema/events/inventory'
import {
  PaymentAuthorized,
  PaymentBalanceDue,
  PaymentCanceled,
  PaymentCaptured,
  PaymentDisputed,
  PaymentFailed,
  RefundFailed,
  RefundSettled,
} from '@shop/schema/events/payments'
import { newEventId } from '@shop/events/event-id'
import { publishEvent } from '@shop/testkit/events'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS, startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { allocation, buy, payment, readOrder, settle, until } from './shopping.ts'

let shop: OrdersFixture
let ada: Person
let staff: Person
beforeAll(async () => {
  shop = await startOrders()
  ada = await shop.person()
  staff = await shop.person('STAFF')
})
afterAll(() => shop?.stop())

const typesOf = (orderId: string) => shop.events.filter(({ subject }) => subject === orderId).map(({ type }) => type)

describe('what staff are told of an order’s money', () => {
  const staffReads = async (order: { id: string }) => (await readOrder(shop, staff, order)).attentionReason

  test('stays while its parcels go on, until the rest is paid', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    const due = { code: 'card_declined', amountDue: { amount: 500, currencyCode: 'EUR' } }
    await shop.tell(PaymentBalanceDue, orderId, { ...payment(orderId, 500), ...due })
    await shop.tell(StockCommitted, orderId, allocation(orderId, variantId))
    await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
    expect(await staffReads(order)).toBe(
      'A payment failed (card_declined), and a part of what the order costs is not paid.',
    )
    await shop.tell(PaymentCaptured, orderId, payment(orderId, 500))
    expect(await staffReads(order)).toBeNull()
  })

  test('is what was said last, however late the rest is heard', async () => {
    const { order, orderId } = await buy(shop, ada)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    const [first, second, third] = [1, 2, 3].map((n) => ({
      occurredAt: new Date(Date.now() + n * 1_000).toISOString(),
    }))
    const due = { code: 'card_declined', amountDue: { amount: 500, currencyCode: 'EUR' } }
    const unpaid = { ...payment(orderId, 500), ...due }
    await publishEvent(shop.bus, PaymentBalanceDue, orderId, unpaid, second)
    await publishEvent(shop.bus, PaymentCaptured, orderId, payment(orderId), first)
    expect(await staffReads(order)).toMatch(/is not paid/)
    await publishEvent(shop.bus, PaymentCaptured, orderId, payment(orderId, 500), third)
    await publishEvent(shop.bus, PaymentBalanceDue, orderId, unpaid, second)
    expect(await staffReads(order)).toBeNull()
  })

  test('is that a refund failed, until the money was given back another way', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    await settle(shop, { orderId, variantId })
    const refund = { ...payment(orderId, 100), refundId: randomUUID(), returnId: null }
    const before = { occurredAt: new Date().toISOString() }
    const failed = { ...refund, code: 'charge_disputed' }
    await shop.tell(RefundFailed, orderId, failed)
    await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
    expect(await staffReads(order)).toBe(
      'A refund failed (charge_disputed): money of this order is still to be given back.',
    )
    const inEuros = (amount: number) => ({ amount, currencyCode: 'EUR' })
    const totals = { refundedTotal: inEuros(100), capturedTotal: inEuros(2_495) }
    // Given for another reason, it makes nothing good.
    const goodwill = { ...refund, refundId: randomUUID(), ...totals, owedTotal: inEuros(100) }
    await shop.tell(RefundSettled, orderId, goodwill)
    expect(await staffReads(order)).toMatch(/still to be given back/)
    const refundedTotal = inEuros(200)
    await shop.tell(RefundSettled, orderId, { ...refund, ...totals, refundedTotal, owedTotal: inEuros(0) })
    expect(await staffReads(order)).toBeNull()
    await publishEvent(shop.bus, RefundFailed, orderId, failed, before)
    expect(await staffReads(order)).toBeNull()
  })

  test('is not lost when a part of it is given back', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    await settle(shop, { orderId, variantId })
    await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
    await shop.tell(PaymentDisputed, orderId, { ...payment(orderId), status: 'WITHDRAWN' })
    const refund = { refundId: randomUUID(), returnId: null, refundedTotal: { amount: 100, currencyCode: 'EUR' } }
    const capturedTotal = { amount: 2_495, currencyCode: 'EUR' }
    await shop.tell(RefundSettled, orderId, { ...payment(orderId, 100), ...refund, capturedTotal })
    expect(await readOrder(shop, staff, order)).toMatchObject({
      paymentStatus: 'PARTIALLY_REFUNDED',
      attentionReason: "The customer's bank has withdrawn money of this order.",
    })
  })

  test('is what is wrong when that is said in the same millisecond as that all is well, whichever is heard first', async () => {
    for (const failsFirst of [true, false]) {
      const { order, orderId } = await buy(shop, ada)
      const occurredAt = new Date().toISOString()
      const refund = { ...payment(orderId, 100), refundId: randomUUID(), returnId: null }
      const total = { amount: 100, currencyCode: 'EUR' }
      const fail = () =>
        publishEvent(shop.bus, RefundFailed, orderId, { ...refund, code: 'charge_disputed' }, { occurredAt })
      if (failsFirst) await fail()
      const settled = { ...refund, refundedTotal: total, capturedTotal: total }
      await publishEvent(shop.bus, RefundSettled, orderId, settled, { occurredAt })
      if (!failsFirst) await fail()
      expect(await staffReads(order)).toMatch(/still to be given back/)
    }
  })

  test('is taken away by staff who have seen to it', async () => {
    const { order, orderId } = await buy(shop, ada)
    await shop.tell(PaymentDisputed, orderId, { ...payment(orderId), status: 'WITHDRAWN' })
    const { version: seen } = await readOrder(shop, staff, order)
    const SETTLE = `mutation ($input: SettleAttentionInput!) {
      settleAttention(input: $input) { order { version attention { kind } } userErrors { code } } }`
    type Answer = { settleAttention: { order: object | null; userErrors: object[] } }
    const inputOf = (changes: object = {}) => ({
      input: { idempotencyKey: randomUUID(), orderId: order.id, kind: 'WITHDRAWN', ...changes },
    })
    const settleIt = async (changes?: object) =>
      (await shop.ask<Answer>(staff, SETTLE, inputOf(changes))).settleAttention
    expect(await settleIt({ kind: 'OWED' })).toMatchObject({ order: { attention: [{ kind: 'WITHDRAWN' }] } })
    expect(await settleIt({ expectedVersion: seen - 1 })).toMatchObject({ userErrors: [{ code: 'VERSION_CONFLICT' }] })
    const settled = { order: { version: seen + 1, attention: [] }, userErrors: [] }
    expect(await settleIt({ expectedVersion: seen })).toEqual(settled)
    expect(await settleIt()).toEqual(settled)
    expect(await shop.codes(ada, SETTLE, inputOf())).toEqual(['FORBIDDEN'])
  })

  test('is all that is wrong with it: what settles one thing leaves the others', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    await settle(shop, { orderId, variantId })
    const failed = { ...payment(orderId, 100), refundId: randomUUID(), returnId: null, code: 'charge_disputed' }
    await shop.tell(RefundFailed, orderId, failed)
    await shop.tell(PaymentDisputed, orderId, { ...payment(orderId), status: 'WITHDRAWN' })
    await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
    const query = 'query ($id: ID!) { order(id: $id) { attention { kind why since } } }'
    const toldTo = async (viewer: Person) =>
      (await shop.ask<{ order: { attention: object[] | null } }>(viewer, query, { id: order.id })).order.attention
    expect(await toldTo(staff)).toEqual([
      { kind: 'OWED', why: expect.stringContaining('charge_disputed'), since: expect.any(String) },
      { kind: 'WITHDRAWN', why: await staffReads(order), since: expect.any(String) },
    ])
    expect(await toldTo(ada)).toBeNull()
    await shop.tell(PaymentDisputed, orderId, { ...payment(orderId), status: 'REINSTATED' })
    expect(await toldTo(staff)).toMatchObject([{ kind: 'OWED' }])
    expect(await staffReads(order)).toMatch(/still to be given back/)
  })

  test('stays when the order is cancelled: money that the bank withdrew is not back by that', async () => {
    const { order, orderId } = await buy(shop, ada)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    await shop.tell(PaymentDisputed, orderId, { ...payment(orderId), status: 'WITHDRAWN' })
    const cancel = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { userErrors { code } } }'
    const input = { idempotencyKey: randomUUID(), orderId: order.id }
    expect(await shop.ask(ada, cancel, { input })).toEqual({ cancelOrder: { userErrors: [] } })
    expect(await staffReads(order)).toMatch(/withdrawn/)
  })

  test('is read from what a process of before has written', async () => {
    const { order, orderId } = await buy(shop, ada)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(PaymentDisputed, orderId, { ...payment(orderId), status: 'WITHDRAWN' })
    const unpaid = 'A payment failed (card_declined), and a part of what the order costs is not paid.'
    await shop.query('UPDATE orders SET attention_reason = $2 WHERE id = $1', [orderId, unpaid])
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    expect(await staffReads(order)).toMatch(/withdrawn/)
    await shop.query('UPDATE orders SET attention_reason = NULL WHERE id = $1', [orderId])
    expect(await staffReads(order)).toBeNull()
  })

  test('is that the bank has withdrawn it, until the bank gives it back', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    await shop.tell(PaymentDisputed, orderId, { ...payment(orderId), status: 'WITHDRAWN' })
    await shop.tell(StockCommitted, orderId, allocation(orderId, variantId))
    await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
    expect(await staffReads(order)).toBe("The customer's bank has withdrawn money of this order.")
    // One of two disputes is won, and the other is still open.
    const left = (amount: number) => ({ withdrawnTotal: { amount, currencyCode: 'EUR' } })
    const reinstated = { ...payment(orderId), status: 'REINSTATED' } as const
    await shop.tell(PaymentDisputed, orderId, { ...reinstated, ...left(500) })
    expect(await staffReads(order)).toBe("The customer's bank has withdrawn money of this order.")
    const earlier = { occurredAt: new Date(Date.now() - 1).toISOString() }
    await shop.tell(PaymentDisputed, orderId, { ...reinstated, ...left(0) })
    expect(await staffReads(order)).toBeNull()
    // What was said before and is heard of after.
    await publishEvent(shop.bus, PaymentDisputed, orderId, { ...payment(orderId), status: 'WITHDRAWN' }, earlier)
    expect(await staffReads(order)).toBeNull()
  })
})

describe('an order’s way', () => {
  test('leads from PENDING to COMPLETED when stock, payment and carrier play along', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    expect(order).toMatchObject({
      status: 'PENDING',
      paymentStatus: 'PENDING',
      fulfillmentStatus: 'UNFULFILLED',
      number: expect.stringMatching(/^SO-\d{6}$/),
      total: { amount: '24.95' },
      shippingTotal: { amount: '4.95' },
      customer: { id: expect.any(String) },
      version: 1,
    })
    await settle(shop, { orderId, variantId })
    const done = await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
    expect(done).toMatchObject({ paymentStatus: 'PAID', fulfillmentStatus: 'FULFILLED' })
    expect(done.shipments).toHaveLength(1)
    expect(done.shipments[0]).toMatchObject({ status: 'DELIVERED', lines: [{ quantity: 1 }] })
    expect(done.shipments[0]?.trackingEvents).toMatchObject([
      { status: 'PRE_TRANSIT' },
      { status: 'IN_TRANSIT', city: 'Utrecht' },
      { status: 'IN_TRANSIT', city: 'Zwolle' },
      { status: 'OUT_FOR_DELIVERY', city: 'Amsterdam' },
      { status: 'DELIVERED', city: 'Amsterdam' },
    ])
    await waitUntil(() => typesOf(orderId).includes('OrderDelivered'))
    expect(typesOf(orderId)).toEqual([
      'OrderPlaced',
      'OrderConfirmed',
      'OrderPaymentStatusChanged',
      'OrderPaymentStatusChanged',
      'ShipmentCreated',
      // On its way, with the courier, delivered; not its announcement, nor that it was sorted.
      ...Array<string>(3).fill('ShipmentStatusChanged'),
      'OrderDelivered',
    ])
  })

  test('is each order’s own, when what moves many comes at the same moment, cancelled and unknown ones among them', async () => {
    const bought: Awaited<ReturnType<typeof buy>>[] = []
    for (let count = 0; count < 8; count += 1) bought.push(await buy(shop, ada))
    const [cancelled, ...orders] = bought
    if (!cancelled) throw new Error('nothing was bought')
    const { orderId: cancelledId } = cancelled
    await shop.tell(StockRejected, cancelledId, { orderId: cancelledId, shortages: [] })
    const all = [...bought, { orderId: randomUUID(), variantId: randomUUID() }]
    // The capture of some overtakes their authorization, and of all the stock comes in the same moment.
    await Promise.all([
      ...all.map(({ orderId }, place) =>
        shop.tell(place % 3 ? PaymentAuthorized : PaymentCaptured, orderId, payment(orderId)),
      ),
      ...all.map(({ orderId, variantId }) => shop.tell(StockCommitted, orderId, allocation(orderId, variantId))),
    ])
    await Promise.all(
      all.map(({ orderId }, place) =>
        shop.tell(place % 3 ? PaymentCaptured : PaymentAuthorized, orderId, payment(orderId)),
      ),
    )
    for (const { order, orderId } of orders) {
      const done = await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
      expect(done).toMatchObject({ paymentStatus: 'PAID', shipments: [{ lines: [{ quantity: 1 }] }] })
      const kinds = await shop.query<{ kind: string }>('SELECT kind FROM order_history WHERE order_id = $1', [orderId])
      expect(kinds.filter(({ kind }) => kind === 'CONFIRMED')).toHaveLength(1)
    }
    expect(await readOrder(shop, ada, cancelled.order)).toMatchObject({ status: 'CANCELLED', shipments: [] })
    expect(typesOf(cancelledId)).not.toContain('OrderConfirmed')
  })

  test('sends one parcel per location', async () => {
    const { order, orderId, variantId } = await buy(shop, ada, { quantity: 3 })
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    await shop.tell(StockCommitted, orderId, {
      orderId,
      allocations: [
        { variantId, locationId: randomUUID(), quantity: 2 },
        { variantId, locationId: randomUUID(), quantity: 1 },
      ],
    })
    const done = await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
    expect(done.shipments.map(({ lines }) => lines)).toMatchObject(
      expect.arrayContaining([[expect.objectContaining({ quantity: 2 })], [expect.objectContaining({ quantity: 1 })]]),
    )
  })

  test('ends CANCELLED when a line is out of stock, and payments says that nothing was taken', async () => {
    const { order, orderId } = await buy(shop, ada)
    await shop.tell(StockRejected, orderId, { orderId, shortages: [] })
    expect(await readOrder(shop, ada, order)).toMatchObject({ status: 'CANCELLED', cancelReason: 'OUT_OF_STOCK' })
    await shop.tell(PaymentCanceled, orderId, payment(orderId))
    expect(await readOrder(shop, ada, order)).toMatchObject({ status: 'CANCELLED', paymentStatus: 'VOIDED' })
    await waitUntil(() => typesOf(orderId).includes('OrderCancelled'))
  })

  test('ends CANCELLED when the card is declined', async () => {
    const { order, orderId } = await buy(shop, ada, { paymentMethod: 'pm_card_chargeDeclined' })
    await shop.tell(PaymentFailed, orderId, { ...payment(orderId), code: 'card_declined' })
    expect(await readOrder(shop, ada, order)).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'PAYMENT_FAILED',
      paymentStatus: 'FAILED',
    })
  })

  test('ends CANCELLED and RETURNED when the parcel cannot be delivered', async () => {
    const { order, orderId, variantId } = await buy(shop, ada, {
      shippingAddress: { ...ADDRESS, postalCode: '00000' },
    })
    await settle(shop, { orderId, variantId })
    const back = await until(shop, ada, order, ({ status }) => status === 'CANCELLED')
    expect(back).toMatchObject({ cancelReason: 'UNDELIVERABLE', fulfillmentStatus: 'RETURNED', paymentStatus: 'PAID' })
    const refunded = { amount: 2_495, currencyCode: 'EUR' }
    await shop.tell(RefundSettled, orderId, {
      ...payment(orderId),
      refundId: randomUUID(),
      returnId: null,
      refundedTotal: refunded,
      capturedTotal: refunded,
    })
    expect(await readOrder(shop, ada, order)).toMatchObject({ paymentStatus: 'REFUNDED' })
  })
})

describe('events that come twice or in another order', () => {
  test('have one effect when they come twice', async () => {
    const { order, orderId } = await buy(shop, ada)
    const id = newEventId()
    await shop.tell(PaymentAuthorized, orderId, payment(orderId), id)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId), id)
    // Another event with the same news has no effect either.
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    expect(await readOrder(shop, ada, order)).toMatchObject({ status: 'CONFIRMED', version: 2 })
    await waitUntil(() => typesOf(orderId).includes('OrderPaymentStatusChanged'))
    expect(typesOf(orderId).filter((type) => type === 'OrderConfirmed')).toHaveLength(1)
  })

  test('lead to the same end when each overtakes the one before', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    await shop.tell(StockCommitted, orderId, allocation(orderId, variantId))
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    const done = await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
    expect(done).toMatchObject({ paymentStatus: 'PAID', fulfillmentStatus: 'FULFILLED' })
    expect(done.shipments).toHaveLength(1)
  })

  test('do not raise a cancelled order from the dead', async () => {
    const { order, orderId, variantId } = await buy(shop, ada)
    await shop.tell(PaymentFailed, orderId, { ...payment(orderId), code: 'card_declined' })
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(StockCommitted, orderId, allocation(orderId, variantId))
    expect(await readOrder(shop, ada, order)).toMatchObject({
      status: 'CANCELLED',
      paymentStatus: 'FAILED',
      shipments: [],
    })
  })

  test('do not cancel for want of stock what was confirmed', async () => {
    const { order, orderId } = await buy(shop, ada)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(StockRejected, orderId, { orderId, shortages: [] })
    expect(await readOrder(shop, ada, order)).toMatchObject({ status: 'CONFIRMED', cancelReason: null })
  })

  test('are let pass when they are about an order that is not known', async () => {
    const orderId = randomUUID()
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    const letters = await shop.query('SELECT * FROM dead_letters')
    expect(letters).toEqual([])
  })
})
