import { newId } from '@shop/subgraph/new-id'
import type { Database, Transaction } from '../database.ts'
import type { Prisma, Refund, RefundCause, RefundStatus } from '../generated/prisma/client.ts'

export type RefundRow = Refund
export type { RefundStatus }

export type NewRefund = {
  paymentId: string
  cause: RefundCause
  returnId?: string
  amount: bigint
  currency: string
  reason: string
  requestedBy?: string
  now: Date
}

/** As the provider refuses to give back what the customer's bank has withdrawn. */
const WITHHELD = { status: 'FAILED', failureCode: 'charge_disputed' } as const

/** Adds a refund of money that the customer's bank has withdrawn: nobody asks for it before that has come back. Nothing is reserved for it. */
export async function insertWithheldRefund(tx: Transaction, { now, ...data }: NewRefund): Promise<RefundRow> {
  return tx.refund.create({ data: { id: newId(), ...data, ...WITHHELD, createdAt: now, updatedAt: now } })
}

/** Refunds of these payments that were withheld, and not asked for since; the oldest first. */
export async function findWithheldRefunds(tx: Transaction, paymentIds: string[]): Promise<RefundRow[]> {
  return tx.refund.findMany({
    where: { paymentId: { in: paymentIds }, ...WITHHELD, attempts: 0 },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
}

/** Adds a refund whose amount is reserved already; a worker asks the provider. One of nothing is SUCCEEDED at once. */
export async function insertRefund(tx: Transaction, refund: NewRefund): Promise<RefundRow> {
  const { now, ...data } = refund
  const isNothing = refund.amount === 0n
  return tx.refund.create({
    data: {
      id: newId(),
      ...data,
      status: isNothing ? 'SUCCEEDED' : 'PENDING',
      dueAt: isNothing ? null : now,
      createdAt: now,
      updatedAt: now,
    },
  })
}

export async function findRefund(tx: Transaction, id: string): Promise<RefundRow | null> {
  return tx.refund.findUnique({ where: { id } })
}

/** What was given back of each payment, or is promised, because its order became cheaper; of refunds in these states. */
export async function findReductions(
  tx: Transaction,
  paymentIds: string[],
  states: RefundStatus[] = ['PENDING', 'SUCCEEDED'],
): Promise<Map<string, bigint>> {
  const sums = await tx.refund.groupBy({
    by: ['paymentId'],
    where: { paymentId: { in: paymentIds }, cause: 'ORDER_EDITED', status: { in: states } },
    _sum: { amount: true },
  })
  return new Map(sums.map(({ paymentId, _sum }) => [paymentId, _sum.amount ?? 0n]))
}

/** Whether the payment has any refund, of nothing too. */
export async function hasRefund(tx: Transaction, paymentId: string): Promise<boolean> {
  return (await tx.refund.count({ where: { paymentId } })) > 0
}

/**
 * What of a return's money no refund in these states gives back. What nobody has asked for by hand is all of it: by hand only what was
 * refused is made good.
 */
export async function findRestOfReturn(tx: Transaction, returnId: string, states: RefundStatus[]): Promise<bigint> {
  const rows = await tx.$queryRaw<{ rest: bigint }[]>`
    SELECT (coalesce(sum(amount) FILTER (WHERE requested_by IS NULL), 0)
      - coalesce(sum(amount) FILTER (WHERE status::text = ANY (${states})), 0))::bigint AS rest
    FROM refunds WHERE return_id = ${returnId}::uuid`
  return rows[0]?.rest ?? 0n
}

/** Whether a worker would find something to do. Locks nothing. */
export async function isRefundDue(database: Database): Promise<boolean> {
  const rows = await database.$queryRaw<{ due: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM refunds WHERE due_at <= now() AND (leased_until IS NULL OR leased_until <= now())
    ) AS due`
  return rows[0]?.due === true
}

/** The refund that has waited longest for a worker, locked until the transaction ends; null when there is none. */
export async function lockDueRefund(tx: Transaction): Promise<RefundRow | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM refunds WHERE due_at <= now() AND (leased_until IS NULL OR leased_until <= now())
    ORDER BY due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`
  return rows[0] ? tx.refund.findUnique({ where: { id: rows[0].id } }) : null
}

/** Lets the others go first: nobody takes this refund for ten seconds. */
export async function setRefundAside(database: Database, id: string): Promise<void> {
  await database.$executeRaw`
    UPDATE refunds SET due_at = now() + interval '10 seconds' WHERE id = ${id}::uuid AND due_at <= now()`
}

/** The refund, locked, if the lease is still the holder's; else null: another worker has taken over. */
export async function lockLeasedRefund(tx: Transaction, id: string, leaseToken: string): Promise<RefundRow | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM refunds WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid FOR NO KEY UPDATE`
  return rows[0] ? tx.refund.findUnique({ where: { id } }) : null
}

/** Changes a refund that the transaction has locked. */
export async function updateRefund(
  tx: Transaction,
  id: string,
  patch: Prisma.RefundUncheckedUpdateInput,
): Promise<RefundRow> {
  return tx.refund.update({ where: { id }, data: patch })
}
