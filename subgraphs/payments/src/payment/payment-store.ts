import { keysetOrderBy, keysetWhere } from '@shop/subgraph/keyset'
import type { Key, Page } from '@shop/subgraph/keyset'
import { columnsOf } from '@shop/subgraph/columns'
import type { Database, Transaction } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Payment } from '../generated/prisma/client.ts'
import type { PaymentPlan } from '../order/money-plan.ts'
import { toJson } from '../to-json.ts'
import type { PaymentGoal, PaymentStatus } from './payment.ts'

export type PaymentRow = Payment
export type PaymentPatch = Prisma.PaymentUncheckedUpdateInput

const COLUMNS = Prisma.raw(columnsOf('payment', Object.values(Prisma.PaymentScalarFieldEnum)))

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

export type NewPayment = {
  id: string
  orderId: string
  sequence: number
  /** The edit of the order for which it is made by itself. */
  orderVersion: number | null
  goal: PaymentGoal
  amount: bigint
  captureTarget: bigint
  isLastCapture: boolean
  currency: string
  paymentMethod: string
  now: Date
}

/** Makes payments of orders. One of the same sequence, or for the same edit, that is there already stays as it is. */
export async function insertPayments(tx: Transaction, payments: readonly NewPayment[]): Promise<void> {
  if (payments.length === 0) return
  const rows = payments.map((payment) => ({ ...payment, dueAt: payment.goal === 'NONE' ? null : payment.now }))
  await tx.$executeRaw`
    INSERT INTO payments (id, order_id, sequence, order_version, status, goal, amount, capture_target, is_last_capture, currency,
      payment_method, due_at, created_at, updated_at)
    SELECT id, "orderId", sequence, "orderVersion", 'REQUIRES_CONFIRMATION', goal, amount, "captureTarget", "isLastCapture", currency,
      "paymentMethod", "dueAt", now, now
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS payment (id uuid, "orderId" uuid, sequence integer, "orderVersion" integer,
      goal payment_goal, amount bigint, "captureTarget" bigint, "isLastCapture" boolean, currency text, "paymentMethod" text,
      "dueAt" timestamptz, now timestamptz)
    ON CONFLICT DO NOTHING`
}

/** All payments of an order, locked until the transaction ends; the order is locked already. Oldest first. */
export async function lockPaymentsOf(tx: Transaction, orderId: string): Promise<PaymentRow[]> {
  return (await lockPaymentsOfOrders(tx, [orderId])).get(orderId) ?? []
}

/** The same of several orders, by order. Payments are locked in the order of their ids, by everybody who locks several. */
export async function lockPaymentsOfOrders(
  tx: Transaction,
  orderIds: readonly string[],
): Promise<Map<string, PaymentRow[]>> {
  const rows = await tx.$queryRaw<PaymentRow[]>`
    SELECT ${COLUMNS} FROM payments payment WHERE order_id = ANY (${orderIds}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
  return Map.groupBy(
    rows.toSorted((one, other) => one.sequence - other.sequence),
    ({ orderId }) => orderId,
  )
}

/** Writes what locked payments are to do from now on, and has a worker look at them. */
export async function writePlans(tx: Transaction, plans: readonly PaymentPlan[]): Promise<void> {
  if (plans.length === 0) return
  // Their ids are told apart in these statements, since PostgreSQL reads the whole table for rows that come as JSON.
  await tx.$executeRaw`
    UPDATE payments SET goal = plan.goal::payment_goal, amount = plan.amount, capture_target = plan."captureTarget",
      is_last_capture = plan."isLastCapture", due_at = now()
    FROM jsonb_to_recordset(${toJson(plans)}::jsonb)
      AS plan (id uuid, goal text, amount bigint, "captureTarget" bigint, "isLastCapture" boolean)
    WHERE payments.id = ANY (${idsOf(plans)}::uuid[]) AND payments.id = plan.id`
}

/** A payment as it was read, and the version of its row: whoever changes it meanwhile changes that. */
export type SeenPayment = PaymentRow & { rowVersion: string }

/**
 * The payments that have waited longest for a worker, without those that are being changed just now. They stay locked for this statement
 * only: leasePayments finds out who is first.
 */
export async function findDuePayments(database: Database, limit: number): Promise<SeenPayment[]> {
  return database.$queryRaw<SeenPayment[]>`
    SELECT ${COLUMNS}, payment.xmin::text AS "rowVersion" FROM payments payment
    WHERE due_at <= now() AND (leased_until IS NULL OR leased_until <= now())
    ORDER BY due_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`
}

/** The payments that have waited longest to be compared with the provider's books. Nobody else compares them until `until`. */
export async function claimChecks(database: Database, until: Date, limit: number): Promise<PaymentRow[]> {
  return database.$queryRaw<PaymentRow[]>`
    UPDATE payments payment SET check_at = ${until}
    WHERE id = ANY (ARRAY(
      SELECT id FROM payments WHERE check_at <= now() AND operation IS NULL AND lease_token IS NULL
      ORDER BY check_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED))
    RETURNING ${COLUMNS}`
}

/** Ends the claim of a comparison that came to nothing, unless it was asked for again meanwhile. */
export async function postponeCheck(database: Database, { id, checkAt }: PaymentRow, until: Date): Promise<void> {
  await database.payment.updateMany({ where: { id, checkAt }, data: { checkAt: until } })
}

/** Lets the others go first: nobody takes this payment for ten seconds. */
export async function setPaymentAside(database: Database, id: string): Promise<void> {
  await database.$executeRaw`
    UPDATE payments SET due_at = now() + interval '10 seconds' WHERE id = ${id}::uuid AND due_at <= now()`
}

/** The payment, locked, if the lease is still the holder's; else null: another worker has taken over. */
export async function lockLeasedPayment(tx: Transaction, id: string, leaseToken: string): Promise<PaymentRow | null> {
  const rows = await tx.$queryRaw<PaymentRow[]>`
    SELECT ${COLUMNS} FROM payments payment
    WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid FOR NO KEY UPDATE`
  return rows[0] ?? null
}

export async function findPayment(tx: Transaction, id: string): Promise<PaymentRow | null> {
  return tx.payment.findUnique({ where: { id } })
}

/** Writes what the provider's answers made of locked payments, and ends their leases. Nothing is being asked of them then. */
export async function writeSettled(tx: Transaction, settled: readonly PaymentRow[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE payments SET status = settled.status::payment_status, amount_captured = settled."amountCaptured",
      failure_code = settled."failureCode", next_action_type = settled."nextActionType", next_action_url = settled."nextActionUrl",
      due_at = settled."dueAt", check_at = settled."checkAt", checks = 0, provider_reference = settled."providerReference",
      can_capture_in_parts = settled."canCaptureInParts", updated_at = settled."updatedAt", operation = NULL, attempts = 0,
      operation_amount = NULL, operation_is_last = false, lease_token = NULL, leased_until = NULL
    FROM jsonb_to_recordset(${toJson(settled)}::jsonb) AS settled (id uuid, status text, "amountCaptured" bigint, "failureCode" text,
      "nextActionType" text, "nextActionUrl" text, "dueAt" timestamptz, "checkAt" timestamptz, "providerReference" text,
      "canCaptureInParts" boolean, "updatedAt" timestamptz)
    WHERE payments.id = ANY (${idsOf(settled)}::uuid[]) AND payments.id = settled.id`
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
    WHERE id = ${id}::uuid AND status = 'SUCCEEDED'
      AND amount_captured - amount_refunded - amount_refunding - amount_disputed >= ${amount}::bigint`
  return count === 1
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id)
}
