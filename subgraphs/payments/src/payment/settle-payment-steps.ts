import { appendEvents } from '@shop/events/outbox'
import type { NewEvent } from '@shop/events/outbox'
import { transact } from '@shop/subgraph/transact'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { lockFreeOrders, lockOrder, recordProviderCustomer } from '../order/order-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'
import type { ProviderAnswer } from '../provider/provider.ts'
import { appendHistory } from '../transaction/transaction-store.ts'
import type { HistoryEntry } from '../transaction/transaction-store.ts'
import { compareAgain } from '../webhook/webhook-store.ts'
import { amountAsked } from './begin-payment-steps.ts'
import type { PaymentCall } from './begin-payment-steps.ts'
import { nextCheckAt } from './check-times.ts'
import { dueAfter } from './due-after.ts'
import {
  reducedOf,
  tellActionEnded,
  tellActionRequired,
  tellAuthorized,
  tellCaptured,
  tellClosed,
  tellCovered,
  tellFailure,
} from './payment-events.ts'
import { operationKey, transactionKindOf, transition, triggerOf } from './payment.ts'
import type { PaymentTrigger } from './payment.ts'
import { lockPaymentsOfOrders, writeSettled } from './payment-store.ts'
import type { PaymentRow } from './payment-store.ts'

/** A request to the provider and its answer. */
export type AnsweredCall = { call: PaymentCall; answer: ProviderAnswer }

/** What an answer made of a payment, which is locked. `payments` are all of the order, after that. */
type Settlement = AnsweredCall & {
  order: OrderRow
  payments: readonly PaymentRow[]
  before: PaymentRow
  after: PaymentRow
  trigger: PaymentTrigger
}

/**
 * Writes what the provider answered: status, history, books and events of all answers in one transaction. Does nothing of one whose
 * lease has gone to another worker meanwhile, which asks again with the same key and gets the same answer.
 */
export async function settlePaymentSteps(context: StepContext, answered: readonly AnsweredCall[]): Promise<void> {
  const locked = await settleLocked(context, answered, async (tx) =>
    lockFreeOrders(
      tx,
      answered.map(({ call }) => call.payment.orderId),
    ),
  )
  // An event has them just now. Each is waited for alone, so that nobody waits for us meanwhile.
  for (const one of answered.filter(({ call }) => !locked.has(call.payment.orderId))) {
    await settleLocked(context, [one], async (tx) => [await lockOrder(tx, one.call.payment.orderId)])
  }
}

/** Settles what is of the orders that `lock` gives; gives their ids. */
async function settleLocked(
  context: StepContext,
  answered: readonly AnsweredCall[],
  lock: (tx: Transaction) => Promise<OrderRow[]>,
): Promise<Set<string>> {
  let isDue = false
  const ids = await transact(context.database, async (tx: Transaction) => {
    const orders = new Map((await lock(tx)).map((order) => [order.id, order]))
    // A statement of its own: the one that locks does not see a payment of which it waited for the transaction.
    const payments = await lockPaymentsOfOrders(tx, [...orders.keys()])
    const settled = answered.flatMap((one) => settle(context, orders, payments, one))
    if (settled.length > 0) await write(tx, context, settled)
    isDue = settled.some(({ after }) => after.dueAt !== null)
    for (const one of settled) if (await pursueRest(tx, context, one)) isDue = true
    return new Set(orders.keys())
  })
  if (isDue) context.wake()
  else context.wakeRelay()
  return ids
}

async function write(tx: Transaction, context: StepContext, settled: readonly Settlement[]): Promise<void> {
  const payments = settled.map(({ after }) => after)
  const history = settled.flatMap((one) => historyOf(context, one))
  const news: NewEvent[] = []
  for (const one of settled) {
    const reduced = await reducedOf(tx, one.order, one.payments)
    news.push(...tellActionEnded(one.before), ...newsOf(context, one, reduced))
  }
  // Sent together, and carried out in this order.
  await Promise.all([writeSettled(tx, payments), appendHistory(tx, history), appendEvents(tx, news)])
  for (const { order, payments: all } of settled) await tellCovered(tx, order, all)
  const now = context.clock.now()
  // The provider has told of these while it was asked.
  const told = settled.filter(({ before }) => before.checkAt !== null && before.checkAt <= now)
  const ids = told.map(({ after }) => after.id)
  await compareAgain(tx, ids, now)
}

