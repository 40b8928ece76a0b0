import { serveSandbox } from '@shop/payment-sandbox/serve'
import type { Sandbox } from '@shop/payment-sandbox/service'
import { sign, SIGNATURE_HEADER } from '@shop/payment-sandbox/signature'
import { systemClock } from '@shop/subgraph/clock'
import { createTestDatabase, openTestPool } from '@shop/testkit/database'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { Stripe } from 'stripe'
import { expect, it } from 'vitest'
import type { AuthorizeRequest } from '../src/provider/provider.ts'
import { createSandboxProvider, sendOverHttp } from '../src/provider/sandbox-provider.ts'
import { createStripeProvider } from '../src/provider/stripe/stripe-provider.ts'
import { log } from './payments-fixture.ts'
import { describeProvider } from './provider-contract.ts'
import type { ProviderWorld } from './provider-contract.ts'
import { startStripeServer, STRIPE_KEY } from './stripe-server.ts'

const SECRET = 'whsec_of_the_test'

async function startSandboxWorld(): Promise<ProviderWorld & { send: Sandbox['handle'] }> {
  const database = await createTestDatabase('payments')
  const pool = openTestPool(database.url)
  const server = await serveSandbox({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.url,
    apiKey: 'key',
    webhookSecret: SECRET,
    // Nobody listens there: the test reads what would be sent.
    webhookUrl: 'http://127.0.0.1:9/',
    redirectUrl: (reference) => `/bank/${reference}`,
    log,
  })
  const send = sendOverHttp(server.url)
  const provider = createSandboxProvider({ apiKey: 'key', webhookSecret: SECRET, clock: systemClock, send })
  // It forgets once; whoever asks again is answered.
  const onceWrong = <Request, Answer>(ask: (request: Request) => Promise<Answer>) => {
    return (request: Request) => ask(request).finally(() => server.setFaults({}))
  }
  const { authorize, capture, refund } = provider
  return {
    send,
    provider: {
      ...provider,
      authorize: onceWrong(authorize),
      capture: onceWrong(capture),
      refund: onceWrong(refund),
    },
    async act(paymentId) {
      const headers = { authorization: 'Bearer key', 'idempotency-key': `act:${paymentId}` }
      const path = `/v1/payment_intents/${paymentId}/act`
      await send({ path, headers, body: '{}', signal: AbortSignal.timeout(10_000) })
    },
    forgetNext: () => server.setFaults({ forget: 1 }),
    async webhook(paymentId, { at = new Date(), secret = SECRET } = {}) {
      const { rows } = await pool.query<{ body: string }>(
        'SELECT body FROM sandbox.webhooks WHERE reference = $1 ORDER BY created_at DESC LIMIT 1',
        [paymentId],
      )
      const body = rows[0]?.body ?? ''
      return { body, headers: new Headers({ [SIGNATURE_HEADER]: sign(body, secret, at) }) }
    },
    async stop() {
      await server.stop()
      await pool.end()
      await database.drop()
    },
  }
}

async function startStripeWorld(): Promise<ProviderWorld & { server: Awaited<ReturnType<typeof startStripeServer>> }> {
  const server = await startStripeServer()
  const settings = {
    secretKey: STRIPE_KEY,
    webhookSecrets: ['whsec_of_last_year', SECRET],
    returnUrl: 'https://shop.test/paid',
    apiUrl: server.url,
  }
  const { webhooks } = new Stripe(STRIPE_KEY)
  return {
    server,
    provider: createStripeProvider(settings, 2_000, systemClock),
    act: server.act,
    forgetNext: () => server.failNext('forget'),
    async webhook(paymentId, { at = new Date(), secret = SECRET } = {}) {
      const event = server.events.findLast(({ data: { object } }) => JSON.stringify(object).includes(paymentId))
      const body = JSON.stringify({ object: 'event', ...event })
      const timestamp = Math.floor(at.getTime() / 1_000)
      const header = webhooks.generateTestHeaderString({ payload: body, secret, timestamp })
      return { body, headers: new Headers({ 'stripe-signature': header }) }
    },
    stop: server.stop,
  }
}

