import type { Transaction } from '../database.ts'
import { findReturnsWithoutRefund } from '../order/order-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { refundableAmount } from '../payment/payment.ts'
import { reserveForRefund } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { appendRefundSettled } from './refund-events.ts'
import { takeRefund } from './refund.ts'
import type { Refundable, RefundShare } from './refund.ts'
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
  const left = await createReturnRefunds(tx, order, payments, now)
  const create = async (share: RefundShare, refund: Pick<NewRefund, 'cause' | 'returnId' | 'reason'>) =>
    createRefund(tx, captured, share, refund, now)
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

/**
 * Makes the refunds of returns that have none yet, and gives what is left of the captured payments. A return that another refund leaves too
 * little for waits until that is settled: what the provider refuses to give back for that reason is there for the return.
 */
export async function createReturnRefunds(
  tx: Transaction,
  order: OrderRow,
  payments: readonly PaymentRow[],
  now: Date,
): Promise<Refundable[]> {
  const captured = payments.filter(({ status }) => status === 'SUCCEEDED')
  const left = captured.map((payment) => ({ id: payment.id, refundable: refundableAmount(payment) }))
  if (order.returnsReceived === 0 || captured.length === 0) return left
  const isRefunding = captured.some(({ amountRefunding }) => amountRefunding > 0n)
  for (const { id, amount } of await findReturnsWithoutRefund(tx, order.id)) {
    if (isRefunding && amount > left.reduce((sum, { refundable }) => sum + refundable, 0n)) continue
    for (const share of takeRefund(left, amount)) {
      const reason = { cause: 'RETURN', returnId: id, reason: 'Goods returned' } as const
      const refund = await createRefund(tx, captured, share, reason, now)
      // Its money went back before it arrived; orders waits for the word all the same.
      if (refund.amount === 0n) await appendRefundSettled(tx, refund, order, payments, { isReturnSettled: true })
    }
  }
  return left
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
