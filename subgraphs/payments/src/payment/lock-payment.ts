import type { Transaction } from '../database.ts'
import { lockOrder } from '../order/order-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { findPayment, lockPaymentsOf } from './payment-store.ts'
import type { PaymentRow } from './payment-store.ts'

/** A payment and its order, locked as everything locks them: the order, then its payments. Nulls when there is no such payment. */
export async function lockPayment(
  tx: Transaction,
  id: string,
): Promise<{ order: OrderRow | null; payments: PaymentRow[]; payment: PaymentRow | null }> {
  const seen = await findPayment(tx, id)
  if (!seen) return { order: null, payments: [], payment: null }
  const order = await lockOrder(tx, seen.orderId)
  const payments = await lockPaymentsOf(tx, seen.orderId)
  return { order, payments, payment: payments.find((payment) => payment.id === id) ?? null }
}
