import { keysetOrderBy, keysetWhere } from '@shop/subgraph/keyset'
import type { Key, Page } from '@shop/subgraph/keyset'
import { newId } from '@shop/subgraph/new-id'
import type { Database, Transaction } from '../database.ts'
import type { LedgerEntry, Prisma } from '../generated/prisma/client.ts'
import { bookingOf } from './ledger.ts'
import type { LedgerEntryKind } from './ledger.ts'

export type LedgerEntryRow = LedgerEntry

/** Newest first. */
export const LEDGER_KEYS: readonly Key<'createdAt' | 'id'>[] = [
  { field: 'createdAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
]

/** Books a capture or a refund: both sides by one statement, or the database refuses them. */
export async function book(
  tx: Transaction,
  booking: {
    transactionId: string
    payment: { id: string; orderId: string; currency: string }
    kind: LedgerEntryKind
    amount: bigint
    createdAt: Date
  },
): Promise<void> {
  const { transactionId, payment, kind, createdAt } = booking
  const data = bookingOf(kind, booking.amount).map((side) => ({
    id: newId(),
    transactionId,
    paymentId: payment.id,
    orderId: payment.orderId,
    currency: payment.currency,
    kind,
    createdAt,
    ...side,
  }))
  if (data.length > 0) await tx.ledgerEntry.createMany({ data })
}

export async function listLedgerEntries(
  database: Database,
  page: Page,
  orderId: string | null,
): Promise<LedgerEntryRow[]> {
  return database.ledgerEntry.findMany({
    where: keysetWhere<Prisma.LedgerEntryWhereInput>(page, LEDGER_KEYS, orderId ? { orderId } : {}),
    orderBy: keysetOrderBy(page, LEDGER_KEYS),
    take: page.take,
  })
}
