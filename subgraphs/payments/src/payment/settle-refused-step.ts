import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import type { Declined } from '../provider/provider.ts'
import { adopt } from '../reconciliation/adopt.ts'
import { compare } from '../reconciliation/compare.ts'
import { writeDisagreements } from '../reconciliation/disagreement-store.ts'
import { appendTransaction } from '../transaction/transaction-store.ts'
import { amountAsked } from './begin-payment-steps.ts'
import type { PaymentCall } from './begin-payment-steps.ts'
import { lockPayment } from './lock-payment.ts'
import { operationKey, transactionKindOf } from './payment.ts'
import type { PaymentTrigger } from './payment.ts'

/** What must have happened to a payment of which nothing can be captured, or let go, any more. */
const EXPLANATIONS: ReadonlySet<PaymentTrigger> = new Set(['captured', 'partlyCaptured', 'canceled'])

/**
 * The provider refused a capture or a cancellation, as it does when something happened to the payment there that nobody here
 * asked for: it was captured or cancelled by hand, or ran out. Its books say what, and that is taken over. False when they explain
 * nothing: then the refusal is the answer.
 */
export async function settleRefusedStep(
  context: StepContext,
  { payment: { id, providerReference: reference }, operation, leaseToken }: PaymentCall,
  { code }: Declined,
  signal: AbortSignal,
): Promise<boolean> {
  const record = await context.provider.find({ paymentId: id, reference, signal })
  const isExplained = await transact(context.database, async (tx: Transaction) => {
    const { order, payments, payment } = await lockPayment(tx, id)
    // Whoever has the lease now asks again, and is refused again.
    if (!order || payment?.leaseToken !== leaseToken) return true
    const now = context.clock.now()
    const { trigger, disagreements } = compare(payment, record)
    await writeDisagreements(tx, payment, disagreements, now)
    if (!record || !trigger || !EXPLANATIONS.has(trigger)) return false
    await appendTransaction(tx, {
      paymentId: id,
      kind: transactionKindOf(operation),
      status: 'FAILED',
      amount: amountAsked(payment),
      currency: payment.currency,
      providerKey: operationKey(payment, operation),
      failureCode: code,
      createdAt: now,
    })
    await adopt(tx, context, { order, payments, payment, record, trigger })
    return true
  })
  context.wake()
  return isExplained
}
