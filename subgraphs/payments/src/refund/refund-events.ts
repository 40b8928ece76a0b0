import { appendEvent } from '@shop/events/outbox'
import { RefundFailed, RefundSettled } from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import type { OrderRow } from '../order/order-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { owedTotalOf } from './owed-money.ts'
import type { RefundRow } from './refund-store.ts'

/**
 * Tells the others that money was given back, with the order's payments as they are after that. A return whose money comes
 * from several payments is named with the last of it.
 */
export async function appendRefundSettled(
  tx: Transaction,
  refund: RefundRow,
  order: OrderRow,
  payments: readonly PaymentRow[],
  { isReturnSettled }: { isReturnSettled: boolean },
): Promise<void> {
  const payment = payments.find(({ id }) => id === refund.paymentId)
  if (!payment) throw new Error(`refund ${refund.id} is of none of its order's payments`)
  const money = (amount: bigint) => ({ amount: Number(amount), currencyCode: payment.currency })
  const sum = (amountOf: (payment: PaymentRow) => bigint) =>
    payments.reduce((total, payment) => total + amountOf(payment), 0n)
  await appendEvent(tx, RefundSettled, {
    subject: payment.orderId,
    data: {
      orderId: payment.orderId,
      paymentId: payment.id,
      amount: money(refund.amount),
      refundId: refund.id,
      returnId: isReturnSettled ? refund.returnId : null,
      refundedTotal: money(sum(({ amountRefunded }) => amountRefunded)),
      capturedTotal: money(sum(({ amountCaptured }) => amountCaptured)),
      cause: refund.cause,
      owedTotal: money(await owedTotalOf(tx, order, payments)),
    },
  })
}

/** Tells that money which is owed was not given back. */
export async function appendRefundFailed(
  tx: Transaction,
  refund: RefundRow,
  orderId: string,
  code: string,
): Promise<void> {
  const { id: refundId, paymentId, returnId } = refund
  const amount = { amount: Number(refund.amount), currencyCode: refund.currency }
  await appendEvent(tx, RefundFailed, {
    subject: orderId,
    data: { orderId, paymentId, amount, refundId, returnId, code },
  })
}
