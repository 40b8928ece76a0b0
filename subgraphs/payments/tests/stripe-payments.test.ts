import { waitUntil } from '@shop/testkit/wait-until'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOrder } from './order-story.ts'
import { ask, paymentGlobalId, startPayments } from './payments-fixture.ts'
import type { Payments } from './payments-fixture.ts'
import { startStripeServer, STRIPE_KEY } from './stripe-server.ts'

const SECRET = 'whsec_of_the_test'
let payments: Payments
let server: Awaited<ReturnType<typeof startStripeServer>>

beforeAll(async () => {
  server = await startStripeServer()
  const stripe = {
    secretKey: STRIPE_KEY,
    webhookSecrets: [SECRET],
    returnUrl: 'https://shop.test/paid',
    apiUrl: server.url,
  }
  payments = await startPayments({ config: { provider: { name: 'stripe', stripe }, capture: 'shipment' } })
})
afterAll(async () => {
  await payments.stop()
  await server.stop()
})

/** Sends what Stripe has to tell, the newest first and each twice, signed by the package; with `more` in each event. */
async function deliverWebhooks(more: object = {}): Promise<void> {
  const route = payments.subgraph.routes.find(({ path }) => path === '/webhooks/payments')
  const { webhooks } = new Stripe(STRIPE_KEY)
  for (const event of server.events
    .splice(0)
    .toReversed()
    .flatMap((one) => [one, one])) {
    const body = JSON.stringify({ object: 'event', ...event, ...more })
    const headers = { 'stripe-signature': webhooks.generateTestHeaderString({ payload: body, secret: SECRET }) }
    const answer = await route?.handle(new Request('http://shop.test/', { method: 'POST', headers, body }))
    expect(answer?.status).toBe(200)
  }
}

async function reach(orderId: string, expected: Record<string, unknown>, sequence = 1): Promise<void> {
  const read = async () => {
    const rows = await payments.query(
      `SELECT status, amount_captured::int AS captured, amount_refunded::int AS refunded, amount_disputed::int AS disputed
       FROM payments WHERE order_id = $1 AND sequence = $2`,
      orderId,
      sequence,
    )
    return { ...rows[0] }
  }
  // What it is instead is told by the comparison, in vain or not.
  await waitUntil(async () => JSON.stringify(await read()) === JSON.stringify(expected)).catch(() => undefined)
  expect(await read()).toEqual(expected)
}

const paid = (captured: number, refunded = 0, disputed = 0) => ({ status: 'SUCCEEDED', captured, refunded, disputed })

it('takes money with parcels, more after an edit, and gives it back', async () => {
  server.setBooking(false)
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
  await order.ship(4_000)
  await reach(order.orderId, { status: 'REQUIRES_CAPTURE', captured: 4_000, refunded: 0, disputed: 0 })
  await order.edit(12_000, 2)
  await order.ship(8_000)
  await reach(order.orderId, paid(10_000))
  // The customer who was made with the first payment is charged again, without being asked.
  await reach(order.orderId, paid(2_000), 2)
  await order.tell('returned')
  await reach(order.orderId, paid(10_000, 2_500))
  await deliverWebhooks()
  // The books are compared after a while, and again a day later, when the account has heard of the other capture, too.
  for (const time of ['soon', 'later']) {
    if (time === 'later') server.setBooking(true)
    await payments.query('UPDATE payments SET check_at = now()')
    const due = () => payments.query("SELECT FROM payments WHERE check_at <= now() + interval '5 minutes'")
    await waitUntil(async () => (await due()).length === 0)
  }
  expect(await payments.query('SELECT kind, ours, theirs FROM payment_disagreements')).toEqual([])
  const [ledger] = await payments.query(
    `SELECT sum(amount) FILTER (WHERE account = 'PROVIDER')::int AS held, sum(amount) FILTER (WHERE account = 'FEES')::int AS fees,
       sum(amount)::int AS sum FROM ledger_entries WHERE order_id = $1`,
    order.orderId,
  )
  // 1.5 % and 25 cents of each of three captures, however often their payments are looked at.
  expect(ledger).toEqual({ held: 9_500 - 255, fees: 255, sum: 0 })
  expect(
    await payments.query('SELECT fees::int FROM payments WHERE order_id = $1 ORDER BY sequence', order.orderId),
  ).toEqual([{ fees: 200 }, { fees: 55 }])
})