/** What the answer makes of the payment, noted in `payments`; nothing when the lease has gone, or the order is not locked. */
function settle(
  context: StepContext,
  orders: ReadonlyMap<string, OrderRow>,
  payments: Map<string, PaymentRow[]>,
  { call, answer }: AnsweredCall,
): Settlement[] {
  const { id, orderId } = call.payment
  const order = orders.get(orderId)
  const known = payments.get(orderId) ?? []
  const before = known.find((payment) => payment.id === id)
  if (!order || !before?.operation || before.leaseToken !== call.leaseToken) return []
  const { operation, amountCaptured } = before
  // A capture that took all there was is the last one, whatever was asked.
  const isLast = before.operationIsLast || amountCaptured + amountAsked(before) === before.amount
  const trigger = triggerOf({ operation, isLast, amountCaptured }, answer.outcome)
  const after = settledPayment(context, order, before, trigger, answer)
  const now = known.map((payment) => (payment.id === id ? after : payment))
  payments.set(orderId, now)
  return [{ call, answer, order, payments: now, before, after, trigger }]
}

function settledPayment(
  { config, clock }: StepContext,
  order: OrderRow,
  payment: PaymentRow,
  trigger: PaymentTrigger,
  answer: ProviderAnswer,
): PaymentRow {
  const now = clock.now()
  const status = transition(payment.status, trigger)
  const isCaptured = payment.operation === 'CAPTURE' && answer.outcome === 'succeeded'
  const nextAction = answer.outcome === 'requires_action' ? answer.nextAction : null
  const next: PaymentRow = {
    ...payment,
    status,
    operation: null,
    attempts: 0,
    amountCaptured: payment.amountCaptured + (isCaptured ? amountAsked(payment) : 0n),
    operationAmount: null,
    operationIsLast: false,
    leaseToken: null,
    leasedUntil: null,
    updatedAt: now,
    failureCode: answer.outcome === 'declined' ? answer.code : null,
    nextActionType: nextAction?.type ?? null,
    nextActionUrl: nextAction?.redirectUrl ?? null,
    checkAt: nextCheckAt(status, 0, now, config.reconcileAfterMs),
    checks: 0,
    providerReference: answer.reference ?? payment.providerReference,
    canCaptureInParts: (answer.outcome === 'succeeded' ? answer.canCaptureInParts : null) ?? payment.canCaptureInParts,
  }
  return { ...next, dueAt: dueAfter(config, trigger, order, next, now) }
}

function historyOf({ clock }: StepContext, { before, answer }: Settlement): HistoryEntry[] {
  // The customer must act: the authorization goes on and has no outcome yet.
  if (answer.outcome === 'requires_action' || before.operation === null) return []
  const { id: paymentId, orderId, currency, operation } = before
  const amount = amountAsked(before)
  const entry = {
    paymentId,
    currency,
    kind: transactionKindOf(operation),
    amount,
    providerKey: operationKey(before, operation),
    createdAt: clock.now(),
  }
  if (answer.outcome === 'declined') return [{ ...entry, status: 'FAILED', failureCode: answer.code }]
  const booked = operation === 'CAPTURE' ? { booked: { orderId, booking: { kind: operation, amount } } } : {}
  return [{ ...entry, status: 'SUCCEEDED', ...booked }]
}

function newsOf(
  { config }: StepContext,
  { order, payments, before, after, trigger }: Settlement,
  reduced: bigint,
): NewEvent[] {
  const money = { order, payments, reduced }
  switch (trigger) {
    case 'authorized':
      return tellAuthorized(money, after, { capturesPerShipment: config.capture === 'shipment' })
    case 'actionRequired':
      return tellActionRequired(after)
    case 'captured':
    case 'partlyCaptured': {
      const amount = after.amountCaptured - before.amountCaptured
      if (before.operation === 'CAPTURE' && after.failureCode === null) {
        return tellCaptured(money, after, amount)
      }
      return tellFailure(money, after)
    }
    case 'declined':
      return after.dueAt === null ? tellFailure(money, after) : []
    case 'canceled':
      return tellClosed(money, after)
    case 'submitted':
    case 'confirmed':
      return []
  }
}

/**
 * What only this answer made possible of what was heard meanwhile: captures, refunds, what an edit changed.
 * True when a payment may have become due by that.
 */
async function pursueRest(
  tx: Transaction,
  context: StepContext,
  { order, after, answer }: Settlement,
): Promise<boolean> {
  if (answer.outcome === 'succeeded') await recordProviderCustomer(tx, order, answer.customer ?? null)
  const isLate = after.status === 'REQUIRES_CAPTURE' && order.confirmedAt !== null && after.amountCaptured === 0n
  const mayOwe = order.cancelledAt !== null || order.returnsReceived > 0 || order.editedVersion !== null
  if (!isLate && (after.status !== 'SUCCEEDED' || !mayOwe)) return false
  return pursueOrder(tx, order, context)
}
