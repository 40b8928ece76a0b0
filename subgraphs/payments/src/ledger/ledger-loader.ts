import { createLoader } from '@shop/subgraph/loader'
import type DataLoader from 'dataloader'
import type { Database } from '../database.ts'
import type { LedgerEntryRow } from './ledger-store.ts'

export function createLedgerEntryLoader(database: Database): DataLoader<string, LedgerEntryRow | null> {
  return createLoader(
    (ids) => database.ledgerEntry.findMany({ where: { id: { in: [...ids] } } }),
    (entry) => entry.id,
  )
}
