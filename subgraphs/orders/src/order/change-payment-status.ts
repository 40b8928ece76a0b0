import type { Transaction } from '../database.ts'
import { recordHistory } from '../history/history-store.ts'
import { announcePaymentStatus } from './order-events.ts'
import { updateOrder } from './order-store.ts'
import { isFinal, type Order } from './order.ts'
import { paymentCanBecome, type OrderPaymentStatus } from './payment-status.ts'

/** Moves a locked order's money forward. What is out of date, or was said before, changes nothing. */
export async function changePaymentStatus(
  tx: Transaction,
  order: Order,
  to: OrderPaymentStatus,
  now: Date,
  { capturedOnShipment = order.capturedOnShipment }: { capturedOnShipment?: boolean } = {},
): Promise<Order> {
  if (!paymentCanBecome(order.paymentStatus, to)) return order
  // A final order that staff were shown waited for its money, and that has moved.
  const attentionReason = isFinal(order.status) ? null : order.attentionReason
  const changed = await updateOrder(tx, order, { paymentStatus: to, attentionReason, capturedOnShipment }, now)
  const words = `The money is ${to}; it was ${order.paymentStatus}.`
  await recordHistory(tx, order.id, 'PAYMENT_STATUS_CHANGED', words, now)
  await announcePaymentStatus(tx, changed)
  return changed
}
