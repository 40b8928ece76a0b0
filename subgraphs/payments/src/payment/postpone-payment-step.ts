import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { backoffMs } from '../provider/backoff.ts'
import type { PaymentCall } from './begin-payment-steps.ts'
import { nextStep } from './payment.ts'
import { lockLeasedPayment, updatePayment } from './payment-store.ts'

/**
 * Nobody knows what came of the request: it is repeated after a pause, or at once when something else is to be done now. Gives the
 * pause in milliseconds; null when the lease has gone.
 */
export async function postponePaymentStep(
  { database, config, clock }: StepContext,
  call: PaymentCall,
  failureCode: string,
): Promise<number | null> {
  const now = clock.now()
  return transact(database, async (tx: Transaction) => {
    const payment = await lockLeasedPayment(tx, call.payment.id, call.leaseToken)
    if (!payment) return null
    const step = nextStep(payment)
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
    return pause
  })
}
