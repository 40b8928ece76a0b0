import { keysetOrderBy, keysetWhere } from '@shop/subgraph/keyset'
import type { Key, Page } from '@shop/subgraph/keyset'
import type { Database, Transaction } from '../database.ts'
import type { Payment, Prisma } from '../generated/prisma/client.ts'
import type { PaymentGoal, PaymentStatus } from './payment.ts'

export type PaymentRow = Payment
export type PaymentPatch = Prisma.PaymentUncheckedUpdateInput

/** Newest first. */
export const PAYMENT_KEYS: readonly Key<'createdAt' | 'id'>[] = [
  { field: 'createdAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
]

export async function listPayments(
  database: Database,
  page: Page,
  status: PaymentStatus | null,
): Promise<PaymentRow[]> {
  return database.payment.findMany({
    where: keysetWhere<Prisma.PaymentWhereInput>(page, PAYMENT_KEYS, status ? { status } : {}),
    orderBy: keysetOrderBy(page, PAYMENT_KEYS),
    take: page.take,
  })
}

/** Makes the payment of an order that was placed. An order has one: what is there already stays as it is. */
export async function insertPayment(
  tx: Transaction,
  payment: {
    id: string
    orderId: string
    goal: PaymentGoal
    amount: bigint
    currency: string
    paymentMethod: string
    now: Date
  },
): Promise<void> {
  const { now, ...data } = payment
  const dueAt = payment.goal === 'NONE' ? null : now
  await tx.payment.createMany({
    data: [{ ...data, status: 'REQUIRES_CONFIRMATION', dueAt, createdAt: now, updatedAt: now }],
    skipDuplicates: true,
  })
}

/** Raises what is to happen with the order's payment, and has a worker look at it. Never lowers it. */
export async function raiseGoal(tx: Transaction, orderId: string, goal: PaymentGoal): Promise<void> {
  await tx.$executeRaw`
    UPDATE payments SET goal = ${goal}::payment_goal, due_at = now()
    WHERE order_id = ${orderId}::uuid AND goal < ${goal}::payment_goal`
}

/** Has a worker look at the order's payment. */
export async function makePaymentDue(tx: Transaction, orderId: string): Promise<void> {
  await tx.$executeRaw`UPDATE payments SET due_at = now() WHERE order_id = ${orderId}::uuid`
}

/** Whether a worker would find something to do. Locks nothing. */
export async function isPaymentDue(database: Database): Promise<boolean> {
  const rows = await database.$queryRaw<{ due: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM payments WHERE due_at <= now() AND (leased_until IS NULL OR leased_until <= now())
    ) AS due`
  return rows[0]?.due === true
}

/**
 * The payment that has waited longest for a worker, locked until the transaction ends; null when there is none. One that
 * another worker holds, by its lock or by its lease, is passed over. Not FOR UPDATE, which would block rows that only refer to it.
 */
export async function lockDuePayment(tx: Transaction): Promise<PaymentRow | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM payments WHERE due_at <= now() AND (leased_until IS NULL OR leased_until <= now())
    ORDER BY due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`
  return rows[0] ? tx.payment.findUnique({ where: { id: rows[0].id } }) : null
}

/** Lets the others go first: nobody takes this payment for ten seconds. */
export async function setPaymentAside(database: Database, id: string): Promise<void> {
  await database.$executeRaw`
    UPDATE payments SET due_at = now() + interval '10 seconds' WHERE id = ${id}::uuid AND due_at <= now()`
}

/** The payment, locked, if the lease is still the holder's; else null: another worker has taken over. */
export async function lockLeasedPayment(tx: Transaction, id: string, leaseToken: string): Promise<PaymentRow | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM payments WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid FOR NO KEY UPDATE`
  return rows[0] ? tx.payment.findUnique({ where: { id } }) : null
}

export async function lockPayment(tx: Transaction, id: string): Promise<PaymentRow | null> {
  await tx.$queryRaw`SELECT id FROM payments WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return tx.payment.findUnique({ where: { id } })
}

/** Changes a payment that the transaction has locked. */
export async function updatePayment(tx: Transaction, id: string, patch: PaymentPatch): Promise<PaymentRow> {
  return tx.payment.update({ where: { id }, data: patch })
}

/**
 * Sets a part of what was captured aside for a refund. False when that much is not left: decided by one statement, so
 * that refunds which are asked for at the same moment never exceed what was captured.
 */
export async function reserveForRefund(tx: Transaction, id: string, amount: bigint): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE payments SET amount_refunding = amount_refunding + ${amount}::bigint
    WHERE id = ${id}::uuid AND status = 'SUCCEEDED' AND amount_captured - amount_refunded - amount_refunding >= ${amount}::bigint`
  return count === 1
}
