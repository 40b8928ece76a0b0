/** What the customer's bank does about a captured payment that the customer disputes: the money is withdrawn at once. */
export type SandboxDispute = { id: string; amount: bigint; fee: bigint; status: 'needs_response' | 'won' | 'lost' }

/** What the sandbox knows of one payment. Statuses in Stripe's spelling. Amounts in minor units. */
export type SandboxIntent = {
  paymentMethod: string
  status: 'requires_payment_method' | 'requires_action' | 'requires_capture' | 'succeeded' | 'canceled'
  amount: bigint
  currency: string
  amountCaptured: bigint
  amountRefunded: bigint
  /** What the sandbox took for the captures; refunds give nothing of it back. */
  fees: bigint
  dispute: SandboxDispute | null
}

/** What a capture costs the shop: a share of it in hundredths of a percent, and an amount in minor units. */
export type SandboxFees = { basisPoints: number; fixed: number }

/** What Stripe takes of a card in most places: 2.9 % and 30 cents. */
export const STANDARD_FEES: SandboxFees = { basisPoints: 290, fixed: 30 }

/** A request without what only its delivery needs. */
export type SandboxRequest =
  | { operation: 'authorize'; amount: bigint; currency: string; paymentMethod: string; customerActed: boolean }
  /** `isFinal` releases what is not captured then. */
  | { operation: 'capture'; amount: bigint; currency: string; isFinal: boolean }
  | { operation: 'cancel' }
  | { operation: 'refund'; amount: bigint; currency: string }
  /** The customer says yes on the bank's page. */
  | { operation: 'act' }
  /** How the bank decides about the dispute. */
  | { operation: 'close_dispute'; status: 'won' | 'lost' }

/** How an operation ended. `code` is a decline code in Stripe's words. */
export type SandboxAnswer =
  | { outcome: 'succeeded' }
  | { outcome: 'declined'; code: string }
  | { outcome: 'requires_action'; nextAction: { type: string; redirectUrl: string } }

/** An answer, the intent after it, and what a webhook tells of that; null when nothing happened. */
export type SandboxDecision = { answer: SandboxAnswer; intent: SandboxIntent | null; event: string | null }

/** The token whose payments the sandbox never answers about, although it sets the money aside: the worst that can happen. */
export const SILENT_TOKEN = 'pm_card_timeout'
/** The token whose payments the customer disputes as soon as they are captured. */
export const DISPUTED_TOKEN = 'pm_card_createDispute'
const DISPUTE_FEE = 1_500n

const UNEXPECTED_STATE: SandboxAnswer = { outcome: 'declined', code: 'payment_intent_unexpected_state' }
const SUCCEEDED: SandboxAnswer = { outcome: 'succeeded' }

/**
 * What the sandbox answers, and the intent afterwards. Pure: the state and its journal are store.ts's. `redirectUrl` is
 * where the customer of this payment is sent to when they must act; `fees` what captures cost the shop.
 */
export function answerRequest(
  intent: SandboxIntent | null,
  request: SandboxRequest,
  redirectUrl: string,
  fees: SandboxFees = STANDARD_FEES,
): SandboxDecision {
  switch (request.operation) {
    case 'authorize':
      return authorize(intent, request, redirectUrl)
    case 'cancel':
      return cancel(intent)
    case 'act':
      if (intent?.status !== 'requires_action') return refuse(intent)
      return authorize(intent, { ...intent, operation: 'authorize', customerActed: true }, redirectUrl)
    case 'close_dispute':
      return closeDispute(intent, request.status)
    case 'capture':
    case 'refund': {
      if (!intent || intent.currency !== request.currency) return refuse(intent)
      return request.operation === 'capture' ? capture(intent, request, fees) : refund(intent, request.amount)
    }
  }
}

function refuse(intent: SandboxIntent | null, answer: SandboxAnswer = UNEXPECTED_STATE): SandboxDecision {
  return { answer, intent, event: null }
}