it.each(['by a webhook', 'by the customer who comes back'])(
  'remembers for later payments whose card it was that the bank asked about, when it hears of it %s',
  async (how) => {
    const order = createOrder(payments.bus, 'pm_card_authenticationRequired')
    for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
    await reach(order.orderId, { status: 'REQUIRES_ACTION', captured: 0, refunded: 0, disputed: 0 })
    const { id } = (await payments.paymentOf(order.orderId)) ?? { id: '' }
    server.act(id)
    if (how === 'by a webhook') await deliverWebhooks()
    else {
      const mutation = `mutation ($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { __typename } }`
      const input = { idempotencyKey: id, paymentId: paymentGlobalId(id) }
      await ask(payments.subgraph, mutation, { input }, { id: order.ownerId })
    }
    await reach(order.orderId, { status: 'REQUIRES_CAPTURE', captured: 0, refunded: 0, disputed: 0 })
    const sql = 'SELECT provider_customer AS customer FROM orders WHERE id = $1'
    expect(await payments.query(sql, order.orderId)).toEqual([{ customer: expect.stringMatching(/^cus_/) as string }])
  },
)

it('hears of a chargeback by a webhook, and books it with its fee', async () => {
  const order = createOrder(payments.bus, 'pm_card_createDispute')
  for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
  await order.ship(10_000)
  await reach(order.orderId, paid(10_000))
  await deliverWebhooks()
  await reach(order.orderId, paid(10_000, 0, 10_000))
  const rows = await payments.query(
    'SELECT account, sum(amount)::int AS amount FROM ledger_entries WHERE order_id = $1 GROUP BY account ORDER BY account',
    order.orderId,
  )
  expect(rows).toEqual([
    { account: 'CUSTOMER', amount: -10_000 },
    { account: 'PROVIDER', amount: -1_675 },
    { account: 'CHARGEBACKS', amount: 10_000 },
    { account: 'FEES', amount: 1_675 },
  ])
})

it('hears nothing of accounts that are connected to ours, whatever payment they name', async () => {
  const order = createOrder(payments.bus, 'pm_card_createDispute')
  for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
  await order.ship(10_000)
  await reach(order.orderId, paid(10_000))
  await deliverWebhooks({ account: 'acct_of_another' })
  const heard = 'SELECT FROM provider_webhooks JOIN payments ON payments.id = payment_id WHERE order_id = $1'
  expect(await payments.query(heard, order.orderId)).toEqual([])
})

it('gives back what somebody captured in Stripe’s dashboard of an order that is cancelled', async () => {
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
  await reach(order.orderId, { status: 'REQUIRES_CAPTURE', captured: 0, refunded: 0, disputed: 0 })
  server.captureByHand((await payments.paymentOf(order.orderId))?.id ?? '')
  await order.tell('cancelled')
  await reach(order.orderId, paid(10_000, 10_000))
  const types = (await payments.eventsOf(order.orderId)).map(({ type }) => type)
  expect(types).toEqual(['PaymentAuthorized', 'PaymentCaptured', 'RefundSettled'])
  const rows = await payments.query(
    'SELECT account, sum(amount)::int AS amount FROM ledger_entries WHERE order_id = $1 GROUP BY account ORDER BY account',
    order.orderId,
  )
  // What goes back goes back whole; Stripe keeps its fee.
  expect(rows).toEqual([
    { account: 'CUSTOMER', amount: 0 },
    { account: 'PROVIDER', amount: -175 },
    { account: 'FEES', amount: 175 },
  ])
})

it('asks Stripe again after an answer was lost, and has it done once', async () => {
  server.failNext('silence')
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
  await order.ship(10_000)
  await reach(order.orderId, paid(10_000))
  const types = (await payments.eventsOf(order.orderId)).map(({ type }) => type)
  expect(types).toEqual(['PaymentAuthorized', 'PaymentCaptured'])
})
