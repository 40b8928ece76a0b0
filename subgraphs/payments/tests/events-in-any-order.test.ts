import { newEventId } from '@shop/events/event-id'
import { waitUntil } from '@shop/testkit/wait-until'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOrder, permutations } from './order-story.ts'
import type { Chapter } from './order-story.ts'
import { startPayments } from './payments-fixture.ts'
import type { Payments, PaymentState } from './payments-fixture.ts'

let payments: Payments

beforeAll(async () => {
  payments = await startPayments()
})
afterAll(async () => {
  await payments.stop()
})

/** Tells the chapters in this order, each twice and once more under a new id, and waits until nothing is left to do. */
async function play(chapters: readonly Chapter[]): Promise<{ orderId: string; payment: PaymentState }> {
  const order = createOrder(payments.bus)
  for (const chapter of chapters) {
    await order.tell(chapter)
    await order.tell(chapter)
    await order.tell(chapter, newEventId())
  }
  return { orderId: order.orderId, payment: await atRest(order.orderId) }
}

async function atRest(orderId: string): Promise<PaymentState> {
  return waitUntil(
    async () => {
      // One statement, so that payment and refunds are of the same moment.
      const rows = await payments.query<PaymentState>(
        `SELECT * FROM payments WHERE order_id = $1 AND due_at IS NULL
         AND NOT EXISTS (SELECT FROM refunds WHERE payment_id = payments.id AND status = 'PENDING')`,
        orderId,
      )
      return rows[0]
    },
    { what: 'the payment to come to rest' },
  )
}

async function sumOfLedger(orderId: string): Promise<{ sum: string | null; entries: string }> {
  const rows = await payments.query<{ sum: string | null; entries: string }>(
    'SELECT sum(amount) AS sum, count(*) AS entries FROM ledger_entries WHERE order_id = $1',
    orderId,
  )
  return rows[0] ?? { sum: null, entries: '0' }
}

async function intentOf(
  paymentId: string,
): Promise<{ status: string; captured: number; refunded: number } | undefined> {
  const rows = await payments.query<{ status: string; captured: number; refunded: number }>(
    `SELECT status, amount_captured::int AS captured, amount_refunded::int AS refunded
     FROM sandbox.intents WHERE reference = $1`,
    paymentId,
  )
  return rows[0]
}

async function typesOf(orderId: string): Promise<string[]> {
  return (await payments.eventsOf(orderId)).map((event) => event.type)
}

