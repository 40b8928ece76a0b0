import type { Transaction } from '../database.ts'
import { excessOf } from '../order/money-plan.ts'
import { totalOf } from '../order/order.ts'
import type { OrderRow } from '../order/order-store.ts'
import type { PaymentRow } from '../payment/payment-store.ts'
import { findReductions, findRestOfReturn } from './refund-store.ts'
import type { RefundRow, RefundStatus } from './refund-store.ts'

/**
 * What an order's customer is owed besides the money of returns and has not got, in minor units: all that is captured of a cancelled order,
 * what was captured above the total of one that became cheaper. What the customer's bank has withdrawn nobody owes.
 */
export async function owedTotalOf(tx: Transaction, order: OrderRow, payments: readonly PaymentRow[]): Promise<bigint> {
  const kept = payments.reduce(
    (sum, { amountCaptured, amountRefunded, amountDisputed }) => sum + amountCaptured - amountRefunded - amountDisputed,
    0n,
  )
  if (order.cancelledAt) return kept > 0n ? kept : 0n
  const excess = await excessWithout(tx, order, payments, ['SUCCEEDED'])
  return excess < kept ? excess : kept
}

/** What a refund is asked for, and how much is owed for that and not asked for, in minor units. */
export type Owed = { cause: RefundRow['cause']; returnId?: string; amount: bigint }

/** What the provider has refused to give back, as far as it is owed still. Order and payments are locked. */
export async function owedOfRefused(
  tx: Transaction,
  order: OrderRow,
  payments: readonly PaymentRow[],
  { cause, returnId, amount }: RefundRow,
): Promise<Owed> {
  const asked: RefundStatus[] = ['PENDING', 'SUCCEEDED']
  if (returnId !== null) return { cause, returnId, amount: await findRestOfReturn(tx, returnId, asked) }
  if (cause === 'ORDER_EDITED') return { cause, amount: await excessWithout(tx, order, payments, asked) }
  return { cause, amount }
}

/** What was captured above the order's total, less what refunds in these states give back of it. */
async function excessWithout(
  tx: Transaction,
  order: OrderRow,
  payments: readonly PaymentRow[],
  states: RefundStatus[],
): Promise<bigint> {
  const total = totalOf(order)
  if (order.editedVersion === null || total === null) return 0n
  const ids = payments.map(({ id }) => id)
  const reductions = await findReductions(tx, ids, states)
  return excessOf(
    total,
    payments.map((payment) => ({ ...payment, amountReduced: reductions.get(payment.id) ?? 0n })),
  )
}
