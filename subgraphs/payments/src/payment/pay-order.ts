import { once } from '@shop/subgraph/idempotency'
import { checkText } from '@shop/subgraph/input'
import { toMinorUnits } from '@shop/subgraph/money'
import { newId } from '@shop/subgraph/new-id'
import { transact } from '@shop/subgraph/transact'
import { Refusal, refuseIfAny, userError } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import { canPayOrder } from '../authorize.ts'
import type { RequestContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import type { UserErrorCode } from '../errors.ts'
import { planMoney } from '../order/money-plan.ts'
import { findOrder, lockOrder } from '../order/order-store.ts'
import type { OrderRow } from '../order/order-store.ts'
import { goalOf } from '../order/order.ts'
import { findReductions } from '../refund/refund-store.ts'
import { insertPayments, lockPaymentsOf, writePlans } from './payment-store.ts'
import type { PaymentRow } from './payment-store.ts'

/** More payments than this nobody needs for an order; who tries one card after the other needs more. */
const MOST_PAYMENTS = 30

export type PayOrderInput = {
  idempotencyKey: string
  orderId: string
  paymentMethod: string
  /** In the currency's major unit; null for all that no payment covers. */
  amount: { amount: string; currencyCode: string } | null
}

/**
 * Adds a payment by another method: for what a declined one left, what an edit added, or a part of that. A worker asks the
 * provider. Where everything is covered and a payment waits for what its customer must do, that one is given again for the same method; another
 * method takes its place. Gives the payment's id. Throws Refusal.
 */
export async function payOrder(
  { database, clock, wake }: Pick<RequestContext, 'database' | 'clock' | 'wake'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: PayOrderInput,
): Promise<string> {
  refuseIfAny(checkText(input.paymentMethod, ['input', 'paymentMethod'], { max: 200 }))
  const request = { key: idempotencyKey, scope: `${viewer.id}:payOrder`, input, field: ['input', 'idempotencyKey'] }
  const work = async (tx: Transaction) => {
    const known = await findOrder(tx, input.orderId)
    if (!known || !canPayOrder(viewer, known)) throw refused('NOT_FOUND', 'There is no such order.', 'orderId')
    const order = await lockOrder(tx, input.orderId)
    const payments = await lockPaymentsOf(tx, order.id)
    let uncovered = await uncoveredOf(tx, order, payments)
    if (uncovered === 0n) {
      const waiting = payments.filter(({ status, goal }) => status === 'REQUIRES_ACTION' && goal !== 'CANCEL')
      const same = waiting.find(({ paymentMethod }) => paymentMethod === input.paymentMethod)
      if (same) return same.id
      uncovered = await uncoveredOf(tx, order, await letGo(tx, payments, waiting))
    }
    if (uncovered === 0n || order.currency === null) {
      throw refused('NOTHING_DUE', 'Nothing of this order is left to pay.', 'orderId')
    }
    if (payments.length >= MOST_PAYMENTS) {
      throw refused('TOO_MANY_ATTEMPTS', 'This order has too many payments already.', 'orderId')
    }
    const id = newId()
    const payment = {
      id,
      orderId: order.id,
      sequence: (payments.at(-1)?.sequence ?? 0) + 1,
      orderVersion: null,
      goal: goalOf(order),
      amount: amountOf(input.amount, uncovered, order.currency),
      captureTarget: 0n,
      isLastCapture: false,
      currency: order.currency,
      paymentMethod: input.paymentMethod,
      now: clock.now(),
    }
    await insertPayments(tx, [payment])
    return id
  }
  return transact(database, (tx: Transaction) => once(tx, request, () => work(tx)), { onCommit: wake })
}

/** Has payments cancelled that another is to replace; the customer may authorize them until then. Gives all as they are after that. */
async function letGo(tx: Transaction, payments: readonly PaymentRow[], replaced: PaymentRow[]): Promise<PaymentRow[]> {
  await writePlans(
    tx,
    replaced.map((payment) => ({ ...payment, goal: 'CANCEL' })),
  )
  return payments.map((payment) => (replaced.includes(payment) ? { ...payment, goal: 'CANCEL' } : payment))
}

async function uncoveredOf(tx: Transaction, order: OrderRow, payments: readonly PaymentRow[]): Promise<bigint> {
  const goal = goalOf(order)
  if (goal === 'CANCEL' || goal === 'NONE') return 0n
  const reductions = await findReductions(
    tx,
    payments.map(({ id }) => id),
  )
  const money = payments.map((payment) => ({ ...payment, amountReduced: reductions.get(payment.id) ?? 0n }))
  return planMoney(order, money, { capturesPerShipment: false }).uncovered
}

function amountOf(wanted: PayOrderInput['amount'], uncovered: bigint, currency: string): bigint {
  if (!wanted) return uncovered
  if (wanted.currencyCode !== currency) {
    throw refused('CURRENCY_MISMATCH', `The order is in ${currency}.`, 'amount', 'currencyCode')
  }
  const amount = toMinorUnits(wanted.amount, currency)
  if (amount === null || amount <= 0) {
    throw refused('INVALID_AMOUNT', `This is no amount of ${currency} above zero.`, 'amount', 'amount')
  }
  if (BigInt(amount) > uncovered) {
    throw refused('AMOUNT_TOO_LARGE', 'This is more than is left to pay.', 'amount', 'amount')
  }
  return BigInt(amount)
}

function refused(code: UserErrorCode, message: string, ...field: string[]): Refusal {
  return new Refusal(userError(code, message, ['input', ...field]))
}
