/** What the customer must do before a payment goes on, as Stripe names it: `redirect_to_url`. */
export type NextAction = { type: string; redirectUrl: string }

/** Every request names the payment by our id, and is done once however often its key comes. */
type ProviderRequest = { idempotencyKey: string; paymentId: string; signal: AbortSignal }

/** `amount` is in minor units and may be 0, which an adapter answers itself where its provider takes no such amount. */
export type AuthorizeRequest = ProviderRequest & {
  amount: bigint
  currency: string
  paymentMethod: string
  /** True when the customer did what an earlier `requires_action` asked. */
  customerActed: boolean
}
export type CaptureRequest = ProviderRequest & { amount: bigint; currency: string }
export type CancelRequest = ProviderRequest
export type RefundRequest = ProviderRequest & { refundId: string; amount: bigint; currency: string }

/** The provider refused. `code` in Stripe's words: https://docs.stripe.com/declines/codes */
export type Declined = { outcome: 'declined'; code: string }
export type Succeeded = { outcome: 'succeeded' }
export type ActionRequired = { outcome: 'requires_action'; nextAction: NextAction }

/**
 * A payment provider. A rejected promise means that nobody knows what came of the request: it is repeated with the same
 * key. Implementations end when `signal` fires.
 */
export type PaymentProvider = {
  authorize(request: AuthorizeRequest): Promise<Succeeded | Declined | ActionRequired>
  capture(request: CaptureRequest): Promise<Succeeded | Declined>
  /** Takes back an authorization, or sees to it that a late one has no effect: a payment that it never saw counts too. */
  cancel(request: CancelRequest): Promise<Succeeded | Declined>
  refund(request: RefundRequest): Promise<Succeeded | Declined>
}

/** The provider did not answer in time. */
export class ProviderTimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`the payment provider did not answer within ${timeoutMs} ms`)
    this.name = 'ProviderTimeoutError'
  }
}
