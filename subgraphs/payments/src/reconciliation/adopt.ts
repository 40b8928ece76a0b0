import { appendEvents } from '@shop/events/outbox'
import type { NewEvent } from '@shop/events/outbox'
import type { StepContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { bookFees } from '../ledger/ledger-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { pursueOrder } from '../order/pursue-order.ts'
import { dueAfter } from '../payment/due-after.ts'
import { tellAuthorized, tellClosed, tellDisputed, tellFailure } from '../payment/payment-events.ts'
import { transition } from '../payment/payment.ts'
import type { PaymentTrigger } from '../payment/payment.ts'
import { updatePayment } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import type { ProviderDispute, ProviderRecord } from '../provider/provider.ts'
import { appendBooked, appendTransaction, hasTransaction } from '../transaction/transaction-store.ts'

type Adoption = {
  order: OrderRow
  payments: PaymentRow[]
  payment: PaymentRow
  record: ProviderRecord
  trigger: PaymentTrigger | null
}

/**
 * Takes over what happened at the provider without our asking: the customer authorized the payment at their bank, it was refused
 * or ran out, their bank withdrew money or gave it back, the provider took its fees. Order and payments are locked. Gives the payment after that.
 */
export async function adopt(tx: Transaction, context: StepContext, adoption: Adoption): Promise<PaymentRow> {
  const { record, trigger } = adoption
  let { payment } = adoption
  if (trigger) payment = await adoptStatus(tx, context, adoption, trigger)
  for (const dispute of record.disputes) payment = await adoptDispute(tx, context, adoption.order, payment, dispute)
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
  const failureCode = trigger === 'authorized' ? null : (record.failureCode ?? 'authorization_expired')
  const status = transition(payment.status, trigger)
  const adopted = await updatePayment(tx, payment.id, {
    status,
    failureCode,
    nextActionType: null,
    nextActionUrl: null,
    dueAt: dueAfter(context.config, trigger, order, { ...payment, status }, now),
    updatedAt: now,
    canCaptureInParts: record.canCaptureInParts,
  })
  await appendTransaction(tx, {
    paymentId: payment.id,
    kind: trigger === 'canceled' ? 'VOID' : 'AUTHORIZATION',
    status: trigger === 'declined' ? 'FAILED' : 'SUCCEEDED',
    amount: payment.amount,
    currency: payment.currency,
    providerKey: `payment:${payment.id}:${trigger}:${payment.confirmations}`,
    ...(trigger === 'declined' ? { failureCode: failureCode ?? 'declined' } : {}),
    createdAt: now,
  })
  const after = payments.map((one) => (one.id === adopted.id ? adopted : one))
  await appendEvents(tx, newsOf(context, order, after, adopted, trigger))
  if (trigger === 'authorized' && order.confirmedAt) await pursueOrder(tx, order, context)
  return adopted
}

function newsOf(
  { config }: StepContext,
  order: OrderRow,
  payments: readonly PaymentRow[],
  adopted: PaymentRow,
  trigger: PaymentTrigger,
): NewEvent[] {
  const capturesPerShipment = config.capture === 'shipment'
  if (trigger === 'authorized') return tellAuthorized(order, payments, adopted, { capturesPerShipment })
  if (trigger === 'declined') return adopted.dueAt === null ? tellFailure(order, payments, adopted) : []
  return tellClosed(order, payments, adopted)
}

/** A chargeback is booked once, its reversal once, whichever is heard of first. */
async function adoptDispute(
  tx: Transaction,
  context: StepContext,
  order: OrderRow,
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
    await appendEvents(tx, tellDisputed(disputed, { amount, status: 'WITHDRAWN' }))
    return disputed
  }
  if (!isWithdrawn && isBooked && !(await hasTransaction(tx, `${providerKey}:reversed`))) {
    const entry = { ...history, amount, providerKey: `${providerKey}:reversed`, status: 'FAILED', failureCode: 'won' }
    await appendBooked(tx, payment.orderId, { ...entry, status: 'FAILED' }, { kind: 'CHARGEBACK_REVERSAL', amount })
    const reinstated = await updatePayment(tx, payment.id, { amountDisputed: { decrement: amount }, updatedAt: now })
    await appendEvents(tx, tellDisputed(reinstated, { amount, status: 'REINSTATED' }))
    // What was owed and could not be given back can be now.
    await pursueOrder(tx, order, context)
    return reinstated
  }
  return payment
}
