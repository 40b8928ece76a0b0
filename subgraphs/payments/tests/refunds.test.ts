import { toGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOrder } from './order-story.ts'
import { admin, ask, paymentGlobalId, staff, startPayments } from './payments-fixture.ts'
import type { Payments, PaymentState, TestAnswer } from './payments-fixture.ts'

let payments: Payments
/** Ids of payments whose refunds the provider refuses, or does not answer for now. */
const refusing = new Set<string>()
const silent = new Set<string>()
/** The next one. */
const refusingOnce = new Set<string>()

beforeAll(async () => {
  payments = await startPayments({
    wrapProvider: (provider) => ({
      ...provider,
      refund: async (request) => {
        if (silent.has(request.paymentId)) throw new Error('nobody is there')
        return refusing.has(request.paymentId) || refusingOnce.delete(request.paymentId)
          ? { outcome: 'declined', code: 'charge_disputed' }
          : provider.refund(request)
      },
    }),
  })
})
afterAll(async () => {
  await payments.stop()
})

const REFUND = `mutation ($input: RefundPaymentInput!) {
  refundPayment(input: $input) {
    refund { id status reason amount { amount currencyCode } payment { id } }
    userErrors { code field }
  }
}`

async function capturedPayment(): Promise<PaymentState & { order: ReturnType<typeof createOrder> }> {
  const order = createOrder(payments.bus)
  await order.tell('placed')
  await order.tell('reserved')
  await order.tell('confirmed')
  const payment = await waitUntil(async () => {
    const found = await payments.paymentOf(order.orderId)
    return found?.status === 'SUCCEEDED' && found
  })
  return { ...payment, order }
}

async function refund(
  paymentId: string,
  amount: string | null,
  more: object = {},
  viewer = admin,
): Promise<TestAnswer> {
  const input = {
    idempotencyKey: randomUUID(),
    paymentId: paymentGlobalId(paymentId),
    amount: amount === null ? null : { amount, currencyCode: 'EUR' },
    reason: 'Scratched',
    ...more,
  }
  return ask(payments.subgraph, REFUND, { input }, viewer)
}

async function refusedOf(paymentId: string): Promise<string> {
  const rows = await payments.query<{ id: string }>(
    `SELECT id FROM refunds WHERE payment_id = $1 AND status = 'FAILED'`,
    paymentId,
  )
  return rows[0]?.id ?? ''
}

async function settled(orderId: string): Promise<PaymentState> {
  return waitUntil(async () => {
    const payment = await payments.paymentOf(orderId)
    return payment?.amount_refunding === '0' && payment.due_at === null && payment
  })
}

