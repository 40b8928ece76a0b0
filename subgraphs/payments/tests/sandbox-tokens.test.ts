import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createOrder } from './order-story.ts'
import { ask, orderGlobalId, paymentGlobalId, startPayments } from './payments-fixture.ts'
import type { Payments, PaymentState } from './payments-fixture.ts'

let payments: Payments

beforeAll(async () => {
  payments = await startPayments({ config: { providerTimeoutMs: 150 } })
})
afterAll(async () => {
  await payments.stop()
})

const CONFIRM = `mutation ($input: ConfirmPaymentInput!) {
  confirmPayment(input: $input) {
    __typename
    ... on ConfirmPaymentSuccess { payment { id status nextAction { redirectUrl } } }
    ... on ConfirmPaymentRejection { userErrors { code field } }
  }
}`

async function place(token: string, shop = payments) {
  const order = createOrder(shop.bus, token)
  await order.tell('placed')
  await order.tell('reserved')
  return order
}

async function reach(orderId: string, status: string, shop = payments): Promise<PaymentState> {
  return waitUntil(
    async () => {
      const payment = await shop.paymentOf(orderId)
      return payment?.status === status && payment
    },
    { what: `the payment to be ${status}` },
  )
}

describe('a card that is declined', () => {
  it.each([
    ['pm_card_chargeDeclined', 'card_declined'],
    ['pm_card_of_nobody', 'payment_method_invalid'],
  ])('%s fails the payment with %s, and is closed with its cancelled order', async (token, code) => {
    const order = await place(token)
    const payment = await reach(order.orderId, 'REQUIRES_PAYMENT_METHOD')
    expect(payment.failure_code).toBe(code)
    await order.tell('cancelled')
    await reach(order.orderId, 'CANCELED')
    const events = await payments.eventsOf(order.orderId)
    expect(events.map((event) => [event.type, event.data.code])).toEqual([
      ['PaymentFailed', code],
      ['PaymentCanceled', undefined],
    ])
  })

  it('while its order is cancelled fails nothing any more: the order hears that its money is free', async () => {
    const asked = Promise.withResolvers<void>()
    const cancelled = Promise.withResolvers<void>()
    const slow = await startPayments({
      // Nobody replaces a payment of an order that is cancelled.
      config: { retryWindowMs: 3_600_000 },
      wrapProvider: (provider) => ({
        ...provider,
        async authorize(request) {
          asked.resolve()
          await cancelled.promise
          return provider.authorize(request)
        },
      }),
    })
    try {
      const order = createOrder(slow.bus, 'pm_card_chargeDeclined')
      for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
      await asked.promise
      await order.tell('cancelled')
      await waitUntil(async () => (await slow.paymentOf(order.orderId))?.goal === 'CANCEL')
      cancelled.resolve()
      await waitUntil(async () => (await slow.paymentOf(order.orderId))?.status === 'CANCELED')
      expect((await slow.eventsOf(order.orderId)).map(({ type }) => type)).toEqual(['PaymentCanceled'])
    } finally {
      await slow.stop()
    }
  })
})

