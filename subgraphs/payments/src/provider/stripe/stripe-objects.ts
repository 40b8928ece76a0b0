import type { Stripe } from 'stripe'
import type { PaymentStatus } from '../../payment/payment.ts'
import type { ProviderAnswer, ProviderDispute, ProviderRecord } from '../provider.ts'

/** What a PaymentIntent says as the answer to its confirmation. */
export function answerOf(intent: Stripe.PaymentIntent): ProviderAnswer {
  const { id: reference } = intent
  switch (intent.status) {
    case 'requires_capture':
    case 'succeeded':
      return {
        outcome: 'succeeded',
        reference,
        customer: customerOf(intent),
        canCaptureInParts: canCaptureInParts(intent),
      }
    case 'requires_action': {
      const { next_action: action } = intent
      const redirectUrl = action?.redirect_to_url?.url
      if (!action || redirectUrl == null) throw new Error('Stripe asks for an action that has no address')
      return { outcome: 'requires_action', nextAction: { type: action.type, redirectUrl }, reference }
    }
    case 'requires_payment_method':
    case 'canceled':
      return { outcome: 'declined', code: failureCodeOf(intent) ?? 'card_declined', reference }
    case 'processing':
    case 'requires_confirmation':
    default:
      throw new Error(`Stripe has not decided about the payment: it is ${intent.status}`)
  }
}

/** Whether a payment was confirmed: whatever came of that, confirming it again is not the way to hear of it. */
export function isConfirmed({ status, last_payment_error: error }: Stripe.PaymentIntent): boolean {
  return status !== 'requires_confirmation' && (status !== 'requires_payment_method' || error !== null)
}

/** What Stripe's books say of a payment. */
export function recordOf(
  intent: Stripe.PaymentIntent,
  refunds: readonly Stripe.Refund[],
  disputes: readonly Stripe.Dispute[],
  captures: readonly Stripe.BalanceTransaction[],
): ProviderRecord {
  const given = refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled')
  return {
    reference: intent.id,
    status: statusOf(intent),
    amount: BigInt(intent.amount),
    currency: intent.currency.toUpperCase(),
    amountCaptured: BigInt(intent.amount_received),
    amountRefunded: BigInt(given.reduce((sum, { amount }) => sum + amount, 0)),
    disputes: disputes.flatMap(disputeOf),
    // One in the currency of the shop's account, where that is another, is not of this payment's books.
    fees: BigInt(captures.reduce((sum, { fee, currency }) => sum + (currency === intent.currency ? fee : 0), 0)),
    canCaptureInParts: canCaptureInParts(intent),
    failureCode: failureCodeOf(intent),
    customer: customerOf(intent),
  }
}

export function statusOf({ status }: Stripe.PaymentIntent): PaymentStatus {
  return status.toUpperCase() as PaymentStatus
}

/** An inquiry moves no money. A fee in another currency than the payment's is not one of its books. */
function disputeOf({ id, amount, currency, balance_transactions: moves }: Stripe.Dispute): ProviderDispute[] {
  if (moves.length === 0) return []
  const net = moves.reduce((sum, move) => sum + move.amount, 0)
  const fees = moves.reduce((sum, move) => sum + (move.currency === currency ? move.fee : 0), 0)
  return [{ id, amount: BigInt(amount), fee: BigInt(Math.max(0, fees)), isWithdrawn: net < 0 }]
}

function failureCodeOf({ last_payment_error: error }: Stripe.PaymentIntent): string | null {
  return error?.decline_code ?? error?.code ?? null
}

function customerOf({ customer }: Stripe.PaymentIntent): string | null {
  return typeof customer === 'string' ? customer : (customer?.id ?? null)
}

function canCaptureInParts({ latest_charge: charge }: Stripe.PaymentIntent): boolean {
  if (charge === null || typeof charge === 'string') return false
  return charge.payment_method_details?.card?.multicapture?.status === 'available'
}
