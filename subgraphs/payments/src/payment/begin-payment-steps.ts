import { newId } from '@shop/subgraph/new-id'
import type { StepContext } from '../context.ts'
import { leaseMs } from '../provider/with-timeout.ts'
import type { NewTransaction } from '../transaction/transaction-store.ts'
import { leasePayments } from './lease-store.ts'
import type { PaymentLease, WantedLease } from './lease-store.ts'
import { endPayment } from './end-payment.ts'
import { nextStep, operationKey, transactionKindOf, transition } from './payment.ts'
import type { PaymentOperation } from './payment.ts'
import { findDuePayments, setPaymentAside } from './payment-store.ts'
import type { PaymentRow, SeenPayment } from './payment-store.ts'

/** A request to the provider that this worker holds the lease for. */
export type PaymentCall = { payment: PaymentRow; operation: PaymentOperation; leaseToken: string }

/** What began: calls that are to be made outside of any transaction, and whether there may be more that is due now. */
export type BegunPaymentSteps = { calls: PaymentCall[]; hasMore: boolean }

/**
 * Takes the payments that have waited longest, at most so many, and decides what is to be done with each now. What the provider
 * is about to be asked is committed before it is asked, so that a crash leaves a trace from which another worker goes on. A
 * payment of which nothing can be decided is set aside for a while: always the first in line, it would hold up all the others.
 */
export async function beginPaymentSteps(context: StepContext, limit: number): Promise<BegunPaymentSteps> {
  const due = await findDuePayments(context.database, limit)
  const wanted: (WantedLease & { call: PaymentCall })[] = []
  for (const payment of due) {
    try {
      const step = nextStep(payment)
      if (step.kind === 'ask') wanted.push(prepareCall(context, payment, step.operation))
      else await endPayment(context, payment, step.kind)
    } catch (error) {
      await setAside(context, payment, error)
    }
  }
  const taken = await lease(context, wanted)
  const calls = wanted.flatMap(({ call }) => (taken.has(call.payment.id) ? [call] : []))
  // One that ended may have left an event; one that somebody else was faster with has changed, and is looked at again.
  if (calls.length < due.length) context.wake()
  return { calls, hasMore: due.length === limit }
}

/** Gives the ids of those that were taken. */
async function lease(context: StepContext, wanted: readonly WantedLease[]): Promise<ReadonlySet<string>> {
  try {
    return await leasePayments(context.database, wanted)
  } catch (error) {
    const [only] = wanted
    if (only && wanted.length === 1) {
      await setAside(context, only.seen, error)
      return new Set()
    }
    // One that cannot be written spoils no other.
    const taken: string[] = []
    for (const one of wanted) taken.push(...(await lease(context, [one])))
    return new Set(taken)
  }
}

async function setAside({ database, log }: StepContext, { id }: SeenPayment, error: unknown): Promise<void> {
  log.error({ err: error, paymentId: id }, 'a payment cannot go on; it is tried again later')
  await setPaymentAside(database, id)
}

function prepareCall(
  { config, clock }: StepContext,
  seen: SeenPayment,
  operation: PaymentOperation,
): WantedLease & { call: PaymentCall } {
  const now = clock.now()
  const isRepeated = seen.operation === operation
  const asked = { ...seen, ...(isRepeated ? {} : request(seen, operation)) }
  // The order was cancelled before the outcome of the authorization is known; what follows takes it back.
  const left = seen.operation !== null && !isRepeated ? seen : null
  const attempts = isRepeated ? seen.attempts + 1 : 1
  const lease: PaymentLease = {
    operation,
    operationAmount: asked.operationAmount,
    operationIsLast: asked.operationIsLast,
    captures: asked.captures,
    confirmations: asked.confirmations,
    attempts,
    status: operation === 'AUTHORIZE' ? transition(seen.status, 'submitted') : seen.status,
    failureCode: seen.failureCode,
    leaseToken: newId(),
    leasedUntil: new Date(now.getTime() + leaseMs(config.providerTimeoutMs, attempts)),
  }
  const history = historyOf({ ...asked, operation }, left, isRepeated, now)
  const call = { payment: { ...seen, ...lease }, operation, leaseToken: lease.leaseToken }
  return { seen, lease, history, call }
}

/** What a new request asks for, and its number. */
function request(
  { captureTarget, amountCaptured, isLastCapture, captures, confirmations }: PaymentRow,
  operation: PaymentOperation,
): Pick<PaymentRow, 'operationAmount' | 'operationIsLast' | 'captures' | 'confirmations'> {
  const isCapture = operation === 'CAPTURE'
  // An edit may have lowered the target while more was being captured: then only the rest is released.
  const rest = captureTarget > amountCaptured ? captureTarget - amountCaptured : 0n
  return {
    operationAmount: isCapture ? rest : null,
    operationIsLast: isCapture && isLastCapture,
    captures: captures + (isCapture ? 1 : 0),
    confirmations: confirmations + (operation === 'CONFIRM' ? 1 : 0),
  }
}

function historyOf(
  asked: PaymentRow & { operation: PaymentOperation },
  left: PaymentRow | null,
  isRepeated: boolean,
  createdAt: Date,
): NewTransaction[] {
  const { id: paymentId, currency, operation } = asked
  const history: NewTransaction[] = []
  if (left?.operation) {
    history.push({
      paymentId,
      currency,
      createdAt,
      amount: asked.amount,
      kind: transactionKindOf(left.operation),
      status: 'FAILED',
      providerKey: operationKey(left, left.operation),
      failureCode: 'order_cancelled',
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
