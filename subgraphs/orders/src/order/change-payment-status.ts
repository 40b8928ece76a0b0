import type { Transaction } from '../database.ts'
import type { HistoryNote } from '../history/history.ts'
import { withoutAttention } from './attention.ts'
import { announcePaymentStatus } from './order-events.ts'
import { updateOrder, type OrderChanges } from './order-store.ts'
import { isSettled, type Order } from './order.ts'
import { paymentCanBecome, type OrderPaymentStatus } from './payment-status.ts'

/** What moves an order's money forward; null when that is out of date, or was said before. */
export function paymentChange(
  order: Order,
  to: OrderPaymentStatus,
  { capturedOnShipment = order.capturedOnShipment }: { capturedOnShipment?: boolean } = {},
): { changes: OrderChanges; note: HistoryNote } | null {
  if (!paymentCanBecome(order.paymentStatus, to)) return null
  // Staff who were shown that a final order waited for its money hear that it has moved, and that it has come to rest.
  const isAtRest = isSettled({ status: order.status, paymentStatus: to })
  const heard = withoutAttention(order, isAtRest ? ['VOID', 'CAPTURE', 'REFUND'] : ['VOID'])
  return {
    changes: { paymentStatus: to, capturedOnShipment, ...heard },
    note: { kind: 'PAYMENT_STATUS_CHANGED', message: `The money is ${to}; it was ${order.paymentStatus}.` },
  }
}

/** Moves a locked order's money forward, if that is news. */
export async function changePaymentStatus(
  tx: Transaction,
  order: Order,
  to: OrderPaymentStatus,
  now: Date,
): Promise<Order> {
  const change = paymentChange(order, to)
  if (!change) return order
  const changed = await updateOrder(tx, order, change.changes, now, change.note)
  await announcePaymentStatus(tx, changed)
  return changed
}