describe('refundPayment', () => {
  it('gives back a part, then the rest, and books both', async () => {
    const { id, order } = await capturedPayment()
    const part = await refund(id, '30.50')
    expect(part.data.refundPayment).toMatchObject({
      // The provider may have answered before the payload is read.
      refund: {
        status: expect.stringMatching(/PENDING|SUCCEEDED/) as string,
        reason: 'Scratched',
        amount: { amount: '30.50', currencyCode: 'EUR' },
      },
      userErrors: [],
    })
    await settled(order.orderId)
    const rest = await refund(id, null)
    expect(rest.data.refundPayment.refund.amount.amount).toBe('69.50')
    expect(await settled(order.orderId)).toMatchObject({ amount_refunded: '10000', amount_captured: '10000' })
    const events = await payments.eventsOf(order.orderId)
    const totals = events.filter((event) => event.type === 'RefundSettled').map((event) => event.data.refundedTotal)
    expect(totals).toEqual([
      { amount: 3_050, currencyCode: 'EUR' },
      { amount: 10_000, currencyCode: 'EUR' },
    ])
    const books = await payments.query(
      'SELECT account, sum(amount)::int AS sum FROM ledger_entries WHERE order_id = $1 GROUP BY account ORDER BY 1',
      order.orderId,
    )
    expect(books).toEqual([
      { account: 'CUSTOMER', sum: 0 },
      { account: 'PROVIDER', sum: 0 },
    ])
  })

  it('never gives back more than was captured, however many ask at once', async () => {
    const { id, order } = await capturedPayment()
    const answers = await Promise.all(Array.from({ length: 20 }, () => refund(id, '15.00')))
    const codes = answers.map((answer) => answer.data.refundPayment.userErrors[0]?.code ?? 'made')
    expect(codes.filter((code) => code === 'made')).toHaveLength(6)
    expect(codes.filter((code) => code === 'AMOUNT_TOO_LARGE')).toHaveLength(14)
    expect(await settled(order.orderId)).toMatchObject({ amount_refunded: '9000' })
    const intents = await payments.query(
      'SELECT amount_refunded::int AS refunded FROM sandbox.intents WHERE reference = $1',
      id,
    )
    expect(intents).toEqual([{ refunded: 9_000 }])
  })

  it('gives back once for one key, and refuses the key for other input', async () => {
    const { id, order } = await capturedPayment()
    const key = { idempotencyKey: randomUUID() }
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(id, '10.00', key)))
    expect(new Set(answers.map((answer) => answer.data.refundPayment.refund.id)).size).toBe(1)
    const other = await refund(id, '11.00', key)
    expect(other.data.refundPayment.userErrors).toEqual([
      { code: 'IDEMPOTENCY_KEY_REUSED', field: ['input', 'idempotencyKey'] },
    ])
    expect(await settled(order.orderId)).toMatchObject({ amount_refunded: '1000' })
  })

  it('refuses what cannot be done, and says why', async () => {
    const { id } = await capturedPayment()
    const codeOf = ({ data }: TestAnswer): string => data.refundPayment.userErrors[0]?.code
    expect(codeOf(await refund(randomUUID(), '1.00'))).toBe('NOT_FOUND')
    expect(codeOf(await refund(id, '0.00'))).toBe('INVALID_AMOUNT')
    expect(codeOf(await refund(id, '-5.00'))).toBe('INVALID_AMOUNT')
    expect(codeOf(await refund(id, '1.001'))).toBe('INVALID_AMOUNT')
    expect(codeOf(await refund(id, '100.01'))).toBe('AMOUNT_TOO_LARGE')
    expect(codeOf(await refund(id, null, { amount: { amount: '1', currencyCode: 'USD' } }))).toBe('CURRENCY_MISMATCH')
    expect(codeOf(await refund(id, '1.00', { reason: '  ' }))).toBe('BLANK')
    expect(codeOf(await refund(id, '1.00', { reason: 'x'.repeat(201) }))).toBe('TOO_LONG')
    expect(codeOf(await refund(id, '1.00', { idempotencyKey: '' }))).toBe('INVALID_IDEMPOTENCY_KEY')
    const malformed = await refund(id, '1.00', { paymentId: 'nonsense' })
    expect(malformed.errors[0]?.extensions.code).toBe('INVALID_GLOBAL_ID')
    expect(await payments.query('SELECT FROM refunds WHERE payment_id = $1', id)).toEqual([])
  })

  it('is for admins', async () => {
    const { id } = await capturedPayment()
    const codeOf = ({ errors }: TestAnswer) => errors[0]?.extensions.code
    expect(codeOf(await refund(id, '1.00', {}, staff as never))).toBe('FORBIDDEN')
    const input = { idempotencyKey: 'k', paymentId: paymentGlobalId(id), reason: 'r' }
    expect(codeOf(await ask(payments.subgraph, REFUND, { input }))).toBe('UNAUTHENTICATED')
  })

  it('refuses a payment that is only authorized', async () => {
    const order = createOrder(payments.bus)
    await order.tell('placed')
    const payment = await payments.paymentOf(order.orderId)
    const answer = await refund(payment?.id ?? '', '1.00')
    expect(answer.data.refundPayment.userErrors).toMatchObject([{ code: 'NOT_REFUNDABLE' }])
  })
})

describe('a refund that the provider refuses', () => {
  it('is FAILED, books nothing, and leaves its amount to another', async () => {
    const { id, order } = await capturedPayment()
    refusing.add(id)
    await refund(id, '40.00')
    expect(await settled(order.orderId)).toMatchObject({ amount_refunded: '0' })
    refusing.delete(id)
    await refund(id, '100.00')
    expect(await settled(order.orderId)).toMatchObject({ amount_refunded: '10000' })
    const rows = await payments.query(
      'SELECT status, failure_code FROM refunds WHERE payment_id = $1 ORDER BY created_at',
      id,
    )
    expect(rows).toEqual([
      { status: 'FAILED', failure_code: 'charge_disputed' },
      { status: 'SUCCEEDED', failure_code: null },
    ])
  })
})

