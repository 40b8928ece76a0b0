import { appendEvent } from '@shop/events/outbox'
import { RefundSettled } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import type { RefundRow } from './refund-store.ts'

/** Tells the others that money was given back, with the payment as it is after that. */
export async function appendRefundSettled(tx: Transaction, refund: RefundRow, payment: PaymentRow): Promise<void> {
  const money = (amount: bigint) => ({ amount: Number(amount), currencyCode: payment.currency })
  await appendEvent(tx, RefundSettled, {
    subject: payment.orderId,
    data: {
      orderId: payment.orderId,
      paymentId: payment.id,
      amount: money(refund.amount),
      refundId: refund.id,
      returnId: refund.returnId,
      refundedTotal: money(payment.amountRefunded),
      capturedTotal: money(payment.amountCaptured),
    },
  })
}
