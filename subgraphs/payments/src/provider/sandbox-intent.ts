import type { ActionRequired, Declined, Succeeded } from './provider.ts'

/** What the sandbox knows of one payment. Statuses in Stripe's spelling. Amounts in minor units. */
export type SandboxIntent = {
  paymentMethod: string
  status: 'requires_payment_method' | 'requires_action' | 'requires_capture' | 'succeeded' | 'canceled'
  amount: bigint
  currency: string
  amountCaptured: bigint
  amountRefunded: bigint
}

/** A request without what only its delivery needs. */
export type SandboxRequest =
  | { operation: 'authorize'; amount: bigint; currency: string; paymentMethod: string; customerActed: boolean }
  | { operation: 'capture'; amount: bigint; currency: string }
  | { operation: 'cancel' }
  | { operation: 'refund'; amount: bigint; currency: string }

export type SandboxAnswer = Succeeded | Declined | ActionRequired

/** The token whose payments the sandbox never answers about, although it sets the money aside: the worst that can happen. */
export const SILENT_TOKEN = 'pm_card_timeout'

const UNEXPECTED_STATE: Declined = { outcome: 'declined', code: 'payment_intent_unexpected_state' }
const SUCCEEDED: Succeeded = { outcome: 'succeeded' }

/**
 * What the sandbox answers, and the intent afterwards. Pure: the state and its journal are sandbox-store.ts's.
 * `redirectUrl` is where the customer of this payment is sent to when they must act.
 */
export function answerRequest(
  intent: SandboxIntent | null,
  request: SandboxRequest,
  redirectUrl: string,
): { answer: SandboxAnswer; intent: SandboxIntent | null } {
  if (request.operation === 'authorize') return authorize(intent, request, redirectUrl)
  if (request.operation === 'cancel') return cancel(intent)
  if (!intent || intent.currency !== request.currency) return { answer: UNEXPECTED_STATE, intent }
  return request.operation === 'capture' ? capture(intent, request.amount) : refund(intent, request.amount)
}

function authorize(
  intent: SandboxIntent | null,
  request: Extract<SandboxRequest, { operation: 'authorize' }>,
  redirectUrl: string,
): { answer: SandboxAnswer; intent: SandboxIntent | null } {
  const { amount, currency, paymentMethod } = request
  if (intent && intent.status !== 'requires_action') return { answer: UNEXPECTED_STATE, intent }
  const made = { paymentMethod, amount, currency, amountCaptured: 0n, amountRefunded: 0n }
  switch (paymentMethod) {
    case 'pm_card_visa':
    case SILENT_TOKEN:
      return { answer: SUCCEEDED, intent: { ...made, status: 'requires_capture' } }
    case 'pm_card_authenticationRequired': {
      if (request.customerActed) return { answer: SUCCEEDED, intent: { ...made, status: 'requires_capture' } }
      const nextAction = { type: 'redirect_to_url', redirectUrl }
      return { answer: { outcome: 'requires_action', nextAction }, intent: { ...made, status: 'requires_action' } }
    }
    case 'pm_card_chargeDeclined':
      return decline('card_declined', made)
    default:
      return decline('payment_method_invalid', made)
  }
}

function decline(code: string, made: Omit<SandboxIntent, 'status'>): { answer: Declined; intent: SandboxIntent } {
  return { answer: { outcome: 'declined', code }, intent: { ...made, status: 'requires_payment_method' } }
}

function capture(intent: SandboxIntent, amount: bigint): { answer: SandboxAnswer; intent: SandboxIntent } {
  if (intent.status !== 'requires_capture' || amount > intent.amount) return { answer: UNEXPECTED_STATE, intent }
  return { answer: SUCCEEDED, intent: { ...intent, status: 'succeeded', amountCaptured: amount } }
}

function cancel(intent: SandboxIntent | null): { answer: SandboxAnswer; intent: SandboxIntent } {
  // One that was never seen is remembered as canceled, so that an authorization which comes later is refused.
  const unseen = { paymentMethod: '', amount: 0n, currency: 'XXX', amountCaptured: 0n, amountRefunded: 0n }
  if (!intent) return { answer: SUCCEEDED, intent: { ...unseen, status: 'canceled' } }
  if (intent.status === 'succeeded') return { answer: UNEXPECTED_STATE, intent }
  return { answer: SUCCEEDED, intent: { ...intent, status: 'canceled' } }
}

function refund(intent: SandboxIntent, amount: bigint): { answer: SandboxAnswer; intent: SandboxIntent } {
  if (intent.status !== 'succeeded') return { answer: UNEXPECTED_STATE, intent }
  const amountRefunded = intent.amountRefunded + amount
  if (amountRefunded > intent.amountCaptured) {
    return { answer: { outcome: 'declined', code: 'amount_too_large' }, intent }
  }
  return { answer: SUCCEEDED, intent: { ...intent, amountRefunded } }
}