function createPayment(): AuthorizeRequest {
  const paymentId = randomUUID()
  return {
    paymentId,
    orderId: randomUUID(),
    amount: 500n,
    currency: 'EUR',
    paymentMethod: 'pm_card_visa',
    reference: null,
    savedCustomer: null,
    attempt: 1,
    idempotencyKey: `payment:${paymentId}:authorize`,
    customerActed: false,
    capturesInParts: true,
    isOffSession: false,
    signal: AbortSignal.timeout(20_000),
  }
}

describeProvider('the sandbox, over HTTP', startSandboxWorld)
describeProvider('Stripe', startStripeWorld)

it('the sandbox refuses what is no request, and does nothing for it', async () => {
  const { provider, send, stop } = await startSandboxWorld()
  const payment = createPayment()
  await provider.authorize(payment)
  const headers = { authorization: 'Bearer key', 'idempotency-key': 'key' }
  const path = `/v1/payment_intents/${payment.paymentId}/cancel`
  for (const body of ['{"amount":', '7', '', null]) {
    expect(await send({ path, headers, body, signal: payment.signal })).toMatchObject({ status: 400 })
  }
  expect(await provider.find(payment)).toMatchObject({ status: 'REQUIRES_CAPTURE' })
  await stop()
})

it('a key of Stripe is in no error, whatever it refuses', async () => {
  const server = await startStripeServer()
  const secretKey = 'sk_test_very_secret'
  const settings = { secretKey, webhookSecrets: [SECRET], returnUrl: 'https://shop.test/paid', apiUrl: server.url }
  const provider = createStripeProvider(settings, 2_000, systemClock)
  const signal = AbortSignal.timeout(20_000)
  const error = await provider
    .find({ paymentId: randomUUID(), reference: 'pi_1', signal })
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secretKey)
  await server.stop()
})

it('does nothing twice at Stripe when a lost answer is asked for again after a day, when keys are forgotten', async () => {
  const { server, provider, stop } = await startStripeWorld()
  const payment = createPayment()
  const { reference = null } = await provider.authorize(payment)
  server.forgetKeys()
  expect(await provider.authorize({ ...payment, attempt: 2 })).toMatchObject({ outcome: 'succeeded', reference })
  const part = { ...payment, reference, amount: 200n, captured: 0n, isLast: false, idempotencyKey: 'capture' }
  await provider.capture(part)
  server.forgetKeys()
  expect(await provider.capture({ ...part, attempt: 2 })).toEqual({ outcome: 'succeeded' })
  await provider.capture({ ...part, amount: 100n, captured: 200n, isLast: true, idempotencyKey: 'last' })
  const back = { ...payment, reference, refundId: randomUUID(), amount: 100n, idempotencyKey: 'refund' }
  await provider.refund(back)
  server.forgetKeys()
  expect(await provider.refund({ ...back, attempt: 2 })).toEqual({ outcome: 'succeeded' })
  expect(await provider.find(payment)).toMatchObject({ amountCaptured: 300n, amountRefunded: 100n })

  const other = createPayment()
  await provider.authorize(other)
  server.forgetKeys()
  await provider.cancel({ ...other, idempotencyKey: 'cancel' })
  expect(await provider.find(other)).toMatchObject({ status: 'CANCELED' })
  expect(server.countIntents()).toBe(2)
  await stop()
})

it('Stripe takes its time, and no request is sent twice by the package itself', async () => {
  const world = await startStripeWorld()
  const { server } = world
  server.failNext('silence')
  const settings = {
    secretKey: STRIPE_KEY,
    webhookSecrets: [SECRET],
    returnUrl: 'https://shop.test/paid',
    apiUrl: server.url,
  }
  const impatient = createStripeProvider(settings, 200, systemClock)
  const request = createPayment()
  await expect(impatient.authorize(request)).rejects.toThrow('Stripe answered')
  // Customer, PaymentIntent, confirmation.
  await waitUntil(() => server.requests() === 3)
  expect(await world.provider.authorize(request)).toMatchObject({ outcome: 'succeeded' })
  await world.stop()
})
