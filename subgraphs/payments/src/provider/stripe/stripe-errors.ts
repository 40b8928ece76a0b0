import { Stripe } from 'stripe'
import type { Declined } from '../provider.ts'

/**
 * Makes a request, and gives what Stripe refuses for good as an answer: a card that was declined, a method that it does not know,
 * a payment that is in no state for it. Everything else rejects: nobody knows what came of it.
 */
export async function declinedBy<Answer>(request: () => Promise<Answer>): Promise<Answer | Declined> {
  return withoutSecrets(request, (error) => {
    const { payment_intent: intent } = error
    const reference = intent?.id ?? null
    if (error instanceof Stripe.errors.StripeCardError) {
      return { outcome: 'declined', code: error.decline_code ?? error.code ?? 'card_declined', reference }
    }
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      const code = error.param === 'payment_method' ? 'payment_method_invalid' : (error.code ?? 'invalid_request')
      return { outcome: 'declined', code, reference }
    }
    return null
  })
}

/** Makes a request; its errors say what went wrong and not what was sent: whole requests are in those of the package. */
export async function withoutSecrets<Answer, Handled = never>(
  request: () => Promise<Answer>,
  handle: (error: Stripe.errors.StripeError) => Handled | null = () => null,
): Promise<Answer | Handled> {
  try {
    return await request()
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    const handled = handle(error)
    if (handled !== null) return handled
    const { type, code, statusCode, requestId } = error
    // oxlint-disable-next-line eslint/preserve-caught-error -- it holds the request, and whoever logs it would log that
    throw new Error(
      `Stripe answered ${type} ${code ?? ''} (status ${statusCode ?? 'none'}, request ${requestId ?? 'unknown'})`,
    )
  }
}
