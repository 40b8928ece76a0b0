import type { Transaction } from '../database.ts'
import { findReturnsWithoutRefund } from '../order/order-store.ts'
import { refundableAmount } from '../payment/payment.ts'
import { reserveForRefund } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { appendRefundSettled } from './refund-events.ts'
import { splitRefundable } from './refund.ts'
import { insertRefund } from './refund-store.ts'
import type { NewRefund } from './refund-store.ts'

/**
 * Makes the refunds that events ask for and that do not exist yet: one for each return, and all that is left when the order
 * is cancelled. The payment is captured, and locked by the transaction.
 */
export async function createOwedRefunds(tx: Transaction, payment: PaymentRow, now: Date): Promise<void> {
  const returns = await findReturnsWithoutRefund(tx, payment.orderId)
  const owed = splitRefundable(refundableAmount(payment), returns, payment.goal === 'CANCEL')
  for (const { id, amount } of owed.returns) {
    const refund = await create(tx, payment, { cause: 'RETURN', returnId: id, amount, reason: 'Goods returned', now })
    // Its money went back before it arrived; orders waits for the word all the same.
    if (refund.amount === 0n) await appendRefundSettled(tx, refund, payment)
  }
  if (owed.rest > 0n) {
    await create(tx, payment, { cause: 'ORDER_CANCELLED', amount: owed.rest, reason: 'Order cancelled', now })
  }
}

async function create(tx: Transaction, payment: PaymentRow, refund: Omit<NewRefund, 'paymentId' | 'currency'>) {
  if (refund.amount > 0n && !(await reserveForRefund(tx, payment.id, refund.amount))) {
    throw new Error(`payment ${payment.id} was changed by another transaction although it is locked`)
  }
  return insertRefund(tx, { ...refund, paymentId: payment.id, currency: payment.currency })
}
