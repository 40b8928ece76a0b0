import { toGlobalId } from '@shop/subgraph/global-id'
import { newId } from '@shop/subgraph/new-id'
import type { Transaction } from '../database.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { readLocations } from '../location/location-store.ts'
import type { ImportCatalogue, ImportRow, ResolvedRow } from './import-row.ts'

/** What the rows of an import refer to. */
export async function readCatalogue(database: PrismaClient, rows: readonly ImportRow[]): Promise<ImportCatalogue> {
  const skus = [...new Set(rows.map(({ sku }) => sku))]
  const variants = await database.$queryRaw<{ id: string; sku: string }[]>`
    SELECT id, sku FROM variants WHERE sku = ANY (${skus}::text[])`
  const locations = await readLocations(database)
  const names = locations.flatMap(({ id, name }) => [
    { id, name },
    { id, name: toGlobalId('Location', id) },
  ])
  const idsBy = <Row extends { id: string }>(all: readonly Row[], nameOf: (row: Row) => string) =>
    new Map([...Map.groupBy(all, nameOf)].map(([name, same]) => [name, same.map(({ id }) => id)]))
  return { variantsOf: idsBy(variants, ({ sku }) => sku), locationsOf: idsBy(names, ({ name }) => name) }
}

/** Makes the levels that rows are about, with zero units, where there are none. Call it with their variants locked. */
export async function ensureLevels(tx: Transaction, rows: readonly ResolvedRow[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO stock_levels (id, variant_id, location_id)
    SELECT * FROM unnest(${rows.map(() => newId())}::uuid[], ${rows.map(({ variantId }) => variantId)}::uuid[],
      ${rows.map(({ locationId }) => locationId)}::uuid[])
    ON CONFLICT (variant_id, location_id) DO NOTHING`
}

/** Sets the numbers of locked levels that no movement changes. */
export async function updateLevelsSettings(
  tx: Transaction,
  levels: readonly { id: string; safetyStock: number; lowStockThreshold: number }[],
): Promise<void> {
  if (levels.length === 0) return
  await tx.$executeRaw`
    UPDATE stock_levels level
       SET safety_stock = change.safety_stock, low_stock_threshold = change.threshold, updated_at = now()
      FROM unnest(${levels.map(({ id }) => id)}::uuid[], ${levels.map(({ safetyStock }) => safetyStock)}::integer[],
        ${levels.map(({ lowStockThreshold }) => lowStockThreshold)}::integer[]) AS change (id, safety_stock, threshold)
     WHERE level.id = change.id`
}