describe('a card that wants its owner to act', () => {
  it('waits, tells where to go, and is authorized after confirmPayment', async () => {
    const order = await place('pm_card_authenticationRequired')
    const { id } = await reach(order.orderId, 'REQUIRES_ACTION')
    const owner = { id: order.ownerId }
    const read = await ask(
      payments.subgraph,
      'query ($id: ID!) { payment(id: $id) { status nextAction { type redirectUrl } } }',
      { id: paymentGlobalId(id) },
      owner,
    )
    expect(read.data.payment).toEqual({
      status: 'REQUIRES_ACTION',
      nextAction: { type: 'redirect_to_url', redirectUrl: `/sandbox/payments/${id}` },
    })
    const input = { idempotencyKey: randomUUID(), paymentId: paymentGlobalId(id) }
    const confirmed = await ask(payments.subgraph, CONFIRM, { input }, owner)
    expect(confirmed.data.confirmPayment).toMatchObject({
      __typename: 'ConfirmPaymentSuccess',
      payment: { nextAction: null },
    })
    await reach(order.orderId, 'REQUIRES_CAPTURE')
    await order.tell('confirmed')
    await reach(order.orderId, 'SUCCEEDED')
    const types = (await payments.eventsOf(order.orderId)).map((event) => event.type)
    expect(types).toEqual(['PaymentActionRequired', 'PaymentActionEnded', 'PaymentAuthorized', 'PaymentCaptured'])
    // The same key again answers as the first time did; another key finds nothing to confirm.
    const again = await ask(payments.subgraph, CONFIRM, { input }, owner)
    expect(again.data.confirmPayment.__typename).toBe('ConfirmPaymentSuccess')
    const late = await ask(payments.subgraph, CONFIRM, { input: { ...input, idempotencyKey: 'late' } }, owner)
    expect(late.data.confirmPayment.userErrors).toEqual([{ code: 'NOT_CONFIRMABLE', field: ['input', 'paymentId'] }])
  })

  it('is not shown to the guest who confirmed it once its order is a user’s, whatever they repeat', async () => {
    const order = await place('pm_card_authenticationRequired')
    const { id } = await reach(order.orderId, 'REQUIRES_ACTION')
    const input = { idempotencyKey: randomUUID(), paymentId: paymentGlobalId(id) }
    const confirmed = await ask(payments.subgraph, CONFIRM, { input }, { id: order.ownerId })
    expect(confirmed.data.confirmPayment.payment.id).toBe(paymentGlobalId(id))
    await order.changeOwner(randomUUID())
    const again = await ask(payments.subgraph, CONFIRM, { input }, { id: order.ownerId })
    expect(again.data.confirmPayment).toEqual({ __typename: 'ConfirmPaymentSuccess', payment: null })
  })

  it('is confirmed once by ten confirmations at once', async () => {
    const order = await place('pm_card_authenticationRequired')
    const { id } = await reach(order.orderId, 'REQUIRES_ACTION')
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        const input = { idempotencyKey: `confirm ${index}`, paymentId: paymentGlobalId(id) }
        return ask(payments.subgraph, CONFIRM, { input }, { id: order.ownerId })
      }),
    )
    const names = answers.map((answer) => answer.data.confirmPayment.__typename)
    expect(names.filter((name) => name === 'ConfirmPaymentSuccess')).toHaveLength(1)
    await reach(order.orderId, 'REQUIRES_CAPTURE')
  })

  it('is given again by payOrder, with where to go, and gives way to another card', async () => {
    const order = await place('pm_card_authenticationRequired')
    const { id } = await reach(order.orderId, 'REQUIRES_ACTION')
    const pay = async (paymentMethod: string, amount?: string) => {
      const mutation = `mutation ($input: PayOrderInput!) {
        payOrder(input: $input) { payment { id status nextAction { redirectUrl } } userErrors { code } }
      }`
      const given = { idempotencyKey: randomUUID(), orderId: orderGlobalId(order.orderId), paymentMethod }
      const input = amount === undefined ? given : { ...given, amount: { amount, currencyCode: 'EUR' } }
      return (await ask(payments.subgraph, mutation, { input }, { id: order.ownerId })).data.payOrder
    }
    expect(await pay('pm_card_visa', '100.01')).toEqual({ payment: null, userErrors: [{ code: 'AMOUNT_TOO_LARGE' }] })
    const nextAction = { redirectUrl: `/sandbox/payments/${id}` }
    const waiting = { id: paymentGlobalId(id), status: 'REQUIRES_ACTION', nextAction }
    expect(await pay('pm_card_authenticationRequired')).toEqual({ payment: waiting, userErrors: [] })
    const other = await pay('pm_card_visa')
    expect(other.userErrors).toEqual([])
    await order.tell('confirmed')
    const states = () =>
      payments.query(
        `SELECT payment.status, intent.status AS theirs, intent.amount_captured::int AS captured FROM payments payment
         JOIN sandbox.intents intent ON reference = payment.id::text WHERE order_id = $1 ORDER BY sequence`,
        order.orderId,
      )
    await waitUntil(async () => {
      const statuses = (await states()).map(({ status }) => status)
      return statuses.join() === 'CANCELED,SUCCEEDED'
    })
    expect(await states()).toEqual([
      { status: 'CANCELED', theirs: 'canceled', captured: 0 },
      { status: 'SUCCEEDED', theirs: 'succeeded', captured: 10_000 },
    ])
    expect(await pay('pm_card_authenticationRequired')).toMatchObject({ userErrors: [{ code: 'NOTHING_DUE' }] })
    const types = (await payments.eventsOf(order.orderId)).map(({ type }) => type)
    expect(types.toSorted()).toEqual([
      'PaymentActionEnded',
      'PaymentActionRequired',
      'PaymentAuthorized',
      'PaymentCaptured',
    ])
  })

  it('is taken back when the order is cancelled first, and cannot be confirmed any more', async () => {
    const order = await place('pm_card_authenticationRequired')
    const { id } = await reach(order.orderId, 'REQUIRES_ACTION')
    await order.tell('cancelled')
    await reach(order.orderId, 'CANCELED')
    const input = { idempotencyKey: randomUUID(), paymentId: paymentGlobalId(id) }
    const answer = await ask(payments.subgraph, CONFIRM, { input }, { id: order.ownerId })
    expect(answer.data.confirmPayment.userErrors).toMatchObject([{ code: 'NOT_CONFIRMABLE' }])
    const types = (await payments.eventsOf(order.orderId)).map((event) => event.type)
    expect(types).toEqual(['PaymentActionRequired', 'PaymentActionEnded', 'PaymentCanceled'])
  })

  it('has a page to go to, as wide as the phone that shows it', async () => {
    const route = payments.subgraph.routes.find(({ path }) => path === '/sandbox/payments/')
    const page = await route?.handle(new Request('http://shop.test/sandbox/payments/some-payment'))
    expect(page?.status).toBe(200)
    const text = await page?.text()
    expect(text).toContain('Sandbox bank')
    expect(text).toContain('width=device-width')
  })
})

