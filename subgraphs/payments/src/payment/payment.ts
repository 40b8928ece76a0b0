/** Where a payment stands, in Stripe's words: https://docs.stripe.com/payments/paymentintents/lifecycle */
export type PaymentStatus =
  | 'REQUIRES_PAYMENT_METHOD'
  | 'REQUIRES_CONFIRMATION'
  | 'REQUIRES_ACTION'
  | 'PROCESSING'
  | 'REQUIRES_CAPTURE'
  | 'SUCCEEDED'
  | 'CANCELED'

/** What is to happen with a payment, in rising order. Events only raise it, so it does not matter in what order they come. */
export const PAYMENT_GOALS = ['NONE', 'AUTHORIZE', 'CAPTURE', 'CANCEL'] as const
export type PaymentGoal = (typeof PAYMENT_GOALS)[number]

/** What the provider is asked. CONFIRM asks for the authorization again, after the customer acted. */
export type PaymentOperation = 'AUTHORIZE' | 'CONFIRM' | 'CAPTURE' | 'CANCEL'

/** What can happen to a payment. `partlyCaptured`: more is to be captured of it later. */
export type PaymentTrigger =
  | 'submitted'
  | 'authorized'
  | 'actionRequired'
  | 'confirmed'
  | 'declined'
  | 'partlyCaptured'
  | 'captured'
  | 'canceled'

const TRANSITIONS: Record<PaymentStatus, Partial<Record<PaymentTrigger, PaymentStatus>>> = {
  REQUIRES_CONFIRMATION: { submitted: 'PROCESSING', canceled: 'CANCELED' },
  PROCESSING: {
    // Again after a crash: the provider is asked once more, with the same key.
    submitted: 'PROCESSING',
    authorized: 'REQUIRES_CAPTURE',
    actionRequired: 'REQUIRES_ACTION',
    // By hand at the provider, before we have heard that it was authorized.
    partlyCaptured: 'REQUIRES_CAPTURE',
    captured: 'SUCCEEDED',
    declined: 'REQUIRES_PAYMENT_METHOD',
    canceled: 'CANCELED',
  },
  // The customer may act at their bank without coming back to us: then the provider tells us.
  REQUIRES_ACTION: {
    confirmed: 'PROCESSING',
    authorized: 'REQUIRES_CAPTURE',
    partlyCaptured: 'REQUIRES_CAPTURE',
    captured: 'SUCCEEDED',
    declined: 'REQUIRES_PAYMENT_METHOD',
    canceled: 'CANCELED',
  },
  REQUIRES_CAPTURE: {
    partlyCaptured: 'REQUIRES_CAPTURE',
    captured: 'SUCCEEDED',
    declined: 'REQUIRES_PAYMENT_METHOD',
    canceled: 'CANCELED',
  },
  REQUIRES_PAYMENT_METHOD: { canceled: 'CANCELED' },
  SUCCEEDED: {},
  CANCELED: {},
}

/** The status after the trigger, or null when it may not happen now. */
export function nextStatus(status: PaymentStatus, trigger: PaymentTrigger): PaymentStatus | null {
  return TRANSITIONS[status][trigger] ?? null
}

/** The status after the trigger. Throws when it may not happen now: a fault of ours or of the provider, never of a user. */
export function transition(status: PaymentStatus, trigger: PaymentTrigger): PaymentStatus {
  const next = nextStatus(status, trigger)
  if (next === null) throw new Error(`a payment in ${status} cannot be ${trigger}`)
  return next
}

/** Whether money can still come of a payment, or has. */
export function isLive({ status, goal }: { status: PaymentStatus; goal: PaymentGoal }): boolean {
  return status === 'SUCCEEDED' || (status !== 'CANCELED' && status !== 'REQUIRES_PAYMENT_METHOD' && goal !== 'CANCEL')
}

/** The part of a payment that decides what is to be done next. Amounts in minor units. */
export type PaymentProgress = {
  status: PaymentStatus
  goal: PaymentGoal
  operation: PaymentOperation | null
  amountCaptured: bigint
  /** How much is to be captured by now, in all. */
  captureTarget: bigint
  /** Nothing more will be captured after that: what is left of the authorization is released. */
  isLastCapture: boolean
}

/** What a worker does next: ask the provider, close without asking, tell that it has failed for good, or nothing. */
export type PaymentStep =
  | { kind: 'ask'; operation: PaymentOperation }
  | { kind: 'close' }
  | { kind: 'fail' }
  | { kind: 'rest' }

/**
 * Decides from the state alone what is to be done next, so that the same follows from events in any order and after a
 * crash at any point. An operation that was begun may have taken effect at the provider: it is repeated (with its key)
 * until it is answered, however long that takes. Only an authorization is left, when its order is cancelled, for a
 * cancellation, which takes it back whatever came of it.
 */
