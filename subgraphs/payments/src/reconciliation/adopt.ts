import { appendEvents } from '@shop/events/outbox'
import type { NewEvent } from '@shop/events/outbox'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { bookFees } from '../ledger/ledger-store.ts'
import { recordProviderCustomer } from '../order/order-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'
import { nextCheckAt } from '../payment/check-times.ts'
import { dueAfter } from '../payment/due-after.ts'
import {
  reducedOf,
  tellActionEnded,
  tellAuthorized,
  tellCaptured,
  tellClosed,
  tellCovered,
  tellDisputed,
  tellFailure,
} from '../payment/payment-events.ts'
import type { OrderMoney } from '../payment/payment-events.ts'
import { transition } from '../payment/payment.ts'
import type { PaymentTrigger } from '../payment/payment.ts'
import { updatePayment } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import type { ProviderDispute, ProviderRecord } from '../provider/provider.ts'
import { appendBooked, appendHistory, hasTransaction } from '../transaction/transaction-store.ts'
import type { HistoryEntry } from '../transaction/transaction-store.ts'

type Adoption = {
  order: OrderRow
  payments: PaymentRow[]
  payment: PaymentRow
  record: ProviderRecord
  trigger: PaymentTrigger | null
}

/**
 * Takes over what happened at the provider without our asking: the customer authorized the payment at their bank, it was refused
 * or ran out, somebody captured it there by hand, their bank withdrew money or gave it back, the provider took its fees. Order and payments are locked. Gives the payment after that.
 */
export async function adopt(tx: Transaction, context: StepContext, adoption: Adoption): Promise<PaymentRow> {
  const { record, trigger } = adoption
  let { payment } = adoption
  if (trigger) payment = await adoptStatus(tx, context, adoption, trigger)
  for (const dispute of record.disputes) payment = await adoptDispute(tx, context, adoption, payment, dispute)
  return record.fees > 0n ? adoptFees(tx, context, payment, record.fees) : payment
}

async function adoptFees(
  tx: Transaction,
  { clock }: StepContext,
  payment: PaymentRow,
  fees: bigint,
): Promise<PaymentRow> {
  const now = clock.now()
  const booked = await bookFees(tx, payment, fees, now)
  return booked === 0n ? payment : updatePayment(tx, payment.id, { fees: { increment: booked }, updatedAt: now })
}

async function adoptStatus(
  tx: Transaction,
  context: StepContext,
  { order, payments, payment, record }: Adoption,
  trigger: PaymentTrigger,
): Promise<PaymentRow> {
  const now = context.clock.now()
  const isLost = trigger === 'declined' || trigger === 'canceled'
  const failureCode = isLost ? (record.failureCode ?? 'authorization_expired') : null
  const amountCaptured = isCapture(trigger) ? record.amountCaptured : payment.amountCaptured
  const next = { status: transition(payment.status, trigger), amountCaptured, operation: null }
  const adopted = await updatePayment(tx, payment.id, {
    ...next,
    failureCode,
    nextActionType: null,
    nextActionUrl: null,
    attempts: 0,
    operationAmount: null,
    operationIsLast: false,
    leaseToken: null,
    leasedUntil: null,
    dueAt: dueAfter(context.config, trigger, order, { ...payment, ...next }, now),
    checkAt: nextCheckAt(next.status, 0, now, context.config.reconcileAfterMs),
    checks: 0,
    updatedAt: now,
    canCaptureInParts: record.canCaptureInParts,
    providerReference: record.reference,
  })
  await appendHistory(tx, [historyOf(payment, adopted, trigger, now)])
  const after = payments.map((one) => (one.id === adopted.id ? adopted : one))
  const money = { order, payments: after, reduced: await reducedOf(tx, order, after) }
  const news = newsOf(context, money, payment, adopted, trigger)
  await appendEvents(tx, [...tellActionEnded(payment), ...news])
  await tellCovered(tx, order, after)
  if (trigger === 'authorized' || isCapture(trigger)) await recordProviderCustomer(tx, order, record.customer)
  const isMoved = trigger === 'authorized' ? order.confirmedAt !== null : isCapture(trigger)
  if (isMoved) await pursueOrder(tx, order, context)
  return adopted
}

