/**
 * CUSTOMER: what customers owe. PROVIDER: what the payment provider holds for the shop. CHARGEBACKS: what customers' banks
 * have withdrawn. FEES: what the provider took for captures and chargebacks.
 */
export type LedgerAccount = 'CUSTOMER' | 'PROVIDER' | 'CHARGEBACKS' | 'FEES'

/** What is booked, in minor units. A reversal gives back what the chargeback took; its fee stays with the provider. */
export type Booking =
  | { kind: 'CAPTURE' | 'REFUND' | 'CHARGEBACK_REVERSAL' | 'FEE'; amount: bigint }
  | { kind: 'CHARGEBACK'; amount: bigint; fee: bigint }

/**
 * All sides of a booking; a debit is positive, and they sum to zero. A capture moves money to the provider's account and settles
 * what the customer owes; a refund goes the other way. Nothing to book for an amount of zero.
 */
export function bookingOf(booking: Booking): { account: LedgerAccount; amount: bigint }[] {
  const { amount } = booking
  const fee = booking.kind === 'CHARGEBACK' ? booking.fee : 0n
  if (amount < 0n || fee < 0n) throw new RangeError('a booking has no negative amount; its kind says the direction')
  const sides = (() => {
    switch (booking.kind) {
      case 'CAPTURE':
        return { PROVIDER: amount, CUSTOMER: -amount }
      case 'REFUND':
        return { PROVIDER: -amount, CUSTOMER: amount }
      case 'CHARGEBACK':
        return { PROVIDER: -amount - fee, CHARGEBACKS: amount, FEES: fee }
      case 'CHARGEBACK_REVERSAL':
        return { PROVIDER: amount, CHARGEBACKS: -amount }
      case 'FEE':
        return { PROVIDER: -amount, FEES: amount }
    }
  })()
  return Object.entries(sides).flatMap(([account, side]) =>
    side === 0n ? [] : [{ account: account as LedgerAccount, amount: side }],
  )
}