export function nextStep(payment: PaymentProgress): PaymentStep {
  const { status, goal, operation } = payment
  if (operation !== null) {
    const isLeft = goal === 'CANCEL' && (operation === 'AUTHORIZE' || operation === 'CONFIRM')
    return { kind: 'ask', operation: isLeft ? 'CANCEL' : operation }
  }
  switch (status) {
    case 'REQUIRES_CONFIRMATION':
      if (goal === 'NONE') return { kind: 'rest' }
      return goal === 'CANCEL' ? { kind: 'close' } : { kind: 'ask', operation: 'AUTHORIZE' }
    case 'PROCESSING':
      return { kind: 'ask', operation: goal === 'CANCEL' ? 'CANCEL' : 'CONFIRM' }
    case 'REQUIRES_ACTION':
      return goal === 'CANCEL' ? { kind: 'ask', operation: 'CANCEL' } : { kind: 'rest' }
    case 'REQUIRES_CAPTURE': {
      if (goal === 'CANCEL') return { kind: 'ask', operation: 'CANCEL' }
      const isCaptureDue = payment.captureTarget > payment.amountCaptured || payment.isLastCapture
      return goal === 'CAPTURE' && isCaptureDue ? { kind: 'ask', operation: 'CAPTURE' } : { kind: 'rest' }
    }
    case 'REQUIRES_PAYMENT_METHOD':
      return goal === 'CANCEL' ? { kind: 'close' } : { kind: 'fail' }
    case 'SUCCEEDED':
    case 'CANCELED':
      return { kind: 'rest' }
  }
}

/**
 * The provider gets one key for each thing that it is to do once: repeating the key never does it twice. A payment is
 * authorized and cancelled once; `count` numbers its captures and confirmations from 1, and says after how much the rest is released.
 */
export function providerKey(paymentId: string, operation: PaymentOperation | 'RELEASE', count = 1): string {
  const key = `payment:${paymentId}:${operation.toLowerCase()}`
  return count === 1 ? key : `${key}:${count}`
}

/** The key of what is being asked, or was asked last. */
export function operationKey(
  payment: { id: string; captures: number; confirmations: number; amountCaptured: bigint },
  operation: PaymentOperation,
): string {
  // Of what was captured in part only the rest can be let go, which is another request than the cancellation.
  if (operation === 'CANCEL' && payment.amountCaptured > 0n) {
    return providerKey(payment.id, 'RELEASE', Number(payment.amountCaptured))
  }
  const count = { AUTHORIZE: 1, CANCEL: 1, CAPTURE: payment.captures, CONFIRM: payment.confirmations }[operation]
  return providerKey(payment.id, operation, count)
}

/** What can still be given back: captured, not given back, not promised to a refund, not withdrawn by the bank. Minor units. */
export function refundableAmount(payment: {
  amountCaptured: bigint
  amountRefunded: bigint
  amountRefunding: bigint
  amountDisputed: bigint
}): bigint {
  const left = payment.amountCaptured - payment.amountRefunded - payment.amountRefunding - payment.amountDisputed
  return left > 0n ? left : 0n
}

/** How the provider answered. */
export type ProviderOutcome = 'succeeded' | 'declined' | 'requires_action'

/**
 * What an answer of the provider means for the payment; `isLast` says of a capture that it was the last. A cancellation of what was
 * captured in part releases the rest: the payment has succeeded with that part. Throws for an answer that cannot be.
 */
export function triggerOf(
  { operation, isLast, amountCaptured }: { operation: PaymentOperation; isLast: boolean; amountCaptured: bigint },
  outcome: ProviderOutcome,
): PaymentTrigger {
  const isAuthorization = operation === 'AUTHORIZE' || operation === 'CONFIRM'
  if (outcome === 'requires_action' && isAuthorization) return 'actionRequired'
  // What was captured before stays; the authorization has ended, so no more will come of it.
  if (outcome === 'declined' && operation !== 'CANCEL') return amountCaptured > 0n ? 'captured' : 'declined'
  if (outcome === 'succeeded') {
    if (isAuthorization) return 'authorized'
    if (operation === 'CAPTURE') return isLast ? 'captured' : 'partlyCaptured'
    return amountCaptured > 0n ? 'captured' : 'canceled'
  }
  throw new Error(`the payment provider answered ${operation} with ${outcome}`)
}

/** How the history names an operation. */
export function transactionKindOf(operation: PaymentOperation): 'AUTHORIZATION' | 'CAPTURE' | 'VOID' {
  if (operation === 'CAPTURE') return 'CAPTURE'
  return operation === 'CANCEL' ? 'VOID' : 'AUTHORIZATION'
}