function isCapture(trigger: PaymentTrigger): boolean {
  return trigger === 'captured' || trigger === 'partlyCaptured'
}

function historyOf(before: PaymentRow, adopted: PaymentRow, trigger: PaymentTrigger, createdAt: Date): HistoryEntry {
  const { id: paymentId, orderId, currency } = before
  const entry = { paymentId, currency, createdAt, status: 'SUCCEEDED' } as const
  if (isCapture(trigger)) {
    const amount = adopted.amountCaptured - before.amountCaptured
    const providerKey = `payment:${paymentId}:${trigger}:${adopted.amountCaptured}`
    return { ...entry, kind: 'CAPTURE', amount, providerKey, booked: { orderId, booking: { kind: 'CAPTURE', amount } } }
  }
  return {
    ...entry,
    kind: trigger === 'canceled' ? 'VOID' : 'AUTHORIZATION',
    amount: before.amount,
    providerKey: `payment:${paymentId}:${trigger}:${before.confirmations}`,
    ...(trigger === 'declined' ? { status: 'FAILED', failureCode: adopted.failureCode ?? 'declined' } : {}),
  }
}

function newsOf(
  { config }: StepContext,
  money: OrderMoney,
  before: PaymentRow,
  adopted: PaymentRow,
  trigger: PaymentTrigger,
): NewEvent[] {
  const capturesPerShipment = config.capture === 'shipment'
  if (trigger === 'authorized') return tellAuthorized(money, adopted, { capturesPerShipment })
  if (trigger === 'declined') return adopted.dueAt === null ? tellFailure(money, adopted) : []
  if (!isCapture(trigger)) return tellClosed(money, adopted)
  const amount = adopted.amountCaptured - before.amountCaptured
  // Without the news that its money is there no order is confirmed.
  const isNew = before.status !== 'REQUIRES_CAPTURE'
  return [
    ...(isNew ? tellAuthorized(money, adopted, { capturesPerShipment }) : []),
    ...(amount > 0n ? tellCaptured(money, adopted, amount) : tellFailure(money, adopted)),
  ]
}

/** A chargeback is booked once, its reversal once, whichever is heard of first. */
async function adoptDispute(
  tx: Transaction,
  context: StepContext,
  { order, payments }: Adoption,
  payment: PaymentRow,
  { id, amount, fee, isWithdrawn }: ProviderDispute,
): Promise<PaymentRow> {
  const now = context.clock.now()
  const providerKey = `dispute:${payment.id}:${id}`
  const history = { paymentId: payment.id, kind: 'CHARGEBACK', currency: payment.currency, createdAt: now } as const
  const isBooked = await hasTransaction(tx, providerKey)
  if (isWithdrawn && !isBooked) {
    const entry = { ...history, amount, providerKey, status: 'SUCCEEDED' } as const
    await appendBooked(tx, payment.orderId, entry, { kind: 'CHARGEBACK', amount, fee })
    const disputed = await updatePayment(tx, payment.id, {
      amountDisputed: { increment: amount },
      fees: { increment: fee },
      updatedAt: now,
    })
    await appendEvents(tx, tellDisputed(payments, disputed, { amount, status: 'WITHDRAWN' }))
    return disputed
  }
  if (!isWithdrawn && isBooked && !(await hasTransaction(tx, `${providerKey}:reversed`))) {
    const entry = { ...history, amount, providerKey: `${providerKey}:reversed`, status: 'FAILED', failureCode: 'won' }
    await appendBooked(tx, payment.orderId, { ...entry, status: 'FAILED' }, { kind: 'CHARGEBACK_REVERSAL', amount })
    const reinstated = await updatePayment(tx, payment.id, { amountDisputed: { decrement: amount }, updatedAt: now })
    await appendEvents(tx, tellDisputed(payments, reinstated, { amount, status: 'REINSTATED' }))
    // What was owed and could not be given back can be now.
    await pursueOrder(tx, order, context)
    return reinstated
  }
  return payment
}
