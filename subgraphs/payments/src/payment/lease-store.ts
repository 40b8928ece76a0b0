import type { Database } from '../database.ts'
import type { NewTransaction } from '../transaction/transaction-store.ts'
import { toJson } from '../to-json.ts'
import { toTransactionRows } from '../transaction/transaction-store.ts'
import type { PaymentOperation, PaymentStatus } from './payment.ts'
import type { SeenPayment } from './payment-store.ts'

/** What a worker writes down before it asks the provider. */
export type PaymentLease = {
  operation: PaymentOperation
  operationAmount: bigint | null
  operationIsLast: boolean
  captures: number
  confirmations: number
  attempts: number
  status: PaymentStatus
  failureCode: string | null
  leaseToken: string
  leasedUntil: Date
}

/** A lease that is wanted of a payment as it was seen, with what of it goes into the history. */
export type WantedLease = { seen: SeenPayment; lease: PaymentLease; history: readonly NewTransaction[] }

/**
 * Takes payments for one worker and writes what is about to be asked into their history, by one statement: with the
 * thousands that are asked every minute a transaction of five would cost more than the call. Gives the ids of those that were
 * taken; of one whose row was changed since it was seen, or is being changed, nothing is written.
 */
export async function leasePayments(database: Database, wanted: readonly WantedLease[]): Promise<Set<string>> {
  if (wanted.length === 0) return new Set()
  const leases = wanted.map(({ seen: { id, rowVersion }, lease }) => ({ id, rowVersion, ...lease }))
  const history = wanted.flatMap((one) => one.history)
  // Told apart, since PostgreSQL reads the whole table for rows that come as JSON.
  const ids = wanted.map(({ seen }) => seen.id)
  const rows = await database.$queryRaw<{ id: string }[]>`
    WITH wanted AS (
      SELECT lease.* FROM jsonb_to_recordset(${toJson(leases)}::jsonb) AS lease (id uuid, "rowVersion" text, operation payment_operation,
        "operationAmount" bigint, "operationIsLast" boolean, captures integer, confirmations integer, attempts integer,
        status payment_status, "failureCode" text, "leaseToken" uuid, "leasedUntil" timestamptz)
    ), free AS (
      SELECT payment.id FROM payments payment JOIN wanted ON wanted.id = payment.id AND payment.xmin::text = "rowVersion"
      WHERE payment.id = ANY (${ids}::uuid[]) FOR NO KEY UPDATE OF payment SKIP LOCKED
    ), leased AS (
      UPDATE payments payment SET operation = wanted.operation, operation_amount = wanted."operationAmount",
        operation_is_last = wanted."operationIsLast", captures = wanted.captures, confirmations = wanted.confirmations,
        attempts = wanted.attempts, status = wanted.status, failure_code = wanted."failureCode",
        lease_token = wanted."leaseToken", leased_until = wanted."leasedUntil", updated_at = now()
      FROM wanted JOIN free ON free.id = wanted.id
      WHERE payment.id = ANY (${ids}::uuid[]) AND payment.id = wanted.id AND payment.xmin::text = "rowVersion"
      RETURNING payment.id
    ), history AS (
      INSERT INTO payment_transactions (id, payment_id, kind, status, amount, currency, provider_key, failure_code, created_at)
      SELECT entry.id, leased.id, entry.kind::transaction_kind, entry.status::transaction_status, entry.amount, entry.currency,
        entry."providerKey", entry."failureCode", entry."createdAt"
      FROM leased JOIN jsonb_to_recordset(${toTransactionRows(history)}::jsonb) AS entry (id uuid, "paymentId" uuid, kind text,
        status text, amount bigint, currency text, "providerKey" text, "failureCode" text, "createdAt" timestamptz)
        ON entry."paymentId" = leased.id
    )
    SELECT id FROM leased`
  return new Set(rows.map(({ id }) => id))
}
