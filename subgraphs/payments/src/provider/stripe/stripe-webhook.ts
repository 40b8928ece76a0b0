import type { Clock } from '@shop/subgraph/clock'
import { Stripe } from 'stripe'
import { WebhookRefused } from '../provider.ts'
import type { PaymentProvider, ProviderNotice } from '../provider.ts'
import { statusOf } from './stripe-objects.ts'

/** A webhook older than this is not taken: whoever recorded it may be sending it again. */
const TOLERANCE_SECONDS = 300

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads Stripe's webhooks, signed with one of the secrets over the bytes that came. */
export function createWebhookReader(
  stripe: Stripe,
  secrets: readonly string[],
  clock: Clock,
): PaymentProvider['readWebhook'] {
  function verify(body: string, signature: string): Stripe.Event {
    const now = clock.now().getTime()
    for (const secret of secrets) {
      try {
        return stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS, undefined, now)
      } catch (error) {
        // Perhaps signed with the other secret.
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error
      }
    }
    throw new WebhookRefused('the signature is wrong or too old')
  }
  return (body, headers) => noticeOf(verify(body, headers.get('stripe-signature') ?? ''))
}

const ABOUT_PAYMENTS = new Set<string>([
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
])
const ABOUT_MONEY_GOING_BACK = new Set<string>([
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
])

function noticeOf({ id, type, account, data: { object } }: Stripe.Event): ProviderNotice | null {
  // Of an account that is connected to ours: its payments are its own, whatever they call themselves.
  if (account !== undefined) return null
  if (object.object === 'payment_intent' && ABOUT_PAYMENTS.has(type)) {
    const { payment_id: paymentId } = object.metadata
    // The account may take money for others too.
    if (paymentId === undefined || !UUID.test(paymentId)) return null
    // It says nothing of refunds.
    const snapshot = { status: statusOf(object), amountCaptured: BigInt(object.amount_received), amountRefunded: 0n }
    return { id, type, reference: object.id, paymentId, snapshot }
  }
  if ('payment_intent' in object && ABOUT_MONEY_GOING_BACK.has(type)) {
    const { payment_intent: intent } = object as Stripe.Refund | Stripe.Charge | Stripe.Dispute
    const reference = typeof intent === 'string' ? intent : (intent?.id ?? null)
    return reference === null ? null : { id, type, reference, paymentId: null, snapshot: null }
  }
  return null
}
