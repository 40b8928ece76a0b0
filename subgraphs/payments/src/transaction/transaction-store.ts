import { newId } from '@shop/subgraph/new-id'
import type { Transaction } from '../database.ts'
import type { PaymentTransaction, TransactionKind, TransactionStatus } from '../generated/prisma/client.ts'
import { bookingOf } from '../ledger/ledger.ts'
import type { Booking } from '../ledger/ledger.ts'
import { toJson } from '../to-json.ts'

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
  return toJson(rows)
}

/** A row of the history with what is booked for it, when money moved. */
export type HistoryEntry = NewTransaction & { booked?: { orderId: string; booking: Booking } }

/**
 * Adds to the history of what the provider was asked and answered, and to the ledger, by one statement: no side of a booking is
 * ever there without the others, nor without what it is for. Nothing is booked for an amount of zero.
 */
export async function appendHistory(tx: Transaction, history: readonly HistoryEntry[]): Promise<void> {
  if (history.length === 0) return
  const entries = history.map((entry) => ({ id: newId(), ...entry }))
  const sides = entries.flatMap(({ id: transactionId, paymentId, currency, createdAt, booked }) =>
    (booked ? bookingOf(booked.booking) : []).map((side) => ({
      id: newId(),
      transactionId,
      paymentId,
      orderId: booked?.orderId,
      kind: booked?.booking.kind,
      currency,
      createdAt,
      ...side,
    })),
  )
  await tx.$executeRaw`
    WITH appended AS (
      INSERT INTO payment_transactions
        (id, payment_id, refund_id, kind, status, amount, currency, provider_key, failure_code, created_at)
      SELECT id, "paymentId", "refundId", kind::transaction_kind, status::transaction_status, amount, currency, "providerKey",
        "failureCode", "createdAt"
      FROM jsonb_to_recordset(${toJson(entries)}::jsonb) AS entry (id uuid, "paymentId" uuid, "refundId" uuid, kind text, status text,
        amount bigint, currency text, "providerKey" text, "failureCode" text, "createdAt" timestamptz)
    )
    INSERT INTO ledger_entries (id, transaction_id, payment_id, order_id, account, kind, amount, currency, created_at)
    SELECT id, "transactionId", "paymentId", "orderId", account::ledger_account, kind::ledger_entry_kind, amount, currency, "createdAt"
    FROM jsonb_to_recordset(${toJson(sides)}::jsonb) AS side (id uuid, "transactionId" uuid, "paymentId" uuid, "orderId" uuid,
      account text, kind text, amount bigint, currency text, "createdAt" timestamptz)`
}

/** appendHistory for one row of which nothing is booked. */
export async function appendTransaction(tx: Transaction, transaction: NewTransaction): Promise<void> {
  await appendHistory(tx, [transaction])
}

/** appendHistory for money that moved. */
export async function appendBooked(
  tx: Transaction,
  orderId: string,
  transaction: NewTransaction,
  booking: Booking,
): Promise<void> {
  await appendHistory(tx, [{ ...transaction, booked: { orderId, booking } }])
}

/** Whether what has this key has had its outcome. */
export async function hasTransaction(tx: Transaction, providerKey: string): Promise<boolean> {
  // As text and not as a parameter, by which PostgreSQL would not find the index of outcomes.
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM payment_transactions WHERE provider_key = ${providerKey} AND status <> 'PENDING'`
  return rows.length > 0
}
