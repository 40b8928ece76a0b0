import type { Clock } from '@shop/subgraph/clock'
import { Stripe } from 'stripe'
import type { StripeSettings } from '../../config.ts'
import type { AuthorizeRequest, CancelRequest, PaymentProvider, ProviderAnswer } from '../provider.ts'
import { declinedBy, withoutSecrets } from './stripe-errors.ts'
import { answerOf, isConfirmed, recordOf } from './stripe-objects.ts'
import { createWebhookReader } from './stripe-webhook.ts'

/** The version of Stripe's API that this was written against, and that the package's types describe. */
const API_VERSION = '2026-10-28.endive'

const WITH_CHARGE = { expand: ['latest_charge'] }

/**
 * Stripe, through PaymentIntents that are captured by us. Each is created first and confirmed then, by two requests: one that was
 * only created has moved no money, so creating it again by the same key finds its name whatever was lost. For a day: longer
 * Stripe does not remember keys, and of a key it repeats faults too, so what is asked again is looked up first.
 */
export function createStripeProvider(settings: StripeSettings, timeoutMs: number, clock: Clock): PaymentProvider {
  const { secretKey, apiUrl, returnUrl } = settings
  const stripe = new Stripe(secretKey, {
    apiVersion: API_VERSION,
    // Our worker repeats, and writes down that it does.
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(apiUrl && {
      protocol: apiUrl.protocol === 'http:' ? 'http' : 'https',
      host: apiUrl.hostname,
      port: apiUrl.port || (apiUrl.protocol === 'http:' ? 80 : 443),
    }),
  })

  /** One customer per order, so that a method can be charged again when the order becomes dearer. */
  async function customerOf({ orderId, savedCustomer }: AuthorizeRequest | CancelRequest): Promise<string> {
    if (savedCustomer !== null) return savedCustomer
    const idempotencyKey = `order:${orderId}:customer`
    return (await stripe.customers.create({ metadata: { order_id: orderId } }, { idempotencyKey })).id
  }

  async function create(request: AuthorizeRequest | CancelRequest, customer: string): Promise<Stripe.PaymentIntent> {
    const { paymentId, orderId, amount, currency } = request
    return stripe.paymentIntents.create(
      {
        amount: Number(amount),
        currency: currency.toLowerCase(),
        capture_method: 'manual',
        allowed_payment_method_types: ['card'],
        customer,
        metadata: { payment_id: paymentId, order_id: orderId },
      },
      { idempotencyKey: `payment:${paymentId}:create` },
    )
  }

  async function authorize(request: AuthorizeRequest): Promise<ProviderAnswer> {
    if (request.customerActed && request.reference !== null) {
      return answerOf(await stripe.paymentIntents.retrieve(request.reference, WITH_CHARGE))
    }
    const customer = await customerOf(request)
    const id = await identify(request, customer, request.attempt > 1)
    const known = request.attempt > 1 ? await stripe.paymentIntents.retrieve(id, WITH_CHARGE) : null
    return answerOf(known && isConfirmed(known) ? known : await confirm(request, id))
  }

  /** The name of a payment whose answer may have been lost: for a day the key tells it, after that only what is written on it. */
  async function identify(
    request: AuthorizeRequest | CancelRequest,
    customer: string,
    isInDoubt: boolean,
  ): Promise<string> {
    const known = request.reference ?? (isInDoubt ? await nameOf(stripe, request.paymentId) : null)
    return known ?? (await create(request, customer)).id
  }

  async function confirm(request: AuthorizeRequest, id: string): Promise<Stripe.PaymentIntent> {
    return stripe.paymentIntents.confirm(
      id,
      {
        payment_method: request.paymentMethod,
        ...(request.isOffSession
          ? { off_session: true }
          : { return_url: returnUrl, setup_future_usage: 'off_session' }),
        ...(request.capturesInParts
          ? { payment_method_options: { card: { request_multicapture: 'if_available' as const } } }
          : {}),
        ...WITH_CHARGE,
      },
      { idempotencyKey: request.idempotencyKey },
    )
  }

  async function cancel(request: CancelRequest): Promise<void> {
    const reference = request.reference ?? (await identify(request, await customerOf(request), true))
    try {
      await stripe.paymentIntents.cancel(reference, {}, { idempotencyKey: request.idempotencyKey })
    } catch (error) {
      // It ran out, or somebody cancelled it at Stripe.
      const { status } = await stripe.paymentIntents.retrieve(reference)
      if (status !== 'canceled') throw error
    }
  }

  return {
    async authorize(request) {
      // Stripe takes no payments of nothing.
      if (request.amount === 0n) return { outcome: 'succeeded', canCaptureInParts: true }
      return declinedBy(() => authorize(request))
    },
    async capture({ reference, amount, captured, isLast, idempotencyKey, attempt }) {
      if (reference === null) return { outcome: 'succeeded' }
      return declinedBy(async () => {
        const known = attempt > 1 ? await stripe.paymentIntents.retrieve(reference) : null
        const isDone = known?.status === 'succeeded' || (amount > 0n && known?.status === 'requires_capture')
        if (known && isDone && BigInt(known.amount_received) === captured + amount) return { outcome: 'succeeded' }
        // Whoever may not capture in parts may not say so either.
        const last = amount === 0n ? { final_capture: true } : isLast ? {} : { final_capture: false }
        const parameters = { amount_to_capture: Number(amount), ...last }
        await stripe.paymentIntents.capture(reference, parameters, { idempotencyKey })
        return { outcome: 'succeeded' }
      })
    },
    async cancel(request) {
      if (request.amount === 0n) return { outcome: 'succeeded' }
      return declinedBy(async () => {
        await cancel(request)
        return { outcome: 'succeeded' }
      })
    },
    async refund({ reference, refundId, amount, idempotencyKey, attempt }) {
      return declinedBy(async () => {
        if (reference === null) throw new Error('a payment without a name at Stripe was captured')
        const known = attempt > 1 ? await refundsOf(stripe, reference) : []
        const { status, failure_reason: reason } =
          known.find(({ metadata }) => metadata?.refund_id === refundId) ??
          (await stripe.refunds.create(
            { payment_intent: reference, amount: Number(amount), metadata: { refund_id: refundId } },
            { idempotencyKey },
          ))
        const hasFailed = status === 'failed' || status === 'canceled'
        return hasFailed ? { outcome: 'declined', code: reason ?? 'refund_failed' } : { outcome: 'succeeded' }
      })
    },
    async find({ paymentId, reference }) {
      return withoutSecrets(async () => {
        const name = reference ?? (await nameOf(stripe, paymentId))
        if (name === null) return null
        const [intent, refunds, disputes] = await Promise.all([
          stripe.paymentIntents.retrieve(name, WITH_CHARGE),
          refundsOf(stripe, name),
          stripe.disputes.list({ payment_intent: name, limit: 100 }),
        ])
        return recordOf(intent, refunds, disputes.data, await movesOf(stripe, intent))
      })
    },
    readWebhook: createWebhookReader(stripe, settings.webhookSecrets, clock),
  }
}

async function refundsOf(stripe: Stripe, paymentIntent: string): Promise<Stripe.Refund[]> {
  return (await stripe.refunds.list({ payment_intent: paymentIntent, limit: 100 })).data
}

/** How the captures of a payment came to the shop's account, with Stripe's fees; some take up to an hour. */
async function movesOf(stripe: Stripe, { latest_charge: charge }: Stripe.PaymentIntent) {
  if (charge === null || typeof charge === 'string') return []
  return (await stripe.balanceTransactions.list({ source: charge.id, limit: 100 })).data
}

/** The name of a payment whose answer was lost. */
async function nameOf(stripe: Stripe, paymentId: string): Promise<string | null> {
  const found = await stripe.paymentIntents.search({ query: `metadata['payment_id']:'${paymentId}'`, limit: 1 })
  return found.data[0]?.id ?? null
}
