import { newId } from '@shop/subgraph/new-id'
import type { StepContext } from '../context.ts'
import type { NewTransaction } from '../transaction/transaction-store.ts'
import { leasePayment } from './lease-store.ts'
import type { PaymentLease } from './lease-store.ts'
import { endPayment } from './end-payment.ts'
import { nextStep, operationKey, transactionKindOf, transition } from './payment.ts'
import type { PaymentOperation } from './payment.ts'
import { findDuePayment, setPaymentAside } from './payment-store.ts'
import type { PaymentRow, SeenPayment } from './payment-store.ts'

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
  const payment = await findDuePayment(context.database)
  if (!payment) return null
  try {
    const step = nextStep(payment, context.config.providerMaxAttempts)
    // Who was faster has changed the row: it is looked at again.
    if (step.kind === 'ask') return (await begin(context, payment, step.operation)) ?? 'done'
    await endPayment(context, payment, step.kind)
  } catch (error) {
    context.log.error({ err: error, paymentId: payment.id }, 'a payment cannot go on; it is tried again later')
    await setPaymentAside(context.database, payment.id)
  }
  return 'done'
}

async function begin(
  { database, config, clock }: StepContext,
  payment: SeenPayment,
  operation: PaymentOperation,
): Promise<PaymentCall | null> {
  const now = clock.now()
  const isRepeated = payment.operation === operation
  const asked = { ...payment, ...(isRepeated ? {} : request(payment, operation)) }
  // An authorization that is given up without knowing its outcome; what follows takes it back.
  const isGivenUp = payment.operation !== null && !isRepeated
  const failureCode =
    isGivenUp && payment.goal !== 'CANCEL' ? (payment.failureCode ?? 'provider_unavailable') : payment.failureCode
  const lease: PaymentLease = {
    operation,
    operationAmount: asked.operationAmount,
    operationIsLast: asked.operationIsLast,
    captures: asked.captures,
    confirmations: asked.confirmations,
    attempts: isRepeated ? payment.attempts + 1 : 1,
    status: operation === 'AUTHORIZE' ? transition(payment.status, 'submitted') : payment.status,
    failureCode,
    leaseToken: newId(),
    // Long enough that a worker which lives has always settled; short enough that a dead one's work does not lie for long.
    leasedUntil: new Date(now.getTime() + 2 * config.providerTimeoutMs + 1_000),
  }
  const history = historyOf({ ...asked, operation, failureCode }, isGivenUp ? payment : null, isRepeated, now)
  if (!(await leasePayment(database, payment, lease, history))) return null
  return { payment: { ...payment, ...lease }, operation, leaseToken: lease.leaseToken }
}

/** What a new request asks for, and its number. */
function request(
  { captureTarget, amountCaptured, isLastCapture, captures, confirmations }: PaymentRow,
  operation: PaymentOperation,
): Pick<PaymentRow, 'operationAmount' | 'operationIsLast' | 'captures' | 'confirmations'> {
  const isCapture = operation === 'CAPTURE'
  return {
    operationAmount: isCapture ? captureTarget - amountCaptured : null,
    operationIsLast: isCapture && isLastCapture,
    captures: captures + (isCapture ? 1 : 0),
    confirmations: confirmations + (operation === 'CONFIRM' ? 1 : 0),
  }
}

function historyOf(
  asked: PaymentRow & { operation: PaymentOperation },
  givenUp: PaymentRow | null,
  isRepeated: boolean,
  createdAt: Date,
): NewTransaction[] {
  const { id: paymentId, currency, operation } = asked
  const history: NewTransaction[] = []
  if (givenUp?.operation) {
    history.push({
      paymentId,
      currency,
      createdAt,
      amount: asked.amount,
      kind: transactionKindOf(givenUp.operation),
      status: 'FAILED',
      providerKey: operationKey(givenUp, givenUp.operation),
      failureCode: asked.failureCode ?? 'order_cancelled',
    })
  }
  if (!isRepeated) {
    history.push({
      paymentId,
      currency,
      createdAt,
      amount: amountAsked(asked),
      kind: transactionKindOf(operation),
      status: 'PENDING',
      providerKey: operationKey(asked, operation),
    })
  }
  return history
}

/** How much a request is about: the part that is captured, the rest that is released, or all of it. */
export function amountAsked({
  operation,
  operationAmount,
  amount,
  amountCaptured,
}: Pick<PaymentRow, 'operation' | 'operationAmount' | 'amount' | 'amountCaptured'>): bigint {
  return operation === 'CANCEL' ? amount - amountCaptured : (operationAmount ?? amount)
}
