export type OrderPaymentStatus =
  | 'PENDING'
  | 'REQUIRES_ACTION'
  | 'AUTHORIZED'
  | 'PAID'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'FAILED'
  | 'VOIDED'

// Steps may be left out, because events may overtake each other; nothing leads backward.
const TRANSITIONS: Readonly<Record<OrderPaymentStatus, readonly OrderPaymentStatus[]>> = {
  PENDING: ['REQUIRES_ACTION', 'AUTHORIZED', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED', 'VOIDED'],
  REQUIRES_ACTION: ['AUTHORIZED', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED', 'VOIDED'],
  AUTHORIZED: ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED', 'VOIDED'],
  PAID: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  PARTIALLY_REFUNDED: ['REFUNDED'],
  REFUNDED: [],
  FAILED: [],
  VOIDED: [],
}

/** Whether an event that reports `to` has something to say of a payment that stands at `from`. */
export function paymentCanBecome(from: OrderPaymentStatus, to: OrderPaymentStatus): boolean {
  return TRANSITIONS[from].includes(to)
}
