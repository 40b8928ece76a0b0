import { newId } from '@shop/subgraph/new-id'
import type { ProcessContext } from '../context.ts'
import type { Transaction } from '../database.ts'
import { tellCovered } from '../payment/payment-events.ts'
import { insertPayments, lockPaymentsOfOrders, writePlans } from '../payment/payment-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { createOwedRefunds } from '../refund/create-owed-refunds.ts'
import { findReductions } from '../refund/refund-store.ts'
import { planMoney } from './money-plan.ts'
import type { MoneyPlan, PaymentMoney } from './money-plan.ts'
import type { OrderRow } from './order-store.ts'
import { goalOf } from './order.ts'

type MoneyContext = Pick<ProcessContext, 'clock' | 'config'>

/**
 * Makes of what is known of orders what is to happen with their money: what their payments do next, an additional payment when
 * an edit made one dearer, refunds. The orders are locked; called after every event, and again it changes nothing. True when
 * payments may be due after that.
 */
export async function pursueOrders(
  tx: Transaction,
  orders: readonly OrderRow[],
  { config, clock }: MoneyContext,
): Promise<boolean> {
  if (orders.length === 0) return false
  const payments = await lockPaymentsOfOrders(
    tx,
    orders.map(({ id }) => id),
  )
  const now = clock.now()
  const plans: { order: OrderRow; own: PaymentRow[]; plan: MoneyPlan }[] = []
  for (const order of orders) {
    const own = payments.get(order.id)
    if (!own) continue
    const money = await withReductions(tx, order, own)
    plans.push({ order, own, plan: planMoney(order, money, { capturesPerShipment: config.capture === 'shipment' }) })
  }
  await writePlans(
    tx,
    plans.flatMap(({ plan }) => plan.changes),
  )
  for (const { order, own, plan } of plans) {
    await addPayment(tx, order, own, plan.uncovered, now)
    await createOwedRefunds(tx, order, own, plan.excess, now)
    await tellCovered(tx, order, own)
  }
  return plans.some(({ plan }) => plan.changes.length > 0 || plan.uncovered > 0n)
}

/** pursueOrders for one. */
export async function pursueOrder(tx: Transaction, order: OrderRow, context: MoneyContext): Promise<boolean> {
  return pursueOrders(tx, [order], context)
}

/** Only an edit makes an order cheaper, and most are never edited. */
async function withReductions(tx: Transaction, order: OrderRow, payments: PaymentRow[]): Promise<PaymentMoney[]> {
  const reductions =
    order.editedVersion === null
      ? new Map<string, bigint>()
      : await findReductions(
          tx,
          payments.map(({ id }) => id),
        )
  return payments.map((payment) => ({ ...payment, amountReduced: reductions.get(payment.id) ?? 0n }))
}

/** Once for each edit, by the method that the customer paid with. What comes of it is for people to see to: payOrder. */
async function addPayment(
  tx: Transaction,
  order: OrderRow,
  payments: readonly PaymentRow[],
  amount: bigint,
  now: Date,
): Promise<void> {
  const { editedVersion, currency, paymentMethod } = order
  if (amount === 0n || editedVersion === null || currency === null || paymentMethod === null) return
  if (payments.some(({ orderVersion }) => orderVersion !== null && orderVersion >= editedVersion)) return
  const last = payments.at(-1)
  const payment = {
    id: newId(),
    orderId: order.id,
    sequence: (last?.sequence ?? 0) + 1,
    orderVersion: editedVersion,
    goal: goalOf(order),
    amount,
    // What of it is to be captured the plan says when it is authorized.
    captureTarget: 0n,
    isLastCapture: false,
    currency,
    paymentMethod,
    now,
  }
  await insertPayments(tx, [payment])
}