describe('a provider that does not answer', () => {
  it('is asked what its books say: the money that it set aside without a word is captured', async () => {
    const order = await place('pm_card_timeout')
    await reach(order.orderId, 'REQUIRES_CAPTURE')
    await order.tell('confirmed')
    const payment = await reach(order.orderId, 'SUCCEEDED')
    const types = (await payments.eventsOf(order.orderId)).map((event) => event.type)
    expect(types).toEqual(['PaymentAuthorized', 'PaymentCaptured'])
    expect(
      await payments.query('SELECT idempotency_key FROM sandbox.requests WHERE reference = $1', payment.id),
    ).toEqual(
      [`payment:${payment.id}:authorize`, `payment:${payment.id}:capture`].map((key) => ({ idempotency_key: key })),
    )
    const history = await payments.query(
      'SELECT kind, status, failure_code FROM payment_transactions WHERE payment_id = $1 ORDER BY id',
      payment.id,
    )
    expect(history).toEqual([
      { kind: 'AUTHORIZATION', status: 'PENDING', failure_code: null },
      { kind: 'AUTHORIZATION', status: 'SUCCEEDED', failure_code: null },
      { kind: 'CAPTURE', status: 'PENDING', failure_code: null },
      { kind: 'CAPTURE', status: 'SUCCEEDED', failure_code: null },
    ])
  })

  it('is asked no more once the order is cancelled, which then is not told as a failure', async () => {
    const order = await place('pm_card_timeout')
    await reach(order.orderId, 'PROCESSING')
    await order.tell('cancelled')
    await reach(order.orderId, 'CANCELED')
    const events = await payments.eventsOf(order.orderId)
    expect(events.map((event) => event.type)).toEqual(['PaymentCanceled'])
  })

  it('holds up no other payment', async () => {
    // Ten silent payments one after the other would take ten of these, longer than is waited for the eleventh.
    const patient = await startPayments({ config: { providerTimeoutMs: 5_000 } })
    onTestFinished(() => patient.stop())
    await Promise.all(Array.from({ length: 10 }, () => place('pm_card_timeout', patient)))
    const { orderId } = await place('pm_card_visa', patient)
    expect((await reach(orderId, 'REQUIRES_CAPTURE', patient)).attempts).toBe(0)
  })
})
