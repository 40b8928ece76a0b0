import { newId } from '@shop/subgraph/new-id'
import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { createOwedRefunds } from '../refund/create-owed-refunds.ts'
import { appendTransaction } from '../transaction/transaction-store.ts'
import { appendPaymentEvent } from './payment-events.ts'
import { nextStep, providerKey, transactionKindOf, transition } from './payment.ts'
import type { PaymentOperation } from './payment.ts'
import { lockDuePayment, setPaymentAside, updatePayment } from './payment-store.ts'
import type { PaymentRow } from './payment-store.ts'

/** A request to the provider that this worker holds the lease for. */
export type PaymentCall = { payment: PaymentRow; operation: PaymentOperation; leaseToken: string }

/** What began: a call that is to be made outside of any transaction, 'done' when none was needed, null when nothing was due. */
export type BegunPaymentStep = PaymentCall | 'done' | null

/**
 * Takes the payment that has waited longest and decides what is to be done with it now. What the provider is about to be
 * asked is committed before it is asked, so that a crash leaves a trace from which another worker goes on. A payment of
 * which nothing can be decided is set aside for a while: always the first in line, it would hold up all the others.
 */
export async function beginPaymentStep(context: StepContext): Promise<BegunPaymentStep> {
  let taken: string | null = null
  try {
    return await decide(context, (id) => (taken = id))
  } catch (error) {
    if (taken === null) throw error
    context.log.error({ err: error, paymentId: taken }, 'a payment cannot go on; it is tried again later')
    await setPaymentAside(context.database, taken)
    return 'done'
  }
}

async function decide(context: StepContext, onTaken: (id: string) => void): Promise<BegunPaymentStep> {
  return transact(context.database, async (tx: Transaction) => {
    const payment = await lockDuePayment(tx)
    if (!payment) return null
    onTaken(payment.id)
    const step = nextStep(payment, context.config.providerMaxAttempts)
    const now = context.clock.now()
    switch (step.kind) {
      case 'ask':
        return begin(tx, context, payment, step.operation)
      case 'close': {
        const status = transition(payment.status, 'canceled')
        const closed = await updatePayment(tx, payment.id, { status, dueAt: null, updatedAt: now })
        await appendPaymentEvent(tx, closed, payment.status)
        return 'done'
      }
      case 'refund':
        await createOwedRefunds(tx, payment, now)
        await updatePayment(tx, payment.id, { dueAt: null })
        return 'done'
      case 'rest':
        await updatePayment(tx, payment.id, { dueAt: null })
        return 'done'
    }
  })
}

async function begin(
  tx: Transaction,
  { config, clock }: StepContext,
  payment: PaymentRow,
  operation: PaymentOperation,
): Promise<PaymentCall> {
  const now = clock.now()
  const leaseToken = newId()
  const { id: paymentId, amount, currency } = payment
  const history = { paymentId, amount, currency, createdAt: now }
  let { failureCode } = payment
  if (payment.operation && payment.operation !== operation) {
    // An authorization that is given up without knowing its outcome; what follows takes it back.
    if (payment.goal !== 'CANCEL') failureCode ??= 'provider_unavailable'
    await appendTransaction(tx, {
      ...history,
      kind: transactionKindOf(payment.operation),
      status: 'FAILED',
      providerKey: providerKey(paymentId, payment.operation),
      failureCode: failureCode ?? 'order_cancelled',
    })
  }
  const isRepeated = payment.operation === operation
  if (!isRepeated) {
    await appendTransaction(tx, {
      ...history,
      kind: transactionKindOf(operation),
      status: 'PENDING',
      providerKey: providerKey(paymentId, operation),
    })
  }
  const leased = await updatePayment(tx, paymentId, {
    operation,
    attempts: isRepeated ? payment.attempts + 1 : 1,
    status: operation === 'AUTHORIZE' ? transition(payment.status, 'submitted') : payment.status,
    failureCode,
    leaseToken,
    // Long enough that a worker which lives has always settled; short enough that a dead one's work does not lie for long.
    leasedUntil: new Date(now.getTime() + 2 * config.providerTimeoutMs + 1_000),
    updatedAt: now,
  })
  return { payment: leased, operation, leaseToken }
}
