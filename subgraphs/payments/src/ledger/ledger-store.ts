import { keysetOrderBy, keysetWhere } from '@shop/subgraph/keyset'
import type { Key, Page } from '@shop/subgraph/keyset'
import { newId } from '@shop/subgraph/new-id'
import type { Database, Transaction } from '../database.ts'
import type { LedgerEntry, Prisma } from '../generated/prisma/client.ts'
import { bookingOf } from './ledger.ts'

export type LedgerEntryRow = LedgerEntry

/** Newest first. */
export const LEDGER_KEYS: readonly Key<'createdAt' | 'id'>[] = [
  { field: 'createdAt', order: 'desc', type: 'date' },
  { field: 'id', order: 'desc', type: 'uuid' },
]

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

/**
 * Books the provider's fees for captures of a locked payment: what of `fees`, all that it took until now, is not booked yet, with
 * the newest capture that has none booked: a provider may tell them late, and one after the other. Gives how much that is.
 */
export async function bookFees(
  tx: Transaction,
  { id: paymentId, orderId, currency }: { id: string; orderId: string; currency: string },
  fees: bigint,
  now: Date,
): Promise<bigint> {
  const known = await tx.ledgerEntry.aggregate({
    where: { orderId, paymentId, account: 'FEES', kind: 'FEE' },
    _sum: { amount: true },
  })
  const amount = fees - (known._sum.amount ?? 0n)
  const capture = await tx.paymentTransaction.findFirst({
    where: {
      paymentId,
      kind: 'CAPTURE',
      status: 'SUCCEEDED',
      amount: { gt: 0 },
      ledgerEntries: { none: { kind: 'FEE' } },
    },
    orderBy: { id: 'desc' },
    select: { id: true },
  })
  if (amount <= 0n || !capture) return 0n
  const booking = { paymentId, orderId, currency, transactionId: capture.id, kind: 'FEE', createdAt: now } as const
  await tx.ledgerEntry.createMany({
    data: bookingOf({ kind: 'FEE', amount }).map((side) => ({ ...booking, id: newId(), ...side })),
  })
  return amount
}
