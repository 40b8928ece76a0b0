import type { PaymentStatus } from '../payment/payment.ts'

/** What the customer must do before a payment goes on, as Stripe names it: `redirect_to_url`. */
export type NextAction = { type: string; redirectUrl: string }

/**
 * What every request says. It is done once however often its key comes. `reference` is the provider's own name of the payment,
 * null before it has told it. What else it says is what was asked for when the payment was authorized: with that an
 * adapter finds a payment again whose name was lost with an answer.
 */
export type ProviderRequest = {
  paymentId: string
  orderId: string
  currency: string
  paymentMethod: string
  reference: string | null
  /** The provider's name of the customer, when an earlier payment of the order has told it. */
  savedCustomer: string | null
  idempotencyKey: string
  /** Counts from 1. From 2 on an answer was lost: whether it was done before may be in the provider's books. */
  attempt: number
  signal: AbortSignal
}

/** `amount` is in minor units and may be 0, which an adapter answers itself where its provider takes no such amount. */
export type AuthorizeRequest = ProviderRequest & {
  amount: bigint
  /** True when the customer did what an earlier `requires_action` asked. */
  customerActed: boolean
  /** Whether captures in several parts are wanted. */
  capturesInParts: boolean
  /** Whether the customer cannot be asked for anything now. */
  isOffSession: boolean
}
/** `amount` is what is captured now, after `captured` before; 0 with `isLast` only releases what is left of the authorization. */
export type CaptureRequest = ProviderRequest & { amount: bigint; captured: bigint; isLast: boolean }
/** `amount` is what was authorized. */
export type CancelRequest = ProviderRequest & { amount: bigint }
export type RefundRequest = Pick<
  ProviderRequest,
  'paymentId' | 'currency' | 'reference' | 'idempotencyKey' | 'attempt' | 'signal'
> & {
  refundId: string
  amount: bigint
}

/** The provider refused. `code` in Stripe's words: https://docs.stripe.com/declines/codes */
export type Declined = { outcome: 'declined'; code: string; reference?: string | null }
/** Done. Of an authorization it says more: the names by which the provider knows payment and customer, and what it can do. */
export type Succeeded = {
  outcome: 'succeeded'
  reference?: string | null
  customer?: string | null
  canCaptureInParts?: boolean
}
export type ActionRequired = { outcome: 'requires_action'; nextAction: NextAction; reference?: string | null }
export type ProviderAnswer = Succeeded | Declined | ActionRequired

/** Money that the customer's bank withdrew, or gave back after that (`isWithdrawn` false). Minor units. */
export type ProviderDispute = { id: string; amount: bigint; fee: bigint; isWithdrawn: boolean }

/** What the provider's own books say of a payment. Minor units; refunds that failed do not count. */
export type ProviderRecord = {
  reference: string
  status: PaymentStatus
  /** What the customer was asked for, and its currency. */
  amount: bigint
  currency: string
  amountCaptured: bigint
  amountRefunded: bigint
  disputes: ProviderDispute[]
  /** What the provider took for the captures until now, as far as it is known, in the payment's currency. */
  fees: bigint
  canCaptureInParts: boolean
  failureCode: string | null
  /** The provider's name of the customer; null when it has none. */
  customer: string | null
}

/** What a webhook says. It is only ever a reason to look: what counts is what `find` answers then. */
export type ProviderNotice = {
  id: string
  type: string
  reference: string
  /** Our own name of the payment, when the webhook has it. */
  paymentId: string | null
  /** How the payment was then, when the webhook says so. */
  snapshot: Pick<ProviderRecord, 'status' | 'amountCaptured' | 'amountRefunded'> | null
}

/** The webhook is not the provider's, or is too old. */
export class WebhookRefused extends Error {}

/**
 * A payment provider. A rejected promise means that nobody knows what came of the request: it is repeated with the same
 * key, for as long as it takes. Then an adapter looks into the provider's books before it asks again: a provider may repeat a fault
 * to whoever repeats a key, and forget keys after a day. Implementations end when `signal` fires.
 */
export type PaymentProvider = {
  authorize(request: AuthorizeRequest): Promise<ProviderAnswer>
  capture(request: CaptureRequest): Promise<Succeeded | Declined>
  /** Takes back an authorization, or sees to it that a late one has no effect: a payment that it never saw counts too. */
  cancel(request: CancelRequest): Promise<Succeeded | Declined>
  refund(request: RefundRequest): Promise<Succeeded | Declined>
  /** What the provider knows of a payment; null when it has never heard of it. */
  find(request: { paymentId: string; reference: string | null; signal: AbortSignal }): Promise<ProviderRecord | null>
  /** Reads a webhook, as the bytes that came. Null for one that is about no payment of ours. Throws WebhookRefused. */
  readWebhook(body: string, headers: Headers): ProviderNotice | null
}

/** The provider did not answer in time. */
export class ProviderTimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`the payment provider did not answer within ${timeoutMs} ms`)
    this.name = 'ProviderTimeoutError'
  }
}
