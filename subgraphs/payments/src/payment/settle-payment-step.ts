import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { book } from '../ledger/ledger-store.ts'
import { backoffMs } from '../provider/backoff.ts'
import type { PaymentProvider } from '../provider/provider.ts'
import { createOwedRefunds } from '../refund/create-owed-refunds.ts'
import { appendTransaction } from '../transaction/transaction-store.ts'
import type { PaymentCall } from './begin-payment-step.ts'
import { appendPaymentEvent } from './payment-events.ts'
import { nextStep, providerKey, transactionKindOf, transition, triggerOf } from './payment.ts'
import { lockLeasedPayment, updatePayment } from './payment-store.ts'
import type { PaymentRow } from './payment-store.ts'

export type ProviderAnswer = Awaited<ReturnType<PaymentProvider['authorize']>>

/**
 * Writes what the provider answered: status, history, books and event in one transaction. Does nothing when the lease has
 * gone to another worker meanwhile, which asks again with the same key and gets the same answer.
 */
export async function settlePaymentStep(
  context: StepContext,
  call: PaymentCall,
  answer: ProviderAnswer,
): Promise<void> {
  const { operation, leaseToken } = call
  const now = context.clock.now()
  await transact(context.database, async (tx: Transaction) => {
    const payment = await lockLeasedPayment(tx, call.payment.id, leaseToken)
    if (!payment) return
    const status = transition(payment.status, triggerOf(operation, answer.outcome))
    const nextAction = answer.outcome === 'requires_action' ? answer.nextAction : null
    const isGivenUp = operation === 'CANCEL' && payment.goal !== 'CANCEL'
    const settled = await updatePayment(tx, payment.id, {
      status,
      operation: null,
      attempts: 0,
      leaseToken: null,
      leasedUntil: null,
      updatedAt: now,
      amountCaptured: status === 'SUCCEEDED' ? payment.amount : 0n,
      failureCode: answer.outcome === 'declined' ? answer.code : isGivenUp ? payment.failureCode : null,
      nextActionType: nextAction?.type ?? null,
      nextActionUrl: nextAction?.redirectUrl ?? null,
      // An event may have raised the goal while the provider was asked.
      dueAt: isAtRest({ status, goal: payment.goal }, context) ? null : now,
    })
    await writeHistory(tx, settled, call, answer, now)
    await appendPaymentEvent(tx, settled, payment.status)
    if (status === 'SUCCEEDED') await createOwedRefunds(tx, settled, now)
  })
}

/** After an answer no operation is under way. Refunds that a captured payment owes are made at once. */
function isAtRest(payment: Pick<PaymentRow, 'status' | 'goal'>, { config }: StepContext): boolean {
  const step = nextStep({ ...payment, operation: null, attempts: 0 }, config.providerMaxAttempts)
  return step.kind === 'rest' || step.kind === 'refund'
}

async function writeHistory(
  tx: Transaction,
  payment: PaymentRow,
  { operation }: PaymentCall,
  answer: ProviderAnswer,
  now: Date,
): Promise<void> {
  // The customer must act: the authorization goes on and has no outcome yet.
  if (answer.outcome === 'requires_action') return
  const { id: paymentId, amount, currency } = payment
  const kind = transactionKindOf(operation)
  const outcome =
    answer.outcome === 'declined'
      ? ({ status: 'FAILED', failureCode: answer.code } as const)
      : ({ status: 'SUCCEEDED' } as const)
  const transactionId = await appendTransaction(tx, {
    paymentId,
    kind,
    amount,
    currency,
    createdAt: now,
    providerKey: providerKey(paymentId, operation),
    ...outcome,
  })
  if (kind === 'CAPTURE' && outcome.status === 'SUCCEEDED') {
    await book(tx, { transactionId, payment, kind, amount, createdAt: now })
  }
}

/** Nobody knows what came of the request: it is repeated after a pause, or at once when something else is to be done now. */
export async function postponePaymentStep(
  { database, config, clock }: StepContext,
  call: PaymentCall,
  failureCode: string,
): Promise<void> {
  const now = clock.now()
  await transact(database, async (tx: Transaction) => {
    const payment = await lockLeasedPayment(tx, call.payment.id, call.leaseToken)
    if (!payment) return
    const step = nextStep(payment, config.providerMaxAttempts)
    const isRepeated = step.kind === 'ask' && step.operation === call.operation
    const pause = isRepeated ? backoffMs(payment.attempts, config.providerBackoffMs) : 0
    await updatePayment(tx, payment.id, {
      leaseToken: null,
      leasedUntil: null,
      updatedAt: now,
      dueAt: new Date(now.getTime() + pause),
      // Why a cancellation was begun is not what delays it.
      failureCode: call.operation === 'CANCEL' ? payment.failureCode : failureCode,
    })
  })
}
