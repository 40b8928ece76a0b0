/** CUSTOMER: what customers owe. PROVIDER: what the payment provider holds for the shop. */
export type LedgerAccount = 'CUSTOMER' | 'PROVIDER'
export type LedgerEntryKind = 'CAPTURE' | 'REFUND'

/**
 * Both sides of a booking, in minor units; a debit is positive. A capture moves money to the provider's account and
 * settles what the customer owes; a refund goes the other way. Nothing to book for an amount of zero.
 */
export function bookingOf(kind: LedgerEntryKind, amount: bigint): { account: LedgerAccount; amount: bigint }[] {
  if (amount < 0n) throw new RangeError('a booking has no negative amount; its kind says the direction')
  if (amount === 0n) return []
  const debit = kind === 'CAPTURE' ? amount : -amount
  return [
    { account: 'PROVIDER', amount: debit },
    { account: 'CUSTOMER', amount: -debit },
  ]
}
