import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PaymentProvider } from '../src/provider/provider.ts'
import { createOrder } from './order-story.ts'
import { ask, paymentGlobalId, staff, startPayments } from './payments-fixture.ts'
import type { Payments } from './payments-fixture.ts'

let payments: Payments
/** What the provider's books go through before what was read in them arrives. */
let onRead: (payment: string) => Promise<void> = async () => {}
let letsGo = true

beforeAll(async () => {
  payments = await startPayments({
    // One comparison at a time.
    config: { providerConcurrency: 1 },
    wrapProvider: (provider): PaymentProvider => ({
      ...provider,
      async find(request) {
        const record = await provider.find(request)
        await onRead(request.paymentId)
        return record
      },
      async cancel(request) {
        return letsGo ? provider.cancel(request) : { outcome: 'declined', code: 'not_permitted' }
      },
      readWebhook: (paymentId) => ({
        id: randomUUID(),
        type: 'payment_intent.succeeded',
        reference: paymentId,
        paymentId,
        snapshot: { status: 'SUCCEEDED', amountCaptured: 10_000n, amountRefunded: 0n },
      }),
    }),
  })
})
afterAll(() => payments.stop())

async function reach(orderId: string, status: string): Promise<string> {
  const payment = await waitUntil(async () => {
    const found = await payments.paymentOf(orderId)
    return found?.status === status && found
  })
  return payment.id
}

const compare = (id: string) => payments.query('UPDATE payments SET check_at = now() WHERE id = $1', id)

it('is made again when the provider tells of more while its books are read', async () => {
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
  const id = await reach(order.orderId, 'REQUIRES_CAPTURE')
  onRead = async () => {
    onRead = async () => {}
    const byHand = `UPDATE sandbox.intents SET status = 'succeeded', amount_captured = 10000 WHERE reference = $1`
    await payments.query(byHand, id)
    const route = payments.subgraph.routes.find(({ path }) => path === '/webhooks/payments')
    const answer = await route?.handle(new Request('http://shop.test/', { method: 'POST', body: id }))
    expect(answer?.status).toBe(200)
  }
  await compare(id)
  await reach(order.orderId, 'SUCCEEDED')
})

it('that failed is made again soon and does not count: what is final is compared a day later all the same', async () => {
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
  const id = await reach(order.orderId, 'SUCCEEDED')
  const failed = Promise.withResolvers<void>()
  onRead = async (paymentId) => {
    if (paymentId !== id) return
    onRead = async () => {}
    failed.resolve()
    throw new Error('the provider is down')
  }
  await compare(id)
  await failed.promise
  const soon = `SELECT FROM payments WHERE id = $1 AND check_at < now() + interval '15 seconds'`
  await waitUntil(async () => (await payments.query(soon, id)).length === 1)
  await compare(id)
  const later = `SELECT FROM payments WHERE id = $1 AND check_at > now() + interval '23 hours'`
  await waitUntil(async () => (await payments.query(later, id)).length === 1)
})

async function disagreementsOf(id: string): Promise<object[]> {
  const query = '{ paymentDisagreements(first: 50) { nodes { kind ours theirs payment { id } } } }'
  const { data } = await ask(payments.subgraph, query, {}, staff)
  const nodes = data.paymentDisagreements.nodes as { kind: string; ours: string; theirs: string; payment: object }[]
  const own = nodes.filter(({ payment }) => 'id' in payment && payment.id === paymentGlobalId(id))
  return own.map(({ kind, ours, theirs }) => ({ kind, ours, theirs }))
}

it('shows staff what the provider does not let go for no reason that its books tell, until it does', async () => {
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
  const id = await reach(order.orderId, 'REQUIRES_CAPTURE')
  letsGo = false
  await order.tell('cancelled')
  await waitUntil(async () => (await disagreementsOf(id)).length > 0)
  expect(await disagreementsOf(id)).toEqual([{ kind: 'STATUS', ours: 'CANCELED', theirs: 'REQUIRES_CAPTURE' }])
  letsGo = true
  await reach(order.orderId, 'CANCELED')
  await compare(id)
  await waitUntil(async () => (await disagreementsOf(id)).length === 0)
})

it('lets a payment go of which somebody there captured another sum by hand, once they have given it back', async () => {
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
  const id = await reach(order.orderId, 'REQUIRES_CAPTURE')
  const another = `UPDATE sandbox.intents SET status = 'succeeded', amount = 12000, amount_captured = 12000 WHERE reference = $1`
  await payments.query(another, id)
  await order.tell('cancelled')
  await waitUntil(async () => (await disagreementsOf(id)).length > 0)
  expect(await disagreementsOf(id)).toContainEqual({ kind: 'AMOUNT', ours: '10000 EUR', theirs: '12000 EUR' })
  await payments.query('UPDATE sandbox.intents SET amount_refunded = 12000 WHERE reference = $1', id)
  await reach(order.orderId, 'CANCELED')
  expect((await payments.eventsOf(order.orderId)).map(({ type }) => type)).toEqual([
    'PaymentAuthorized',
    'PaymentCanceled',
  ])
  expect(await payments.query('SELECT FROM ledger_entries WHERE payment_id = $1', id)).toEqual([])
})
