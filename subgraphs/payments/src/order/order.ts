import type { PaymentGoal } from '../payment/payment.ts'

/** Which facts about an order have been heard, each from its own event. */
export type OrderFacts = { reservedAt: Date | null; confirmedAt: Date | null; cancelledAt: Date | null }

/** What is to happen with the order's payments, given all that was heard, in whatever order it came. */
export function goalOf(order: OrderFacts): PaymentGoal {
  if (order.cancelledAt) return 'CANCEL'
  if (order.confirmedAt) return 'CAPTURE'
  return order.reservedAt ? 'AUTHORIZE' : 'NONE'
}

/** What the order costs now, in minor units: as it was placed, or as it was edited last. Null before it is known. */
export function totalOf(order: { total: bigint | null; editedTotal: bigint | null }): bigint | null {
  return order.editedTotal ?? order.total
}

/**
 * What of the order's total has left in parcels, in minor units: as was told of all of them together, or their shares added up, where
 * that is more. Shares alone do not add up to a total that an edit changed between two parcels.
 */
export function shippedOf({ shipped, shippedTold }: { shipped: bigint; shippedTold: bigint | null }): bigint {
  return shippedTold !== null && shippedTold > shipped ? shippedTold : shipped
}

/**
 * What is still to be paid, in minor units. Money that was given back does not become due again: it was given back
 * because less is owed. A cancelled order owes nothing.
 */
export function amountDue(order: { total: bigint; cancelledAt: Date | null }, amountPaid: bigint): bigint {
  if (order.cancelledAt || amountPaid > order.total) return 0n
  return order.total - amountPaid
}
