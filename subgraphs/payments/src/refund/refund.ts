/** The provider gets one key for each refund: repeating it never gives back twice. */
export function refundProviderKey(refundId: string): string {
  return `refund:${refundId}`
}

/** A payment, and what of it can still be given back. Minor units. */
export type Refundable = { id: string; refundable: bigint }

/** What is taken from one payment. */
export type RefundShare = { paymentId: string; amount: bigint }

/**
 * Takes an amount from payments, the oldest first, and never more than is left of them: `payments` is changed. One share of
 * nothing, of the first payment, when nothing is left.
 */
export function takeRefund(payments: Refundable[], amount: bigint): RefundShare[] {
  let missing = amount
  const shares: RefundShare[] = []
  for (const payment of payments) {
    const share = payment.refundable < missing ? payment.refundable : missing
    payment.refundable -= share
    missing -= share
    if (share > 0n) shares.push({ paymentId: payment.id, amount: share })
  }
  const [first] = payments
  return shares.length > 0 || !first ? shares : [{ paymentId: first.id, amount: 0n }]
}
