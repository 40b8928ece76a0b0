import type { Transaction } from '../database.ts'
import { findReturnsWithoutRefund } from '../order/order-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { refundableAmount } from '../payment/payment.ts'
import { reserveForRefund } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { appendRefundSettled } from './refund-events.ts'
import { takeRefund } from './refund.ts'
import type { RefundShare } from './refund.ts'
import { hasRefund, insertRefund } from './refund-store.ts'
import type { NewRefund, RefundRow } from './refund-store.ts'

/**
 * Makes the refunds that are owed and do not exist yet: one for each return, what was captured above the total of an edited order
 * (`excess`), and all that is left when the order is cancelled. Order and payments are locked. Money that is not captured
 * for good yet waits for that.
 */
export async function createOwedRefunds(
  tx: Transaction,
  order: OrderRow,
  payments: readonly PaymentRow[],
  excess: bigint,
  now: Date,
): Promise<void> {
  const captured = payments.filter(({ status }) => status === 'SUCCEEDED')
  if (captured.length === 0 || (order.returnsReceived === 0 && excess === 0n && !order.cancelledAt)) return
  const left = captured.map((payment) => ({ id: payment.id, refundable: refundableAmount(payment) }))
  const create = async (share: RefundShare, refund: Pick<NewRefund, 'cause' | 'returnId' | 'reason'>) =>
    createRefund(tx, captured, share, refund, now)

  const returns = order.returnsReceived > 0 ? await findReturnsWithoutRefund(tx, order.id) : []
  for (const { id, amount } of returns) {
    for (const share of takeRefund(left, amount)) {
      const refund = await create(share, { cause: 'RETURN', returnId: id, reason: 'Goods returned' })
      // Its money went back before it arrived; orders waits for the word all the same.
      if (refund.amount === 0n) await appendRefundSettled(tx, refund, order, payments, { isReturnSettled: true })
    }
  }
  const rest = order.cancelledAt ? left.reduce((sum, { refundable }) => sum + refundable, 0n) : excess
  const cause = order.cancelledAt ? 'ORDER_CANCELLED' : 'ORDER_EDITED'
  const reason = order.cancelledAt ? 'Order cancelled' : 'Order changed'
  for (const share of takeRefund(left, rest)) if (share.amount > 0n) await create(share, { cause, reason })
  const [first] = captured
  const costsNothing = captured.every(({ amountCaptured }) => amountCaptured === 0n)
  if (!order.cancelledAt || !first || !costsNothing || (await hasRefund(tx, first.id))) return
  // Nothing was taken and nothing goes back; orders waits for the word all the same.
  const refund = await create({ paymentId: first.id, amount: 0n }, { cause, reason })
  await appendRefundSettled(tx, refund, order, payments, { isReturnSettled: false })
}

async function createRefund(
  tx: Transaction,
  payments: readonly PaymentRow[],
  { paymentId, amount }: RefundShare,
  refund: Pick<NewRefund, 'cause' | 'returnId' | 'reason'>,
  now: Date,
): Promise<RefundRow> {
  const payment = payments.find(({ id }) => id === paymentId)
  if (!payment || (amount > 0n && !(await reserveForRefund(tx, paymentId, amount)))) {
    throw new Error(`payment ${paymentId} was changed by another transaction although it is locked`)
  }
  return insertRefund(tx, { ...refund, paymentId, amount, currency: payment.currency, now })
}
