import type { Transaction } from '../database.ts'
import { findReturnsWithoutRefund } from '../order/order-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { refundableAmount } from '../payment/payment.ts'
import { reserveForRefund } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { appendRefundFailed, appendRefundSettled } from './refund-events.ts'
import { takeRefund, takeReturn } from './refund.ts'
import type { Refundable, RefundShare } from './refund.ts'
import {
  findRestOfReturn,
  findWithheldRefunds,
  hasRefund,
  insertRefund,
  insertWithheldRefund,
  updateRefund,
} from './refund-store.ts'
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
 * little for waits until that is settled: what the provider refuses to give back for that reason is there for the return. What the
 * customer's bank has withdrawn of it is told as refused, and asked for once that has come back.
 */
export async function createReturnRefunds(
  tx: Transaction,
  order: OrderRow,
  payments: readonly PaymentRow[],
  now: Date,
): Promise<Refundable[]> {
  const captured = payments.filter(({ status }) => status === 'SUCCEEDED')
  const left = captured.map((payment) => ({ id: payment.id, refundable: refundableAmount(payment), disputed: 0n }))
  if (order.returnsReceived === 0 || captured.length === 0) return left
  const withheld = await askForWithheld(tx, left, now)
  for (const [index, payment] of captured.entries()) {
    const held = refundableAmount({ ...payment, amountDisputed: 0n }) - refundableAmount(payment)
    const free = held - (withheld.get(payment.id) ?? 0n)
    if (left[index] && free > 0n) left[index].disputed = free
  }
  const isRefunding = captured.some(({ amountRefunding }) => amountRefunding > 0n)
  for (const { id, amount } of await findReturnsWithoutRefund(tx, order.id)) {
    if (isRefunding && amount > left.reduce((sum, { refundable }) => sum + refundable, 0n)) continue
    const reason = { cause: 'RETURN', returnId: id, reason: 'Goods returned' } as const
    const shares = takeReturn(left, amount)
    for (const share of shares.asked) {
      const refund = await createRefund(tx, captured, share, reason, now)
      // Its money went back before it arrived; orders waits for the word all the same.
      if (refund.amount === 0n) await appendRefundSettled(tx, refund, order, payments, { isReturnSettled: true })
    }
    for (const share of shares.withheld) {
      const { currency } = captured[0] as PaymentRow
      const refund = await insertWithheldRefund(tx, { ...reason, ...share, currency, now })
      await appendRefundFailed(tx, refund, order.id, refund.failureCode as string)
    }
  }
  return left
}

/** Asks for what was withheld of returns and can be given back now; `left` is changed. Gives what is withheld still, by payment. */
async function askForWithheld(tx: Transaction, left: Refundable[], now: Date): Promise<Map<string, bigint>> {
  const ids = left.map(({ id }) => id)
  const still = new Map<string, bigint>()
  for (const { id, paymentId, returnId, amount } of await findWithheldRefunds(tx, ids)) {
    const payment = left.find((one) => one.id === paymentId)
    // Who has begun to give it by hand goes on so.
    const isOwed = returnId !== null && (await findRestOfReturn(tx, returnId, ['PENDING', 'SUCCEEDED'])) >= amount
    if (isOwed && payment && payment.refundable >= amount && (await reserveForRefund(tx, paymentId, amount))) {
      payment.refundable -= amount
      await updateRefund(tx, id, { status: 'PENDING', failureCode: null, dueAt: now, updatedAt: now })
    } else still.set(paymentId, (still.get(paymentId) ?? 0n) + amount)
  }
  return still
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
