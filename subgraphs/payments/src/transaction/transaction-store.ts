import { newId } from '@shop/subgraph/new-id'
import type { Transaction } from '../database.ts'
import type { PaymentTransaction, TransactionKind, TransactionStatus } from '../generated/prisma/client.ts'
import { bookingOf } from '../ledger/ledger.ts'
import type { Booking } from '../ledger/ledger.ts'

export type TransactionRow = PaymentTransaction

export type NewTransaction = {
  paymentId: string
  refundId?: string
  kind: TransactionKind
  status: TransactionStatus
  amount: bigint
  currency: string
  providerKey: string
  failureCode?: string
  createdAt: Date
}

/** The rows of a history as JSON for jsonb_to_recordset. Of the same moment, they are told apart by the order of their ids. */
export function toTransactionRows(history: readonly NewTransaction[]): string {
  const ids = history.map(() => newId()).toSorted()
  const rows = history.map((entry, index) => ({ id: ids[index], ...entry }))
  return JSON.stringify(rows, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))
}

/** Adds a row to the history of what the provider was asked and answered. */
export async function appendTransaction(tx: Transaction, transaction: NewTransaction): Promise<void> {
  await tx.paymentTransaction.createMany({ data: [{ id: newId(), ...transaction }] })
}

/**
 * Adds money that moved to the history and to the ledger, by one statement: no side of a booking is ever there without
 * the others, nor without what it is for. Nothing is booked for an amount of zero.
 */
export async function appendBooked(
  tx: Transaction,
  orderId: string,
  transaction: NewTransaction,
  booking: Booking,
): Promise<void> {
  const { paymentId, refundId = null, kind, status, amount, currency, providerKey, createdAt } = transaction
  const { failureCode = null } = transaction
  const id = newId()
  const sides = bookingOf(booking).map((side) => ({ id: newId(), ...side, amount: side.amount.toString() }))
  await tx.$executeRaw`
    WITH appended AS (
      INSERT INTO payment_transactions
        (id, payment_id, refund_id, kind, status, amount, currency, provider_key, failure_code, created_at)
      VALUES (${id}::uuid, ${paymentId}::uuid, ${refundId}::uuid, ${kind}::transaction_kind, ${status}::transaction_status,
        ${amount}::bigint, ${currency}, ${providerKey}, ${failureCode}, ${createdAt})
    )
    INSERT INTO ledger_entries (id, transaction_id, payment_id, order_id, account, kind, amount, currency, created_at)
    SELECT side.id, ${id}::uuid, ${paymentId}::uuid, ${orderId}::uuid, side.account::ledger_account,
      ${booking.kind}::ledger_entry_kind, side.amount, ${currency}, ${createdAt}
    FROM jsonb_to_recordset(${JSON.stringify(sides)}::jsonb) AS side (id uuid, account text, amount bigint)`
}

/** Whether what has this key has had its outcome. */
export async function hasTransaction(tx: Transaction, providerKey: string): Promise<boolean> {
  return (await tx.paymentTransaction.count({ where: { providerKey, status: { not: 'PENDING' } } })) > 0
}
