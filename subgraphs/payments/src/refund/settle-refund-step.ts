import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { lockOrder } from '../order/order-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'
import { lockPaymentsOf, updatePayment } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { nextCheckAt } from '../payment/check-times.ts'
import { backoffMs } from '../provider/backoff.ts'
import type { Declined, Succeeded } from '../provider/provider.ts'
import { appendBooked, appendTransaction } from '../transaction/transaction-store.ts'
import type { RefundCall } from './begin-refund-step.ts'
import { createOwedRefunds, createReturnRefunds } from './create-owed-refunds.ts'
import { owedOfRefused } from './owed-money.ts'
import { appendRefundFailed, appendRefundSettled } from './refund-events.ts'
import { refundProviderKey } from './refund.ts'
import { findRestOfReturn, lockLeasedRefund, updateRefund } from './refund-store.ts'
import type { RefundRow } from './refund-store.ts'

/** Writes what the provider answered, unless the lease has gone to another worker meanwhile. */
export async function settleRefundStep(
  context: StepContext,
  { refund: { id }, payment: { orderId }, leaseToken }: RefundCall,
  answer: Succeeded | Declined,
): Promise<void> {
  await transact(context.database, async (tx: Transaction) => {
    // The order first, as everywhere: two transactions that lock in different orders would wait for each other.
    const order = await lockOrder(tx, orderId)
    const payments = await lockPaymentsOf(tx, orderId)
    const refund = await lockLeasedRefund(tx, id, leaseToken)
    if (!refund) return
    if (answer.outcome === 'succeeded') await succeed(tx, context, refund, order, payments)
    else await fail(tx, context, refund, order, payments, answer.code)
  })
}

async function succeed(
  tx: Transaction,
  { clock, config }: StepContext,
  refund: RefundRow,
  order: OrderRow,
  payments: readonly PaymentRow[],
): Promise<void> {
  const now = clock.now()
  const { amount, paymentId, returnId } = refund
  const refunded = await updatePayment(tx, paymentId, {
    amountRefunding: { decrement: amount },
    amountRefunded: { increment: amount },
    updatedAt: now,
    checkAt: nextCheckAt('SUCCEEDED', 0, now, config.reconcileAfterMs),
    checks: 0,
  })
  const settled = await settle(tx, refund.id, { status: 'SUCCEEDED', failureCode: null }, now)
  const history = { ...historyOf(refund), status: 'SUCCEEDED', createdAt: now } as const
  await appendBooked(tx, refunded.orderId, history, { kind: 'REFUND', amount })
  const after = payments.map((payment) => (payment.id === paymentId ? refunded : payment))
  const isReturnSettled = returnId !== null && (await findRestOfReturn(tx, returnId, ['SUCCEEDED'])) === 0n
  await appendRefundSettled(tx, settled, order, after, { isReturnSettled })
  await createReturnRefunds(tx, order, after, now)
}

async function fail(
  tx: Transaction,
  { clock, config }: StepContext,
  refund: RefundRow,
  order: OrderRow,
  payments: readonly PaymentRow[],
  code: string,
): Promise<void> {
  const now = clock.now()
  const freed = await updatePayment(tx, refund.paymentId, {
    amountRefunding: { decrement: refund.amount },
    updatedAt: now,
  })
  await settle(tx, refund.id, { status: 'FAILED', failureCode: code }, now)
  await appendTransaction(tx, { ...historyOf(refund), status: 'FAILED', failureCode: code, createdAt: now })
  const after = payments.map((payment) => (payment.id === freed.id ? freed : payment))
  // Who asked for it by hand sees what came of it, and of an order that became dearer meanwhile nothing may be owed any more.
  const isOwed = refund.cause !== 'ADMIN' && (await owedOfRefused(tx, order, after, refund)).amount > 0n
  // A cancelled order owes what this refund had taken for itself, so it is tried once more as its own refund.
  const isTriedAgain = order.cancelledAt !== null && refund.cause !== 'ORDER_CANCELLED'
  if (isOwed && !isTriedAgain) await appendRefundFailed(tx, refund, order.id, code)
  if (isTriedAgain) await createOwedRefunds(tx, order, after, 0n, now)
  // What was kept is paid of a dearer order: another payment that was to bring it is let go.
  else if (refund.cause === 'ORDER_EDITED' && !isOwed) await pursueOrder(tx, order, { clock, config })
  else await createReturnRefunds(tx, order, after, now)
}

async function settle(
  tx: Transaction,
  id: string,
  outcome: { status: 'SUCCEEDED' | 'FAILED'; failureCode: string | null },
  now: Date,
): Promise<RefundRow> {
  return updateRefund(tx, id, { ...outcome, dueAt: null, leaseToken: null, leasedUntil: null, updatedAt: now })
}

function historyOf({ id: refundId, paymentId, amount, currency }: RefundRow) {
  return { paymentId, refundId, amount, currency, kind: 'REFUND', providerKey: refundProviderKey(refundId) } as const
}

/**
 * Nobody knows what came of the request: it is repeated after a pause, as often as it takes. To give up would mean to give
 * the money back twice, or not at all.
 */
export async function postponeRefundStep(
  { database, config, clock }: StepContext,
  call: RefundCall,
  failureCode: string,
): Promise<void> {
  const now = clock.now()
  await transact(database, async (tx: Transaction) => {
    const refund = await lockLeasedRefund(tx, call.refund.id, call.leaseToken)
    if (!refund) return
    const dueAt = new Date(now.getTime() + backoffMs(refund.attempts, config.providerBackoffMs))
    await updateRefund(tx, refund.id, { dueAt, failureCode, leaseToken: null, leasedUntil: null, updatedAt: now })
  })
}