function authorize(
  intent: SandboxIntent | null,
  request: Extract<SandboxRequest, { operation: 'authorize' }>,
  redirectUrl: string,
): SandboxDecision {
  const { amount, currency, paymentMethod } = request
  // The customer has said yes on the bank's page already, and the shop asks whether they did.
  if (intent?.status === 'requires_capture' && request.customerActed) return refuse(intent, SUCCEEDED)
  if (intent && intent.status !== 'requires_action') return refuse(intent)
  const made = { paymentMethod, amount, currency, amountCaptured: 0n, amountRefunded: 0n, fees: 0n, dispute: null }
  const authorized: SandboxDecision = {
    answer: SUCCEEDED,
    intent: { ...made, status: 'requires_capture' },
    event: 'payment_intent.amount_capturable_updated',
  }
  switch (paymentMethod) {
    case 'pm_card_visa':
    case SILENT_TOKEN:
    case DISPUTED_TOKEN:
      return authorized
    case 'pm_card_authenticationRequired': {
      if (request.customerActed) return authorized
      const nextAction = { type: 'redirect_to_url', redirectUrl }
      return {
        answer: { outcome: 'requires_action', nextAction },
        intent: { ...made, status: 'requires_action' },
        event: 'payment_intent.requires_action',
      }
    }
    default: {
      const code = paymentMethod === 'pm_card_chargeDeclined' ? 'card_declined' : 'payment_method_invalid'
      return {
        answer: { outcome: 'declined', code },
        intent: { ...made, status: 'requires_payment_method' },
        event: 'payment_intent.payment_failed',
      }
    }
  }
}

function capture(
  intent: SandboxIntent,
  { amount, isFinal }: Extract<SandboxRequest, { operation: 'capture' }>,
  fees: SandboxFees,
): SandboxDecision {
  const amountCaptured = intent.amountCaptured + amount
  if (intent.status !== 'requires_capture' || amountCaptured > intent.amount) return refuse(intent)
  const isOver = isFinal || amountCaptured === intent.amount
  const isDisputed = isOver && amountCaptured > 0n && intent.paymentMethod === DISPUTED_TOKEN
  const dispute: SandboxDispute | null = isDisputed
    ? { id: 'dp_1', amount: amountCaptured, fee: DISPUTE_FEE, status: 'needs_response' }
    : null
  const captured: SandboxIntent = {
    ...intent,
    status: isOver ? 'succeeded' : 'requires_capture',
    amountCaptured,
    fees: intent.fees + feeOf(amount, fees),
    dispute,
  }
  const event = isOver ? 'payment_intent.succeeded' : 'charge.updated'
  return { answer: SUCCEEDED, intent: captured, event: dispute ? 'charge.dispute.created' : event }
}

/** Rounded half up. */
function feeOf(amount: bigint, { basisPoints, fixed }: SandboxFees): bigint {
  return amount === 0n ? 0n : (amount * BigInt(basisPoints) + 5_000n) / 10_000n + BigInt(fixed)
}

function cancel(intent: SandboxIntent | null): SandboxDecision {
  // One that was never seen is remembered as canceled, so that an authorization which comes later is refused.
  const unseen = {
    paymentMethod: '',
    amount: 0n,
    currency: 'XXX',
    amountCaptured: 0n,
    amountRefunded: 0n,
    fees: 0n,
    dispute: null,
  }
  if (!intent) return { answer: SUCCEEDED, intent: { ...unseen, status: 'canceled' }, event: null }
  if (intent.status === 'canceled') return refuse(intent, SUCCEEDED)
  if (intent.status === 'succeeded' || intent.amountCaptured > 0n) return refuse(intent)
  return { answer: SUCCEEDED, intent: { ...intent, status: 'canceled' }, event: 'payment_intent.canceled' }
}

function refund(intent: SandboxIntent, amount: bigint): SandboxDecision {
  if (intent.status !== 'succeeded') return refuse(intent)
  const amountRefunded = intent.amountRefunded + amount
  const withdrawn = intent.dispute && intent.dispute.status !== 'won' ? intent.dispute.amount : 0n
  if (amountRefunded + withdrawn > intent.amountCaptured) {
    return refuse(intent, { outcome: 'declined', code: withdrawn > 0n ? 'charge_disputed' : 'amount_too_large' })
  }
  return { answer: SUCCEEDED, intent: { ...intent, amountRefunded }, event: 'charge.refunded' }
}

function closeDispute(intent: SandboxIntent | null, status: 'won' | 'lost'): SandboxDecision {
  if (intent?.dispute?.status !== 'needs_response') return refuse(intent)
  const dispute = { ...intent.dispute, status }
  return { answer: SUCCEEDED, intent: { ...intent, dispute }, event: 'charge.dispute.closed' }
}
