import { sign, SIGNATURE_HEADER } from '@shop/payment-sandbox/signature'
import { toGlobalId } from '@shop/subgraph/global-id'
import { serve } from '@shop/subgraph/http-server'
import { openTestPool } from '@shop/testkit/database'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createOrder } from './order-story.ts'
import { ask, log, staff } from './payments-fixture.ts'
import type { PaymentState } from './payments-fixture.ts'
import { startSandboxWorld, WEBHOOK_SECRET } from './sandbox-world.ts'
import type { SandboxWorld } from './sandbox-world.ts'

let world: SandboxWorld
beforeAll(async () => {
  world = await startSandboxWorld({ providerTimeoutMs: 100 })
})
afterAll(() => world.stop())
afterEach(() => world.sandbox.setFaults({}))

async function reach(orderId: string, status: string): Promise<PaymentState> {
  return waitUntil(
    async () => {
      const payment = await world.payments.paymentOf(orderId)
      return payment?.status === status && payment
    },
    { what: `the payment to be ${status}` },
  )
}

async function pay(token = 'pm_card_visa') {
  const order = createOrder(world.payments.bus, token)
  for (const chapter of ['placed', 'reserved', 'confirmed'] as const) await order.tell(chapter)
  return order
}

async function webhooksOf(paymentId: string): Promise<{ type: string }[]> {
  return world.payments.query('SELECT type FROM provider_webhooks WHERE payment_id = $1 ORDER BY type', paymentId)
}

function eventAbout(reference: string, id: string = randomUUID()) {
  const intent = { status: 'succeeded', amount: '10000', currency: 'EUR', amountCaptured: '10000', amountRefunded: '0' }
  return JSON.stringify({ id, type: 'payment_intent.succeeded', intent: { reference, ...intent, dispute: null } })
}

function send(body: string, { secret = WEBHOOK_SECRET, at = new Date() } = {}): Promise<Response> {
  const route = world.payments.subgraph.routes.find(({ path }) => path === '/webhooks/payments')
  const headers = { [SIGNATURE_HEADER]: sign(body, secret, at) }
  return route!.handle(new Request('http://shop.test/webhooks/payments', { method: 'POST', headers, body }))
}

async function ledgerOf(orderId: string): Promise<Record<string, number>> {
  const rows = await world.payments.query<{ account: string; amount: number }>(
    'SELECT account, sum(amount)::int AS amount FROM ledger_entries WHERE order_id = $1 GROUP BY account',
    orderId,
  )
  return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]))
}

