import { createLoader } from '@shop/subgraph/loader'
import type { PrismaClient, StockLevel } from '../generated/prisma/client.ts'
import { readAvailability } from './stock-store.ts'

/** What can be sold, by variant, for one request. A variant that inventory does not know loads as null. */
export function createAvailabilityLoader(database: PrismaClient) {
  return createLoader(
    (variantIds: readonly string[]) => readAvailability(database, variantIds),
    (row) => row.id,
  )
}

/** Stock levels by id, for one request. */
export function createStockLevelLoader(database: PrismaClient) {
  return createLoader<string, StockLevel>(
    (ids) => database.stockLevel.findMany({ where: { id: { in: [...ids] } } }),
    (level) => level.id,
  )
}
