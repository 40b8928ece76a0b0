import { appendEvent, newEvent } from '@shop/events/outbox'
import type { NewEvent } from '@shop/events/outbox'
import {
  OrderEditCovered,
  PaymentActionEnded,
  PaymentActionRequired,
  PaymentAuthorized,
  PaymentBalanceDue,
  PaymentCanceled,
  PaymentCaptured,
  PaymentDisputed,
  PaymentFailed,
  PaymentPartiallyCaptured,
} from '@shop/schema/events/payments'
import type { Transaction } from '../database.ts'
import { recordCovered, type OrderRow } from '../order/order-store.ts'
import { totalOf } from '../order/order.ts'
import { owedTotalOf } from '../refund/owed-money.ts'
import { findReductions } from '../refund/refund-store.ts'
import { isLive } from './payment.ts'
import type { PaymentRow } from './payment-store.ts'

/** An order's money, of which something is told: append it in the transaction that brought it there. Order and payments are locked. */
export type OrderMoney = {
  order: OrderRow
  /** All of the order, as they are now. */
  payments: readonly PaymentRow[]
  /** What was given back, or is promised, because the order became cheaper: it counts for nothing when it is dearer again. */
  reduced: bigint
}

/** What findReductions says of an order's payments; only an edit makes an order cheaper, and most are never edited. */
export async function reducedOf(tx: Transaction, order: OrderRow, payments: readonly PaymentRow[]): Promise<bigint> {
  if (order.editedVersion === null) return 0n
  const reductions = await findReductions(
    tx,
    payments.map(({ id }) => id),
  )
  return [...reductions.values()].reduce((sum, amount) => sum + amount, 0n)
}

/** The order's money is authorized: told when the payments together cover what it costs. */
export function tellAuthorized(
  money: OrderMoney,
  payment: PaymentRow,
  { capturesPerShipment }: { capturesPerShipment: boolean },
): NewEvent[] {
  if (missing(money, heldBy) > 0n) return []
  const data = { ...about(payment), ...(capturesPerShipment ? { capturedOn: 'SHIPMENT' as const } : {}) }
  return [newEvent(PaymentAuthorized, { subject: money.order.id, data })]
}

/**
 * What an order costs since it was edited is captured or set aside: told once of each edit, whatever made it so, for orders keeps its
 * parcels back until then.
 */
export async function tellCovered(tx: Transaction, order: OrderRow, payments: readonly PaymentRow[]): Promise<void> {
  const { editedVersion: version, editedTotal: total, currency, cancelledAt } = order
  if (version === null || total === null || currency === null || cancelledAt) return
  const reduced = await reducedOf(tx, order, payments)
  if (missing({ order, payments, reduced }, heldBy) > 0n || !(await recordCovered(tx, order.id, version))) return
  const money = (amount: bigint) => ({ amount: Number(amount), currencyCode: currency })
  const owedTotal = money(await owedTotalOf(tx, order, payments))
  const data = { orderId: order.id, version, total: money(total), owedTotal }
  await appendEvent(tx, OrderEditCovered, { subject: order.id, data })
}

export function tellActionRequired(payment: PaymentRow): NewEvent[] {
  const data = { ...about(payment), attempt: payment.confirmations }
  return [newEvent(PaymentActionRequired, { subject: payment.orderId, data })]
}

/** The customer need not act any more, if they had to `before`. */
export function tellActionEnded(before: PaymentRow): NewEvent[] {
  if (before.status !== 'REQUIRES_ACTION') return []
  const data = { ...about(before), attempt: before.confirmations }
  return [newEvent(PaymentActionEnded, { subject: before.orderId, data })]
}

/** Money was captured: the last of what the order costs, or a part of it. */
export function tellCaptured(money: OrderMoney, payment: PaymentRow, amount: bigint): NewEvent[] {
  const isPaid = missing(money, capturedBy) === 0n
  const data = {
    ...about(payment),
    amount: inMoney(payment, amount),
    capturedTotal: inMoney(payment, sum(money.payments, capturedBy)),
  }
  return [newEvent(isPaid ? PaymentCaptured : PaymentPartiallyCaptured, { subject: money.order.id, data })]
}

/**
 * Nothing will come of a payment. Before the order is confirmed that is the end of it, unless other payments do for it; after that
 * people see to what is missing.
 */
export function tellFailure(money: OrderMoney, payment: PaymentRow): NewEvent[] {
  const { order, payments } = money
  if (order.cancelledAt) return []
  const isAuthorizing = payments.some((other) => other.id !== payment.id && isLive(other))
  const uncovered = missing(money, heldOrAskedBy)
  if (isAuthorizing && uncovered === 0n) return []
  const data = { ...about(payment), code: payment.failureCode ?? 'declined' }
  if (!order.confirmedAt) return [newEvent(PaymentFailed, { subject: order.id, data })]
  if (uncovered === 0n) return []
  return [newEvent(PaymentBalanceDue, { subject: order.id, data: { ...data, amountDue: inMoney(payment, uncovered) } })]
}

/**
 * A payment is CANCELED. That is the last word about a cancelled order of whose money nothing is captured (of the others the refunds
 * tell), also of one that was declined: whether anybody heard of that before the cancellation nobody here knows. Or nobody here
 * wanted it: the authorization ran out, or was let go by hand at the provider.
 */
export function tellClosed(money: OrderMoney, payment: PaymentRow): NewEvent[] {
  const { order, payments } = money
  if (payment.goal !== 'CANCEL') return tellFailure(money, payment)
  if (!order.cancelledAt || payments.some(({ amountCaptured }) => amountCaptured > 0n)) return []
  return [newEvent(PaymentCanceled, { subject: order.id, data: about(payment) })]
}

/** The customer's bank has withdrawn money, or gave it back. */
export function tellDisputed(
  payments: readonly PaymentRow[],
  payment: PaymentRow,
  dispute: { amount: bigint; status: 'WITHDRAWN' | 'REINSTATED' },
): NewEvent[] {
  const withdrawnTotal = inMoney(
    payment,
    sum(payments, (one) => (one.id === payment.id ? payment : one).amountDisputed),
  )
  const data = { ...about(payment), amount: inMoney(payment, dispute.amount), status: dispute.status, withdrawnTotal }
  return [newEvent(PaymentDisputed, { subject: payment.orderId, data })]
}

function about(payment: PaymentRow) {
  return { orderId: payment.orderId, paymentId: payment.id, amount: inMoney(payment, payment.amount) }
}

function inMoney({ currency }: PaymentRow, amount: bigint) {
  return { amount: Number(amount), currencyCode: currency }
}

function capturedBy({ amountCaptured }: PaymentRow): bigint {
  return amountCaptured
}

/** What is authorized or captured. */
function heldBy({ status, amount, amountCaptured }: PaymentRow): bigint {
  return status === 'REQUIRES_CAPTURE' ? amount : amountCaptured
}

function heldOrAskedBy(payment: PaymentRow): bigint {
  if (payment.status === 'SUCCEEDED') return payment.amountCaptured
  return isLive(payment) ? payment.amount : 0n
}

/** What of the order's costs is not covered, by what `amountOf` says that each payment covers. */
function missing({ order, payments, reduced }: OrderMoney, amountOf: (payment: PaymentRow) => bigint): bigint {
  const total = totalOf(order) ?? 0n
  const covered = sum(payments, amountOf) - reduced
  return total > covered ? total - covered : 0n
}

function sum(payments: readonly PaymentRow[], amountOf: (payment: PaymentRow) => bigint): bigint {
  return payments.reduce((total, payment) => total + amountOf(payment), 0n)
}
