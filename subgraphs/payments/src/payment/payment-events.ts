import { appendEvent } from '@shop/events/outbox'
import {
  PaymentActionRequired,
  PaymentAuthorized,
  PaymentCanceled,
  PaymentCaptured,
  PaymentFailed,
} from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import type { PaymentStatus } from './payment.ts'
import type { PaymentRow } from './payment-store.ts'

/**
 * Tells the others where a payment stands now, in the transaction that brought it there. `from` is where it stood: closing
 * a payment whose failure was told already says nothing new.
 */
export async function appendPaymentEvent(tx: Transaction, payment: PaymentRow, from: PaymentStatus): Promise<void> {
  const data = {
    orderId: payment.orderId,
    paymentId: payment.id,
    amount: { amount: Number(payment.amount), currencyCode: payment.currency },
  }
  const subject = payment.orderId
  switch (payment.status) {
    case 'REQUIRES_CAPTURE':
      return appendEvent(tx, PaymentAuthorized, { subject, data })
    case 'REQUIRES_ACTION':
      return appendEvent(tx, PaymentActionRequired, { subject, data })
    case 'SUCCEEDED':
      return appendEvent(tx, PaymentCaptured, { subject, data })
    case 'REQUIRES_PAYMENT_METHOD':
      return appendEvent(tx, PaymentFailed, { subject, data: { ...data, code: payment.failureCode ?? 'declined' } })
    case 'CANCELED':
      if (from === 'REQUIRES_PAYMENT_METHOD') return
      // Nobody cancelled the order: the provider did not answer, and what it may have done was taken back.
      if (payment.goal !== 'CANCEL') {
        return appendEvent(tx, PaymentFailed, { subject, data: { ...data, code: payment.failureCode ?? 'canceled' } })
      }
      return appendEvent(tx, PaymentCanceled, { subject, data })
    case 'REQUIRES_CONFIRMATION':
    case 'PROCESSING':
      return
  }
}
