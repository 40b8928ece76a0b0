import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { lockOrder, recordProviderCustomer } from '../order/order-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'
import { backoffMs } from '../provider/backoff.ts'
import type { ProviderAnswer } from '../provider/provider.ts'
import { appendBooked, appendTransaction } from '../transaction/transaction-store.ts'
import { amountAsked } from './begin-payment-step.ts'
import type { PaymentCall } from './begin-payment-step.ts'
import { nextCheckAt } from './check-times.ts'
import { tellActionRequired, tellAuthorized, tellCaptured, tellClosed, tellFailure } from './payment-events.ts'
import { nextStep, operationKey, transactionKindOf, transition, triggerOf } from './payment.ts'
import type { PaymentTrigger } from './payment.ts'
import { keepCheck } from '../webhook/webhook-store.ts'
import { lockLeasedPayment, lockPaymentsOf, updatePayment } from './payment-store.ts'
import type { PaymentPatch, PaymentRow } from './payment-store.ts'

/**
 * Writes what the provider answered: status, history, books and event in one transaction. Does nothing when the lease has
 * gone to another worker meanwhile, which asks again with the same key and gets the same answer.
 */
export async function settlePaymentStep(
  context: StepContext,
  { payment: { id, orderId }, leaseToken }: PaymentCall,
  answer: ProviderAnswer,
): Promise<void> {
  await transact(context.database, async (tx: Transaction) => {
    const order = await lockOrder(tx, orderId)
    const payments = await lockPaymentsOf(tx, orderId)
    const payment = payments.find((one) => one.id === id)
    if (!payment?.operation || payment.leaseToken !== leaseToken) return
    const { operation, amountCaptured } = payment
    // A capture that took all there was is the last one, whatever was asked.
    const isLast = payment.operationIsLast || amountCaptured + amountAsked(payment) === payment.amount
    const trigger = triggerOf({ operation, isLast, amountCaptured }, answer.outcome)
    const settled = await write(tx, context, order, payment, trigger, answer)
    await appendHistory(tx, context, payment, answer)
    const now = payments.map((one) => (one.id === id ? settled : one))
    await tell(tx, context, order, now, settled, payment, trigger)
    await recordCustomer(tx, order, answer)
    if (payment.checkAt && payment.checkAt <= context.clock.now()) await keepCheck(tx, id, context.clock.now())
    await pursueRest(tx, context, order, settled)
  })
}

async function write(
  tx: Transaction,
  { config, clock }: StepContext,
  order: OrderRow,
  payment: PaymentRow,
  trigger: PaymentTrigger,
  answer: ProviderAnswer,
): Promise<PaymentRow> {
  const now = clock.now()
  const status = transition(payment.status, trigger)
  const isCaptured = payment.operation === 'CAPTURE' && answer.outcome === 'succeeded'
  const isGivenUp = payment.operation === 'CANCEL' && payment.goal !== 'CANCEL'
  const nextAction = answer.outcome === 'requires_action' ? answer.nextAction : null
  const next = {
    status,
    operation: null,
    attempts: 0,
    amountCaptured: payment.amountCaptured + (isCaptured ? amountAsked(payment) : 0n),
  }
  const canBeReplaced = trigger === 'declined' && !order.confirmedAt && config.retryWindowMs > 0
  const patch: PaymentPatch = {
    ...next,
    operationAmount: null,
    operationIsLast: false,
    leaseToken: null,
    leasedUntil: null,
    updatedAt: now,
    failureCode: answer.outcome === 'declined' ? answer.code : isGivenUp ? payment.failureCode : null,
    nextActionType: nextAction?.type ?? null,
    nextActionUrl: nextAction?.redirectUrl ?? null,
    // An event may have raised the goal while the provider was asked.
    dueAt: canBeReplaced
      ? new Date(now.getTime() + config.retryWindowMs)
      : isAtRest({ ...payment, ...next }, config.providerMaxAttempts)
        ? null
        : now,
    checkAt: nextCheckAt(status, 0, now, config.reconcileAfterMs),
    checks: 0,
    ...(answer.reference == null ? {} : { providerReference: answer.reference }),
    ...(answer.outcome === 'succeeded' && answer.canCaptureInParts !== undefined
      ? { canCaptureInParts: answer.canCaptureInParts }
      : {}),
  }
  return updatePayment(tx, payment.id, patch)
}

/** A declined payment that has no time left to be replaced has failed at once. */
function isAtRest(payment: PaymentRow, maxAttempts: number): boolean {
  const { kind } = nextStep(payment, maxAttempts)
  return kind === 'rest' || kind === 'fail'
}

async function appendHistory(
  tx: Transaction,
  { clock }: StepContext,
  payment: PaymentRow,
  answer: ProviderAnswer,
): Promise<void> {
  // The customer must act: the authorization goes on and has no outcome yet.
  if (answer.outcome === 'requires_action' || payment.operation === null) return
  const { id: paymentId, currency, operation } = payment
  const entry = {
    paymentId,
    currency,
    kind: transactionKindOf(operation),
    amount: amountAsked(payment),
    providerKey: operationKey(payment, operation),
    createdAt: clock.now(),
  }
  if (answer.outcome === 'declined') {
    await appendTransaction(tx, { ...entry, status: 'FAILED', failureCode: answer.code })
  } else if (operation === 'CAPTURE') {
    const booking = { kind: 'CAPTURE', amount: entry.amount } as const
    await appendBooked(tx, payment.orderId, { ...entry, status: 'SUCCEEDED' }, booking)
  } else {
    await appendTransaction(tx, { ...entry, status: 'SUCCEEDED' })
  }
}

async function tell(
  tx: Transaction,
  { config }: StepContext,
  order: OrderRow,
  payments: readonly PaymentRow[],
  payment: PaymentRow,
  before: PaymentRow,
  trigger: PaymentTrigger,
): Promise<void> {
  switch (trigger) {
    case 'authorized':
      return tellAuthorized(tx, order, payments, payment, { capturesPerShipment: config.capture === 'shipment' })
    case 'actionRequired':
      return tellActionRequired(tx, payment)
    case 'captured':
    case 'partlyCaptured': {
      const amount = payment.amountCaptured - before.amountCaptured
      if (before.operation === 'CAPTURE' && payment.failureCode === null) {
        return tellCaptured(tx, order, payments, payment, amount)
      }
      return tellFailure(tx, order, payments, payment)
    }
    case 'declined':
      return payment.dueAt === null ? tellFailure(tx, order, payments, payment) : undefined
    case 'canceled':
      return tellClosed(tx, order, payments, payment, before.status)
    case 'submitted':
    case 'confirmed':
      return
  }
}

async function recordCustomer(tx: Transaction, order: OrderRow, answer: ProviderAnswer): Promise<void> {
  if (answer.outcome !== 'succeeded' || answer.customer == null || order.providerCustomer !== null) return
  await recordProviderCustomer(tx, order.id, answer.customer)
}

/** What events asked for meanwhile and only this answer made possible: captures, refunds, and what an edit changed. */
async function pursueRest(tx: Transaction, context: StepContext, order: OrderRow, payment: PaymentRow): Promise<void> {
  const isLate = payment.status === 'REQUIRES_CAPTURE' && order.confirmedAt !== null && payment.amountCaptured === 0n
  const mayOwe = order.cancelledAt !== null || order.returnsReceived > 0 || order.editedVersion !== null
  if (isLate || (payment.status === 'SUCCEEDED' && mayOwe)) await pursueOrder(tx, order, context)
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
