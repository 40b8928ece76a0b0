import { keysetOrderBy, keysetWhere } from '@shop/subgraph/keyset'
import type { Key, Page } from '@shop/subgraph/keyset'
import type { Database } from '../database.ts'
import type { LedgerEntry, Prisma } from '../generated/prisma/client.ts'

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
