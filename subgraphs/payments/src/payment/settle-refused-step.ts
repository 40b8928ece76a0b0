import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import type { Declined, ProviderRecord } from '../provider/provider.ts'
import { adopt } from '../reconciliation/adopt.ts'
import { compare } from '../reconciliation/compare.ts'
import type { Disagreement } from '../reconciliation/compare.ts'
import { writeDisagreements } from '../reconciliation/disagreement-store.ts'
import { appendTransaction } from '../transaction/transaction-store.ts'
import { amountAsked } from './begin-payment-steps.ts'
import type { PaymentCall } from './begin-payment-steps.ts'
import { lockPayment } from './lock-payment.ts'
import { operationKey, transactionKindOf } from './payment.ts'
import type { PaymentTrigger } from './payment.ts'
import type { PaymentRow } from './payment-store.ts'

/** What must have happened to a payment of which nothing can be captured, or let go, any more. */
const EXPLANATIONS: ReadonlySet<PaymentTrigger> = new Set(['captured', 'partlyCaptured', 'canceled'])

/**
 * The provider refused a capture or a cancellation, as it does when something happened to the payment there that nobody here
 * asked for: it was captured or cancelled by hand, or ran out. Its books say what, and that is taken over. False when they explain
 * nothing: then the refusal is the answer to a capture; a cancellation is asked for again, and staff finds a disagreement.
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
    const { trigger: told, disagreements } = compare(payment, record)
    const trigger = told ?? (operation === 'CANCEL' && isGivenBack(payment, record) ? 'canceled' : null)
    if (!record || !trigger || !EXPLANATIONS.has(trigger)) {
      const isUnknown = operation === 'CANCEL' && disagreements.length === 0
      await writeDisagreements(tx, payment, isUnknown ? [notLetGo(record)] : disagreements, now)
      return false
    }
    await writeDisagreements(tx, payment, disagreements, now)
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

/** Of another sum that was captured there by hand nothing is held any more: staff gave it back there. */
function isGivenBack({ amountCaptured }: PaymentRow, record: ProviderRecord | null): boolean {
  return amountCaptured === 0n && record?.status === 'SUCCEEDED' && record.amountRefunded === record.amountCaptured
}

/** The books explain nothing, and the money of the customer stays where it is until somebody lets it go there. */
function notLetGo(record: ProviderRecord | null): Disagreement {
  return { kind: 'STATUS', ours: 'CANCELED', theirs: record?.status ?? 'UNKNOWN' }
}
