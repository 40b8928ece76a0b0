import type { Sandbox } from '@shop/payment-sandbox/service'
import { isSigned, SIGNATURE_HEADER } from '@shop/payment-sandbox/signature'
import { toWire, WireAnswer, WireEvent, WireIntent } from '@shop/payment-sandbox/wire'
import type { Clock } from '@shop/subgraph/clock'
import type { z } from 'zod'
import type { PaymentStatus } from '../payment/payment.ts'
import { WebhookRefused } from './provider.ts'
import type { PaymentProvider, ProviderAnswer, ProviderRecord } from './provider.ts'

export type SandboxClientOptions = {
  apiKey: string
  webhookSecret: string
  clock: Clock
  /** Sends a request to the sandbox: over HTTP, or to one in this process. */
  send: Sandbox['handle']
}

/** To a sandbox at an address. */
export function sendOverHttp(url: string): Sandbox['handle'] {
  return async ({ path, headers, body, signal }) => {
    const sent = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    )
    const method = body === null ? 'GET' : 'POST'
    const response = await fetch(new URL(path, url), { method, headers: Object.fromEntries(sent), body, signal })
    return { status: response.status, text: await response.text() }
  }
}

type Call = { idempotencyKey: string; paymentId: string; signal: AbortSignal }

/** The built-in provider, behind its HTTP API. It knows payments by our names. */
export function createSandboxProvider({ apiKey, webhookSecret, clock, send }: SandboxClientOptions): PaymentProvider {
  const authorization = `Bearer ${apiKey}`

  async function ask(call: Call, operation: string, body: object): Promise<ProviderAnswer> {
    const { status, text } = await send({
      path: `/v1/payment_intents/${call.paymentId}/${operation}`,
      headers: { authorization, 'idempotency-key': call.idempotencyKey, 'content-type': 'application/json' },
      body: toWire(body),
      signal: call.signal,
    })
    if (status !== 200) throw new Error(`the sandbox provider answered ${status}: ${text}`)
    return WireAnswer.parse(JSON.parse(text))
  }

  async function done(answer: Promise<ProviderAnswer>) {
    const settled = await answer
    if (settled.outcome === 'requires_action') throw new Error('the sandbox asks for action only when it authorizes')
    return settled
  }

  async function find({ paymentId, signal }: Pick<Call, 'paymentId' | 'signal'>): Promise<ProviderRecord | null> {
    const path = `/v1/payment_intents/${paymentId}`
    const { status, text } = await send({ path, headers: { authorization }, body: null, signal })
    if (status === 404) return null
    if (status !== 200) throw new Error(`the sandbox provider answered ${status}`)
    return toRecord(WireIntent.parse(JSON.parse(text)))
  }

  return {
    async authorize(request) {
      const { amount, currency, paymentMethod, customerActed } = request
      // A repeated key is answered as the first time, also by silence: its books say whether the money is set aside.
      const record = request.attempt > 1 ? await find(request) : null
      if (record?.status === 'REQUIRES_CAPTURE') return { outcome: 'succeeded', canCaptureInParts: true }
      const answer = await ask(request, 'authorize', { amount, currency, paymentMethod, customerActed })
      return answer.outcome === 'succeeded' ? { ...answer, canCaptureInParts: true } : answer
    },
    capture: (request) => {
      const { amount, currency, isLast } = request
      return done(ask(request, 'capture', { amount, currency, isFinal: isLast }))
    },
    cancel: (request) => done(ask(request, 'cancel', {})),
    refund: (request) => done(ask(request, 'refund', { amount: request.amount, currency: request.currency })),
    find,
    readWebhook(body, headers) {
      if (!isSigned(body, headers.get(SIGNATURE_HEADER), webhookSecret, clock.now())) {
        throw new WebhookRefused('the signature is wrong or too old')
      }
      const { id, type, intent } = WireEvent.parse(JSON.parse(body))
      const { status, amountCaptured, amountRefunded, reference, disputes } = toRecord(intent)
      // A dispute is not among the amounts that are compared: it is always looked at.
      const snapshot = disputes.length > 0 ? null : { status, amountCaptured, amountRefunded }
      return { id, type, reference, paymentId: reference, snapshot }
    },
  }
}

function toRecord(intent: z.output<typeof WireIntent>): ProviderRecord {
  const { reference, status, amount, currency, amountCaptured, amountRefunded, fees, dispute } = intent
  return {
    reference,
    status: status.toUpperCase() as PaymentStatus,
    amount,
    currency,
    amountCaptured,
    amountRefunded,
    disputes: dispute ? [{ ...dispute, isWithdrawn: dispute.status !== 'won' }] : [],
    fees,
    canCaptureInParts: true,
    failureCode: null,
    customer: null,
  }
}
