import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { book } from '../ledger/ledger-store.ts'
import { lockPayment, updatePayment } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { backoffMs } from '../provider/backoff.ts'
import type { Declined, Succeeded } from '../provider/provider.ts'
import { appendTransaction } from '../transaction/transaction-store.ts'
import type { RefundCall } from './begin-refund-step.ts'
import { appendRefundSettled } from './refund-events.ts'
import { refundProviderKey } from './refund.ts'
import { lockLeasedRefund, updateRefund } from './refund-store.ts'
import type { RefundRow } from './refund-store.ts'

/** Writes what the provider answered, unless the lease has gone to another worker meanwhile. */
export async function settleRefundStep(
  { database, clock }: StepContext,
  { refund: { id, paymentId }, leaseToken }: RefundCall,
  answer: Succeeded | Declined,
): Promise<void> {
  const now = clock.now()
  await transact(database, async (tx: Transaction) => {
    // The payment first, as everywhere: two transactions that lock in different orders would wait for each other.
    const payment = await lockPayment(tx, paymentId)
    const refund = await lockLeasedRefund(tx, id, leaseToken)
    if (!payment || !refund) return
    if (answer.outcome === 'succeeded') await succeed(tx, refund, payment, now)
    else await fail(tx, refund, payment, answer.code, now)
  })
}

async function succeed(tx: Transaction, refund: RefundRow, payment: PaymentRow, now: Date): Promise<void> {
  const { amount } = refund
  const refunded = await updatePayment(tx, payment.id, {
    amountRefunding: { decrement: amount },
    amountRefunded: { increment: amount },
    updatedAt: now,
  })
  const settled = await settle(tx, refund.id, { status: 'SUCCEEDED', failureCode: null }, now)
  const transactionId = await appendTransaction(tx, { ...historyOf(refund), status: 'SUCCEEDED', createdAt: now })
  await book(tx, { transactionId, payment, kind: 'REFUND', amount, createdAt: now })
  await appendRefundSettled(tx, settled, refunded)
}

async function fail(tx: Transaction, refund: RefundRow, payment: PaymentRow, code: string, now: Date): Promise<void> {
  // A cancelled order owes what this refund had taken for itself, so it is tried once more as its own refund.
  const isOwedStill = payment.goal === 'CANCEL' && refund.cause !== 'ORDER_CANCELLED'
  await updatePayment(tx, payment.id, {
    amountRefunding: { decrement: refund.amount },
    updatedAt: now,
    ...(isOwedStill ? { dueAt: now } : {}),
  })
  await settle(tx, refund.id, { status: 'FAILED', failureCode: code }, now)
  await appendTransaction(tx, { ...historyOf(refund), status: 'FAILED', failureCode: code, createdAt: now })
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