describe('what is not the provider’s', () => {
  it('is refused when it is signed by another, unsigned, old, or changed, and leaves nothing behind', async () => {
    const body = eventAbout(randomUUID())
    expect((await send(body, { secret: 'of another' })).status).toBe(400)
    expect((await send(body, { at: new Date(Date.now() - 400_000) })).status).toBe(400)
    expect((await send(body, { at: new Date(Date.now() + 400_000) })).status).toBe(400)
    const route = world.payments.subgraph.routes.find(({ path }) => path === '/webhooks/payments')
    const headers = { [SIGNATURE_HEADER]: sign(body, WEBHOOK_SECRET, new Date()) }
    const post = (text: string | Buffer<ArrayBuffer>, signed: Record<string, string>) =>
      route!.handle(new Request('http://shop.test/', { method: 'POST', headers: signed, body: text }))
    expect((await post(body, {})).status).toBe(400)
    expect((await post(body.replace('10000', '99999'), headers)).status).toBe(400)
    expect((await post(Buffer.from([0xff, 0xfe]), headers)).status).toBe(400)
    const { id } = JSON.parse(body) as { id: string }
    expect(await world.payments.query('SELECT FROM provider_webhooks WHERE id = $1', id)).toEqual([])
  })

  it('is not even read when it is too large', async () => {
    const server = await serve(world.payments.subgraph, { host: '127.0.0.1', port: 0, log })
    const response = await fetch(`${server.url}/webhooks/payments`, { method: 'POST', body: Buffer.alloc(300_000) })
    expect(response.status).toBe(413)
    await server.stop()
  })

  it('is raised to staff when it is about a payment that nobody here made, once', async () => {
    const reference = randomUUID()
    const body = eventAbout(reference)
    // The first is written down by itself, and the others together.
    const answers = await Promise.all([eventAbout(randomUUID()), body, body, body].map((one) => send(one)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const query = '{ paymentDisagreements(first: 50) { nodes { id kind providerReference theirs payment { id } } } }'
    const list = async () => {
      const { data } = await ask(world.payments.subgraph, query, {}, staff)
      return (data.paymentDisagreements.nodes as { id: string; providerReference: string }[]).filter(
        (node) => node.providerReference === reference,
      )
    }
    const [found, ...others] = await list()
    expect(others).toEqual([])
    expect(found).toMatchObject({ kind: 'UNKNOWN_PAYMENT', theirs: 'payment_intent.succeeded', payment: null })
    const resolve = `mutation ($input: ResolvePaymentDisagreementInput!) {
      resolvePaymentDisagreement(input: $input) { disagreement { resolution } userErrors { code } }
    }`
    const input = { disagreementId: found?.id, resolution: 'It is of the old shop.' }
    const resolved = await ask(world.payments.subgraph, resolve, { input }, staff)
    expect(resolved.data.resolvePaymentDisagreement.disagreement).toEqual({ resolution: 'It is of the old shop.' })
    const again = await ask(world.payments.subgraph, resolve, { input }, staff)
    expect(again.data.resolvePaymentDisagreement.userErrors).toEqual([{ code: 'ALREADY_RESOLVED' }])
    const unknown = { ...input, disagreementId: toGlobalId('PaymentDisagreement', randomUUID()) }
    const missing = await ask(world.payments.subgraph, resolve, { input: unknown }, staff)
    expect(missing.data.resolvePaymentDisagreement.userErrors).toEqual([{ code: 'NOT_FOUND' }])
    const customer = await ask(world.payments.subgraph, query, {}, { id: randomUUID() })
    expect(customer.errors[0]?.extensions.code).toBe('FORBIDDEN')
    expect(await list()).toEqual([])
  })
})

describe('what the provider tells', () => {
  it('goes on with a payment that the customer authorized at their bank without coming back', async () => {
    const order = createOrder(world.payments.bus, 'pm_card_authenticationRequired')
    for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
    const { id } = await reach(order.orderId, 'REQUIRES_ACTION')
    await world.act(id, 'act')
    await reach(order.orderId, 'REQUIRES_CAPTURE')
    await order.tell('confirmed')
    await reach(order.orderId, 'SUCCEEDED')
    const types = (await world.payments.eventsOf(order.orderId)).map((event) => event.type)
    expect(types).toEqual(['PaymentActionRequired', 'PaymentActionEnded', 'PaymentAuthorized', 'PaymentCaptured'])
  })

  it.each([
    ['comes before the answer', { webhooksFirst: true }],
    ['comes twice, late, and overtaken by others', { duplicate: 1, delayMs: 150 }],
  ])('changes nothing when it %s', async (_when, faults) => {
    world.sandbox.setFaults(faults)
    const orders = await Promise.all(Array.from({ length: 5 }, () => pay()))
    for (const { orderId } of orders) {
      const payment = await reach(orderId, 'SUCCEEDED')
      await waitUntil(async () => (await webhooksOf(payment.id)).length === 2)
      expect(await webhooksOf(payment.id)).toEqual([
        { type: 'payment_intent.amount_capturable_updated' },
        { type: 'payment_intent.succeeded' },
      ])
      const types = (await world.payments.eventsOf(orderId)).map((event) => event.type)
      expect(types).toEqual(['PaymentAuthorized', 'PaymentCaptured'])
      expect(await world.booksOf(payment.id)).toEqual({ status: 'succeeded', captured: 10_000, refunded: 0 })
    }
    expect(await world.payments.query('SELECT FROM payment_disagreements WHERE payment_id IS NOT NULL')).toEqual([])
  })

  it('about a payment that is being changed holds up none of those that come with it', async () => {
    const orders = [createOrder(world.payments.bus), createOrder(world.payments.bus)]
    const ids: string[] = []
    for (const { tell, orderId } of orders) {
      for (const chapter of ['placed', 'reserved'] as const) await tell(chapter)
      ids.push((await reach(orderId, 'REQUIRES_CAPTURE')).id)
    }
    const byHand = `UPDATE sandbox.intents SET status = 'succeeded', amount_captured = 10000 WHERE reference = ANY ($1)`
    await world.query(byHand, ids)
    const pool = openTestPool(world.payments.databaseUrl)
    const other = await pool.connect()
    let answers: Promise<Response>[] = []
    try {
      await other.query('BEGIN')
      await other.query('SELECT FROM payments WHERE id = $1 FOR NO KEY UPDATE', [ids[0]])
      answers = ids.map((id) => send(eventAbout(id)))
      await reach(orders[1]!.orderId, 'SUCCEEDED')
      expect((await world.payments.paymentOf(orders[0]!.orderId))?.status).toBe('REQUIRES_CAPTURE')
    } finally {
      await other.query('COMMIT')
      other.release()
      await pool.end()
    }
    await reach(orders[0]!.orderId, 'SUCCEEDED')
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
  })

  it.each([
    ['a cancelled order', 'cancelled', '10000', ['RefundSettled']],
    ['a return', 'returned', '2500', ['RefundFailed', 'RefundSettled']],
  ] as const)(
    'gives back, once, what %s owes, when the bank has given it back to us',
    async (_, chapter, owed, words) => {
      const { orderId, tell } = await pay('pm_card_createDispute')
      const { id } = await reach(orderId, 'SUCCEEDED')
      await waitUntil(async () => (await world.payments.paymentOf(orderId))?.amount_disputed === '10000')
      await tell(chapter)
      await world.act(id, 'close_dispute', { status: 'won' })
      await waitUntil(async () => (await world.payments.paymentOf(orderId))?.amount_refunded === owed)
      await tell(chapter)
      const told = (await world.payments.eventsOf(orderId)).filter(({ type }) => type.startsWith('Refund'))
      expect(told.map(({ type }) => type)).toEqual(words)
      expect((await world.booksOf(id))?.refunded).toBe(Number(owed))
    },
  )

  it('books a chargeback with its fee once, and its reversal once, however often it is told', async () => {
    world.sandbox.setFaults({ duplicate: 1 })
    const { orderId } = await pay('pm_card_createDispute')
    const { id } = await reach(orderId, 'SUCCEEDED')
    const disputed = async (amount: string) =>
      waitUntil(async () => (await world.payments.paymentOf(orderId))?.amount_disputed === amount)
    await disputed('10000')
    expect(await ledgerOf(orderId)).toEqual({ CUSTOMER: -10_000, PROVIDER: -1_500, CHARGEBACKS: 10_000, FEES: 1_500 })
    await world.act(id, 'close_dispute', { status: 'won' })
    await disputed('0')
    expect(await ledgerOf(orderId)).toEqual({ CUSTOMER: -10_000, PROVIDER: 8_500, CHARGEBACKS: 0, FEES: 1_500 })
    const events = (await world.payments.eventsOf(orderId)).filter(({ type }) => type === 'PaymentDisputed')
    expect(events.map(({ data }) => data.status)).toEqual(['WITHDRAWN', 'REINSTATED'])
    const history = await world.payments.query(
      `SELECT kind, status FROM payment_transactions WHERE payment_id = $1 AND kind = 'CHARGEBACK' ORDER BY created_at`,
      id,
    )
    expect(history).toEqual([
      { kind: 'CHARGEBACK', status: 'SUCCEEDED' },
      { kind: 'CHARGEBACK', status: 'FAILED' },
    ])
  })
})

describe('a provider that does it', () => {
  it.each([
    ['and forgets to say so', { forget: 1 }],
    ['and never answers', { silence: 1 }],
    ['after refusing at first', { refuse: 1 }],
  ])('%s has done it once in the end', async (_how, faults) => {
    world.sandbox.setFaults(faults)
    const { orderId } = await pay()
    await waitUntil(async () => {
      const [row] = await world.payments.query<{ attempts: number }>(
        'SELECT attempts FROM payments WHERE order_id = $1',
        orderId,
      )
      return (row?.attempts ?? 0) >= 2
    })
    world.sandbox.setFaults({})
    const { id } = await reach(orderId, 'SUCCEEDED')
    expect(await world.booksOf(id)).toEqual({ status: 'succeeded', captured: 10_000, refunded: 0 })
    expect(await ledgerOf(orderId)).toEqual({ CUSTOMER: -10_000, PROVIDER: 10_000 })
  })
})

describe('a provider that has become slow', () => {
  it('delays a payment and does not decide about it, however often its answer comes too late', async () => {
    world.sandbox.setFaults({ latencyMs: 3_000 })
    const { orderId } = await pay()
    await waitUntil(async () => ((await world.payments.paymentOf(orderId))?.attempts ?? 0) > 4)
    expect(await world.payments.paymentOf(orderId)).toMatchObject({ status: 'PROCESSING', operation: 'AUTHORIZE' })
    expect(await world.payments.eventsOf(orderId)).toEqual([])
    world.sandbox.setFaults({})
    await reach(orderId, 'SUCCEEDED')
    const types = (await world.payments.eventsOf(orderId)).map(({ type }) => type)
    expect(types).toEqual(['PaymentAuthorized', 'PaymentCaptured'])
  })

  it('is waited for longer each time, until its answer comes in time', async () => {
    world.sandbox.setFaults({ latencyMs: 150 })
    const { orderId } = await pay()
    const { id } = await reach(orderId, 'SUCCEEDED')
    expect(await world.booksOf(id)).toEqual({ status: 'succeeded', captured: 10_000, refunded: 0 })
  })

  it('is not waited for when the order is cancelled: what it may have done is taken back', async () => {
    world.sandbox.setFaults({ latencyMs: 3_000 })
    const order = await pay()
    await reach(order.orderId, 'PROCESSING')
    await order.tell('cancelled')
    await waitUntil(async () => (await world.payments.paymentOf(order.orderId))?.operation === 'CANCEL')
    world.sandbox.setFaults({})
    const { id } = await reach(order.orderId, 'CANCELED')
    expect(await world.booksOf(id)).toEqual({ status: 'canceled', captured: 0, refunded: 0 })
    expect((await world.payments.eventsOf(order.orderId)).map(({ type }) => type)).toEqual(['PaymentCanceled'])
  })
})

describe('the provider’s books', () => {
  it('are compared with ours: what differs is raised to staff, and closed when they agree again', async () => {
    const { orderId } = await pay()
    const { id } = await reach(orderId, 'SUCCEEDED')
    const compare = () => world.payments.query('UPDATE payments SET check_at = now() WHERE id = $1', id)
    const open = () =>
      world.payments.query(
        'SELECT kind, ours, theirs FROM payment_disagreements WHERE payment_id = $1 AND resolved_at IS NULL',
        id,
      )
    await world.query('UPDATE sandbox.intents SET amount_refunded = 4000 WHERE reference = $1', id)
    await compare()
    await waitUntil(async () => (await open()).length > 0)
    expect(await open()).toEqual([{ kind: 'REFUNDED', ours: '0', theirs: '4000' }])
    await world.query('UPDATE sandbox.intents SET amount_refunded = 0 WHERE reference = $1', id)
    await compare()
    await waitUntil(async () => (await open()).length === 0)
  })

  it.each([
    ['amount', 'amount = 1', '1 EUR'],
    ['currency', `currency = 'USD'`, '10000 USD'],
  ])(
    'do not count when they are about another %s: nothing is taken over, and staff hears of it',
    async (_of, change, theirs) => {
      const order = createOrder(world.payments.bus, 'pm_card_authenticationRequired')
      for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
      const { id } = await reach(order.orderId, 'REQUIRES_ACTION')
      await world.query(`UPDATE sandbox.intents SET ${change} WHERE reference = $1`, id)
      await world.act(id, 'act')
      const found = () =>
        world.payments.query(
          `SELECT ours, theirs FROM payment_disagreements WHERE payment_id = $1 AND kind = 'AMOUNT'`,
          id,
        )
      await waitUntil(async () => (await found()).length > 0)
      expect(await found()).toEqual([{ ours: '10000 EUR', theirs }])
      expect(await world.payments.paymentOf(order.orderId)).toMatchObject({
        status: 'REQUIRES_ACTION',
        amount: '10000',
      })
      expect((await world.payments.eventsOf(order.orderId)).map(({ type }) => type)).toEqual(['PaymentActionRequired'])
    },
  )

  it('say that the customer was refused at their bank: the payment has failed, which is told once', async () => {
    const order = createOrder(world.payments.bus, 'pm_card_authenticationRequired')
    for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
    const { id } = await reach(order.orderId, 'REQUIRES_ACTION')
    await world.query(`UPDATE sandbox.intents SET status = 'requires_payment_method' WHERE reference = $1`, id)
    await world.payments.query('UPDATE payments SET check_at = now() WHERE id = $1', id)
    await reach(order.orderId, 'REQUIRES_PAYMENT_METHOD')
    await order.tell('cancelled')
    await reach(order.orderId, 'CANCELED')
    const types = (await world.payments.eventsOf(order.orderId)).map(({ type }) => type)
    expect(types).toEqual(['PaymentActionRequired', 'PaymentActionEnded', 'PaymentFailed', 'PaymentCanceled'])
  })

  it.each([
    ['all of it', 'succeeded', 10_000, 'pm_card_visa', 'REQUIRES_CAPTURE'],
    ['a part, and let the rest go', 'succeeded', 4_000, 'pm_card_visa', 'REQUIRES_CAPTURE'],
    ['a part, and holds the rest', 'requires_capture', 4_000, 'pm_card_visa', 'REQUIRES_CAPTURE'],
    ['a part before anybody heard', 'requires_capture', 4_000, 'pm_card_authenticationRequired', 'REQUIRES_ACTION'],
  ])(
    'say why nothing can be let go of a cancelled order: somebody captured %s by hand, which is booked and given back',
    async (_what, status, captured, token, before) => {
      const order = createOrder(world.payments.bus, token)
      for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
      const { id } = await reach(order.orderId, before)
      await world.query(
        'UPDATE sandbox.intents SET status = $2, amount_captured = $3 WHERE reference = $1',
        id,
        status,
        captured,
      )
      await order.tell('cancelled')
      await waitUntil(async () => (await world.payments.paymentOf(order.orderId))?.amount_refunded === `${captured}`)
      expect(await world.booksOf(id)).toEqual({ status: 'succeeded', captured, refunded: captured })
      expect(await ledgerOf(order.orderId)).toEqual({ CUSTOMER: 0, PROVIDER: 0 })
      const types = (await world.payments.eventsOf(order.orderId)).map(({ type }) => type)
      expect(types.filter((type) => !type.startsWith('PaymentAction'))).toEqual([
        'PaymentAuthorized',
        captured === 10_000 ? 'PaymentCaptured' : 'PaymentPartiallyCaptured',
        'RefundSettled',
      ])
      const history = await world.payments.query<{ told: string }>(
        `SELECT concat_ws(' ', kind, status, failure_code) AS told FROM payment_transactions WHERE payment_id = $1 ORDER BY id`,
        id,
      )
      expect(history.map(({ told }) => told)).toEqual(
        expect.arrayContaining([
          'VOID FAILED payment_intent_unexpected_state',
          'CAPTURE SUCCEEDED',
          'REFUND SUCCEEDED',
        ]),
      )
    },
  )

  it('say that somebody captured by hand what the order costs: it is paid, and nothing is captured again', async () => {
    const order = createOrder(world.payments.bus)
    for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
    const { id } = await reach(order.orderId, 'REQUIRES_CAPTURE')
    await world.query(
      `UPDATE sandbox.intents SET status = 'succeeded', amount_captured = 10000 WHERE reference = $1`,
      id,
    )
    await order.tell('confirmed')
    await reach(order.orderId, 'SUCCEEDED')
    expect(await ledgerOf(order.orderId)).toEqual({ CUSTOMER: -10_000, PROVIDER: 10_000 })
    const types = (await world.payments.eventsOf(order.orderId)).map(({ type }) => type)
    expect(types).toEqual(['PaymentAuthorized', 'PaymentCaptured'])
  })

  it('say when an authorization has run out: the payment has failed', async () => {
    const order = createOrder(world.payments.bus)
    for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
    const { id } = await reach(order.orderId, 'REQUIRES_CAPTURE')
    await world.query(`UPDATE sandbox.intents SET status = 'canceled' WHERE reference = $1`, id)
    await world.payments.query('UPDATE payments SET check_at = now() WHERE id = $1', id)
    await reach(order.orderId, 'CANCELED')
    const events = await world.payments.eventsOf(order.orderId)
    expect(events.at(-1)).toMatchObject({ type: 'PaymentFailed', data: { code: 'authorization_expired' } })
  })
})
