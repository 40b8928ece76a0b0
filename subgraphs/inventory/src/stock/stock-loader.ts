import { createLoader } from '@shop/subgraph/loader'
import type { PrismaClient, StockLevel } from '../generated/prisma/client.ts'
import { readAvailableByVariant } from './stock-store.ts'

/** Units that can be sold, by variant, for one request. A variant without stock levels loads as null. */
export function createAvailabilityLoader(database: PrismaClient) {
  return createLoader(
    (variantIds: readonly string[]) => readAvailableByVariant(database, variantIds),
    (row) => row.variantId,
  )
}

/** Stock levels by id, for one request. */
export function createStockLevelLoader(database: PrismaClient) {
  return createLoader<string, StockLevel>(
    (ids) => database.stockLevel.findMany({ where: { id: { in: [...ids] } } }),
    (level) => level.id,
  )
}
