import type { Database } from '../database.ts'
import type { NewTransaction } from '../transaction/transaction-store.ts'
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

/**
 * Takes the payment for one worker and writes what is about to be asked into its history, by one statement: with the
 * thousands that are asked every minute a transaction of five would cost more than the call. False when the row was
 * changed since it was seen; then nothing is written.
 */
export async function leasePayment(
  database: Database,
  { id, rowVersion }: SeenPayment,
  lease: PaymentLease,
  history: readonly NewTransaction[],
): Promise<boolean> {
  const rows = await database.$queryRaw<{ leased: number }[]>`
    WITH leased AS (
      UPDATE payments SET operation = ${lease.operation}::payment_operation, operation_amount = ${lease.operationAmount}::bigint,
        operation_is_last = ${lease.operationIsLast}, captures = ${lease.captures}, confirmations = ${lease.confirmations},
        attempts = ${lease.attempts}, status = ${lease.status}::payment_status, failure_code = ${lease.failureCode},
        lease_token = ${lease.leaseToken}::uuid, leased_until = ${lease.leasedUntil}, updated_at = now()
      WHERE id = ${id}::uuid AND xmin::text = ${rowVersion}
      RETURNING id
    ), history AS (
      INSERT INTO payment_transactions (id, payment_id, kind, status, amount, currency, provider_key, failure_code, created_at)
      SELECT entry.id, leased.id, entry.kind::transaction_kind, entry.status::transaction_status, entry.amount, entry.currency,
        entry."providerKey", entry."failureCode", entry."createdAt"
      FROM leased CROSS JOIN jsonb_to_recordset(${toTransactionRows(history)}::jsonb) AS entry (
        id uuid, kind text, status text, amount bigint, currency text, "providerKey" text, "failureCode" text, "createdAt" timestamptz)
    )
    SELECT count(*)::int AS leased FROM leased`
  return rows[0]?.leased === 1
}