describe('events in any order, each three times', () => {
  it.concurrent.each(permutations(['placed', 'reserved', 'confirmed'] as const).map((order) => [order]))(
    '%j capture once',
    async (chapters) => {
      const { orderId, payment } = await play(chapters)
      expect(payment).toMatchObject({ status: 'SUCCEEDED', amount_captured: '10000', amount_refunded: '0' })
      expect(await intentOf(payment.id)).toEqual({ status: 'succeeded', captured: 10_000, refunded: 0 })
      expect(await sumOfLedger(orderId)).toEqual({ sum: '0', entries: '2' })
      expect(await typesOf(orderId)).toEqual(['PaymentAuthorized', 'PaymentCaptured'])
    },
  )

  it.concurrent.each(permutations(['placed', 'reserved', 'cancelled'] as const).map((order) => [order]))(
    '%j capture nothing',
    async (chapters) => {
      const { orderId, payment } = await play(chapters)
      expect(payment).toMatchObject({ status: 'CANCELED', amount_captured: '0' })
      // Never asked, or taken back.
      expect((await intentOf(payment.id))?.status ?? 'canceled').toBe('canceled')
      expect(await sumOfLedger(orderId)).toEqual({ sum: null, entries: '0' })
      expect((await typesOf(orderId)).at(-1)).toBe('PaymentCanceled')
    },
  )

  it.concurrent.each(permutations(['placed', 'reserved', 'confirmed', 'cancelled'] as const).map((order) => [order]))(
    '%j keep nothing',
    async (chapters) => {
      const { orderId, payment } = await play(chapters)
      expect(payment.goal).toBe('CANCEL')
      expect(payment.amount_refunded).toBe(payment.amount_captured)
      const intent = await intentOf(payment.id)
      expect((intent?.captured ?? 0) - (intent?.refunded ?? 0)).toBe(0)
      expect((await sumOfLedger(orderId)).sum ?? '0').toBe('0')
      const types = await typesOf(orderId)
      expect(types.at(-1)).toBe(payment.status === 'SUCCEEDED' ? 'RefundSettled' : 'PaymentCanceled')
      expect(new Set(types).size, 'nothing is told twice').toBe(types.length)
    },
  )

  it.concurrent.each(permutations(['placed', 'reserved', 'confirmed', 'returned'] as const).map((order) => [order]))(
    '%j give the return back once',
    async (chapters) => {
      const { orderId, payment } = await play(chapters)
      expect(payment).toMatchObject({ status: 'SUCCEEDED', amount_captured: '10000', amount_refunded: '2500' })
      expect(await intentOf(payment.id)).toEqual({ status: 'succeeded', captured: 10_000, refunded: 2_500 })
      expect(await sumOfLedger(orderId)).toEqual({ sum: '0', entries: '4' })
      expect(await typesOf(orderId)).toEqual(['PaymentAuthorized', 'PaymentCaptured', 'RefundSettled'])
    },
  )

  it('takes in what two producers tell of an order at once in one transaction, with other orders', async () => {
    const stories = Array.from({ length: 10 }, () => ({
      order: createOrder(payments.bus),
      ids: [newEventId(), newEventId()],
    }))
    await Promise.all(
      stories.flatMap(({ order, ids }) => [order.tell('placed', ids[0]), order.tell('reserved', ids[1])]),
    )
    const transactions = 'SELECT DISTINCT xmin::text FROM inbox_entries WHERE event_id = ANY ($1)'
    expect(
      await payments.query(
        transactions,
        stories.flatMap(({ ids }) => ids),
      ),
    ).toHaveLength(1)
    for (const { order } of stories) {
      await waitUntil(async () => (await payments.paymentOf(order.orderId))?.status === 'REQUIRES_CAPTURE')
    }
  })

  it('tells of an order that cost nothing and is cancelled that nothing is left to give back, once', async () => {
    const order = createOrder(payments.bus, 'pm_card_visa', 0, 0)
    for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
    await waitUntil(async () => (await payments.paymentOf(order.orderId))?.status === 'SUCCEEDED')
    for (const id of [newEventId(), newEventId()]) await order.tell('cancelled', id)
    await atRest(order.orderId)
    const settled = (await payments.eventsOf(order.orderId)).filter(({ type }) => type === 'RefundSettled')
    expect(settled.map(({ data }) => data)).toMatchObject([
      { refundedTotal: { amount: 0 }, capturedTotal: { amount: 0 } },
    ])
  })

  it('takes and gives back amounts that 32 bits do not hold, to the cent', async () => {
    const order = createOrder(payments.bus, 'pm_card_visa', 5_000_000_000_01, 2_500_000_000_03)
    for (const chapter of ['placed', 'reserved', 'confirmed', 'returned'] as const) await order.tell(chapter)
    await waitUntil(async () => (await payments.paymentOf(order.orderId))?.amount_refunded === '250000000003')
    const { id, amount_captured: captured } = await atRest(order.orderId)
    expect(captured).toBe('500000000001')
    const books = 'SELECT amount_captured - amount_refunded AS kept FROM sandbox.intents WHERE reference = $1'
    expect(await payments.query(books, id)).toEqual([{ kept: '249999999998' }])
    expect(await sumOfLedger(order.orderId)).toEqual({ sum: '0', entries: '4' })
  })

  it('leaves a placed order alone until its stock is reserved', async () => {
    const { orderId, payment } = await play(['placed'])
    expect(payment.status).toBe('REQUIRES_CONFIRMATION')
    expect(await payments.query('SELECT FROM sandbox.requests WHERE reference = $1', payment.id)).toEqual([])
    expect(await typesOf(orderId)).toEqual([])
  })
})
