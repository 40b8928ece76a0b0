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

/** A payment of which the customer's bank has withdrawn `disputed`: what of that could be given back if it came back. */
export type Disputable = Refundable & { disputed: bigint }

/**
 * Takes a return's money from payments as takeRefund does. Where too little is left because a bank has withdrawn some, the share of a
 * payment that cannot give all of it is `withheld`: if the dispute is lost the customer has that money, if it is won the shop owes it.
 */
export function takeReturn(payments: Disputable[], amount: bigint): { asked: RefundShare[]; withheld: RefundShare[] } {
  const left = payments.reduce((sum, { refundable }) => sum + refundable, 0n)
  if (amount <= left || payments.every(({ disputed }) => disputed === 0n)) {
    return { asked: takeRefund(payments, amount), withheld: [] }
  }
  const asked: RefundShare[] = []
  const withheld: RefundShare[] = []
  const whole = payments.map(({ id, refundable, disputed }) => ({ id, refundable: refundable + disputed }))
  for (const share of takeRefund(whole, amount)) {
    const payment = payments.find(({ id }) => id === share.paymentId)
    if (payment && share.amount <= payment.refundable) {
      payment.refundable -= share.amount
      asked.push(share)
    } else {
      if (payment) payment.disputed -= share.amount < payment.disputed ? share.amount : payment.disputed
      withheld.push(share)
    }
  }
  return { asked, withheld }
}