describe('money that events want back', () => {
  it('and the provider refuses to give back is told of, once', async () => {
    const { id, order } = await capturedPayment()
    refusing.add(id)
    await order.edit(7_000, 2)
    const failed = () =>
      payments.eventsOf(order.orderId).then((all) => all.filter(({ type }) => type === 'RefundFailed'))
    await waitUntil(async () => (await failed()).length > 0)
    expect(await failed()).toMatchObject([
      { data: { amount: { amount: 3_000 }, returnId: null, code: 'charge_disputed' } },
    ])
    refusing.delete(id)
    const owedAfter = async (refunded: string) => {
      expect(await settled(order.orderId)).toMatchObject({ amount_refunded: refunded })
      const [last] = (await payments.eventsOf(order.orderId)).filter(({ type }) => type === 'RefundSettled').slice(-1)
      return (last?.data.owedTotal as { amount: number } | undefined)?.amount
    }
    // What is given beside it makes nothing good.
    await refund(id, '5.00')
    expect(await owedAfter('500')).toBe(3_000)
    const makesGood = toGlobalId('Refund', await refusedOf(id))
    await refund(id, '10.00', { makesGood })
    expect(await owedAfter('1500')).toBe(2_000)
    // The same money is asked for once, whether by hand or by what comes next.
    const answers = await Promise.all([refund(id, null, { makesGood }), refund(id, null, { makesGood })])
    const codes = answers.map(
      ({ data }) => data.refundPayment.userErrors[0]?.code ?? data.refundPayment.refund.amount.amount,
    )
    expect(new Set(codes)).toEqual(new Set(['20.00', 'NOT_REFUNDABLE']))
    expect(await owedAfter('3500')).toBe(0)
    await order.edit(6_500, 3)
    expect(await owedAfter('4000')).toBe(0)
    expect(await failed()).toHaveLength(1)
  })

  it('is owed no more when the order costs as much again, whether the refusal comes before or after that', async () => {
    const early = await capturedPayment()
    refusing.add(early.id)
    await early.order.edit(7_000, 2)
    await waitUntil(() => refusedOf(early.id))
    await early.order.edit(10_000, 3)
    const told = async ({ order }: typeof early) =>
      (await payments.eventsOf(order.orderId))
        .slice(2)
        .map(({ type, data }) => [type, (data.owedTotal as { amount: number } | undefined)?.amount])
    const covered = ['OrderEditCovered', 0]
    expect(await told(early)).toEqual([['OrderEditCovered', 3_000], ['RefundFailed', undefined], covered])
    // What is to come back is asked for once more, by a payment that is declined, or waits for the customer.
    for (const [method, news] of [
      ['pm_card_chargeDeclined', 'PaymentBalanceDue'],
      ['pm_card_authenticationRequired', 'PaymentActionRequired'],
    ]) {
      const late = await capturedPayment()
      refusing.add(late.id)
      silent.add(late.id)
      await late.order.edit(7_000, 2)
      await payments.query('UPDATE orders SET payment_method = $2 WHERE id = $1', late.order.orderId, method)
      await late.order.edit(10_000, 3)
      await waitUntil(async () => (await told(late)).some(([type]) => type === news))
      silent.delete(late.id)
      await waitUntil(() => refusedOf(late.id))
      expect((await told(late)).slice(0, 3)).toEqual([['OrderEditCovered', 3_000], [news, undefined], covered])
      const open = `SELECT FROM payments WHERE order_id = $1 AND status = 'REQUIRES_ACTION'`
      await waitUntil(async () => (await payments.query(open, late.order.orderId)).length === 0)
    }
  })

  it('is made good by the order alone that owes it, and settles the return that it was for', async () => {
    const { id, order } = await capturedPayment()
    refusing.add(id)
    await order.tell('returned')
    const refusedId = await waitUntil(() => refusedOf(id))
    refusing.delete(id)
    const makesGood = toGlobalId('Refund', refusedId)
    const other = await capturedPayment()
    const codeOf = ({ data }: TestAnswer): string => data.refundPayment.userErrors[0]?.code
    expect(codeOf(await refund(other.id, null, { makesGood }))).toBe('NOT_FOUND')
    expect(codeOf(await refund(id, '25.01', { makesGood }))).toBe('AMOUNT_TOO_LARGE')
    expect((await refund(id, null, { makesGood })).data.refundPayment.refund.amount.amount).toBe('25.00')
    expect(await settled(order.orderId)).toMatchObject({ amount_refunded: '2500' })
    const [last] = (await payments.eventsOf(order.orderId)).slice(-1)
    expect(last).toMatchObject({ type: 'RefundSettled', data: { returnId: order.returnId, owedTotal: { amount: 0 } } })
    expect(codeOf(await refund(id, null, { makesGood }))).toBe('NOT_REFUNDABLE')
  })

  it('is what is left, when a part of it was given back before the order was cancelled', async () => {
    const { id, order } = await capturedPayment()
    await refund(id, '25.00')
    await order.tell('cancelled')
    await waitUntil(async () => (await settled(order.orderId)).amount_refunded === '10000')
    const rows = await payments.query(
      'SELECT cause, amount::int FROM refunds WHERE payment_id = $1 ORDER BY amount',
      id,
    )
    expect(rows).toEqual([
      { cause: 'ADMIN', amount: 2_500 },
      { cause: 'ORDER_CANCELLED', amount: 7_500 },
    ])
  })

  it('waits for what was promised before, and is given back when the provider refuses that', async () => {
    const { id, order } = await capturedPayment()
    silent.add(id)
    await refund(id, null)
    await order.tell('returned')
    expect(await payments.query('SELECT FROM refunds WHERE return_id = $1', order.returnId)).toEqual([])
    refusingOnce.add(id)
    silent.delete(id)
    expect(await settled(order.orderId)).toMatchObject({ amount_refunded: '2500' })
    const [last] = (await payments.eventsOf(order.orderId)).slice(-1)
    expect(last).toMatchObject({ data: { returnId: order.returnId, amount: { amount: 2_500 } } })
  })

  it('is settled with nothing, when the goods come back after their money', async () => {
    const { id, order } = await capturedPayment()
    await refund(id, null)
    await settled(order.orderId)
    await order.tell('returned')
    await waitUntil(async () => {
      const [last] = (await payments.eventsOf(order.orderId)).slice(-1)
      return last?.data.returnId === order.returnId && (last.data.amount as { amount: number }).amount === 0
    })
    expect(await settled(order.orderId)).toMatchObject({ amount_refunded: '10000' })
  })
})
