import { newEvent } from '@shop/events/outbox'
import type { NewEvent } from '@shop/events/outbox'
import {
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
import type { OrderRow } from '../order/order-store.ts'
import { totalOf } from '../order/order.ts'
import { isLive } from './payment.ts'
import type { PaymentRow } from './payment-store.ts'

// What is told of an order's money: append it in the transaction that brought it there. Order and payments are locked; `payments`
// are all of the order, as they are now.

/** The order's money is authorized: told when the payments together cover what it costs. */
export function tellAuthorized(
  order: OrderRow,
  payments: readonly PaymentRow[],
  payment: PaymentRow,
  { capturesPerShipment }: { capturesPerShipment: boolean },
): NewEvent[] {
  if (missing(order, sum(payments, heldBy)) > 0n) return []
  const data = { ...about(payment), ...(capturesPerShipment ? { capturedOn: 'SHIPMENT' as const } : {}) }
  return [newEvent(PaymentAuthorized, { subject: order.id, data })]
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
export function tellCaptured(
  order: OrderRow,
  payments: readonly PaymentRow[],
  payment: PaymentRow,
  amount: bigint,
): NewEvent[] {
  const capturedTotal = sum(payments, ({ amountCaptured }) => amountCaptured)
  const isPaid = missing(order, capturedTotal) === 0n
  const data = {
    ...about(payment),
    amount: money(payment, amount),
    capturedTotal: money(payment, capturedTotal),
  }
  return [newEvent(isPaid ? PaymentCaptured : PaymentPartiallyCaptured, { subject: order.id, data })]
}

/**
 * Nothing will come of a payment. Before the order is confirmed that is the end of it, unless other payments do for it; after that
 * people see to what is missing.
 */
export function tellFailure(order: OrderRow, payments: readonly PaymentRow[], payment: PaymentRow): NewEvent[] {
  if (order.cancelledAt) return []
  const isAuthorizing = payments.some((other) => other.id !== payment.id && isLive(other))
  const uncovered = missing(order, sum(payments, heldOrAskedBy))
  if (isAuthorizing && uncovered === 0n) return []
  const data = { ...about(payment), code: payment.failureCode ?? 'declined' }
  if (!order.confirmedAt) return [newEvent(PaymentFailed, { subject: order.id, data })]
  if (uncovered === 0n) return []
  return [newEvent(PaymentBalanceDue, { subject: order.id, data: { ...data, amountDue: money(payment, uncovered) } })]
}

/**
 * A payment is CANCELED. That is the last word about a cancelled order of whose money nothing is captured (of the others the refunds
 * tell), also of one that was declined: whether anybody heard of that before the cancellation nobody here knows. Or nobody here
 * wanted it: the authorization ran out, or was let go by hand at the provider.
 */
export function tellClosed(order: OrderRow, payments: readonly PaymentRow[], payment: PaymentRow): NewEvent[] {
  if (payment.goal !== 'CANCEL') return tellFailure(order, payments, payment)
  if (!order.cancelledAt || payments.some(({ amountCaptured }) => amountCaptured > 0n)) return []
  return [newEvent(PaymentCanceled, { subject: order.id, data: about(payment) })]
}

/** The customer's bank has withdrawn money, or gave it back. */
export function tellDisputed(
  payment: PaymentRow,
  dispute: { amount: bigint; status: 'WITHDRAWN' | 'REINSTATED' },
): NewEvent[] {
  const data = { ...about(payment), amount: money(payment, dispute.amount), status: dispute.status }
  return [newEvent(PaymentDisputed, { subject: payment.orderId, data })]
}

function about(payment: PaymentRow) {
  return { orderId: payment.orderId, paymentId: payment.id, amount: money(payment, payment.amount) }
}

function money({ currency }: PaymentRow, amount: bigint) {
  return { amount: Number(amount), currencyCode: currency }
}

/** What is authorized or captured. */
function heldBy({ status, amount, amountCaptured }: PaymentRow): bigint {
  return status === 'REQUIRES_CAPTURE' ? amount : amountCaptured
}

function heldOrAskedBy(payment: PaymentRow): bigint {
  if (payment.status === 'SUCCEEDED') return payment.amountCaptured
  return isLive(payment) ? payment.amount : 0n
}

function missing(order: OrderRow, amount: bigint): bigint {
  const total = totalOf(order) ?? 0n
  return total > amount ? total - amount : 0n
}

function sum(payments: readonly PaymentRow[], amountOf: (payment: PaymentRow) => bigint): bigint {
  return payments.reduce((total, payment) => total + amountOf(payment), 0n)
}
