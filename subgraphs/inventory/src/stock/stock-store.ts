import type { Page } from '@shop/subgraph/keyset'
import { Prisma } from '../generated/prisma/client.ts'
import type { PrismaClient, StockLevel } from '../generated/prisma/client.ts'
import type { AllocatableLevel } from './allocation.ts'

type Transaction = Prisma.TransactionClient

/** Outside of a transaction, or inside. */
export type Database = PrismaClient | Transaction

/** Why stock moved, as the ledger keeps it. */
export type MovementKind = 'ADJUSTMENT' | 'ALLOCATION' | 'RELEASE' | 'SALE' | 'RETURN'

/** One change of one stock level. Deltas are units, negative to take away. */
export type Movement = { stockLevelId: string; onHandDelta: number; reservedDelta: number }

/** What a movement is written down with. */
export type MovementOrigin = {
  kind: MovementKind
  orderId?: string
  actorId?: string
  reason?: string
  note?: string | null
}

/** A level that has just moved, with what was available before. */
export type MovedLevel = {
  id: string
  variantId: string
  locationId: string
  availableBefore: number
  availableNow: number
  lowStockThreshold: number
}

/** A stock level as it is stored. */
export type StockLevelRow = StockLevel

/** Which stock levels. Ids are uuids. */
export type StockLevelFilter = { variantId?: string; locationId?: string; onlyLow: boolean }

/** A level that is locked until the transaction ends. */
export type LockedLevel = AllocatableLevel & { locationId: string }

/**
 * Locks all levels of the variants, always in the order of their ids, so that two transactions never wait for each other in
 * a circle; and all of them, so that the sum over locations, which events tell, is exact.
 */
export async function lockLevelsOfVariants(tx: Transaction, variantIds: readonly string[]): Promise<LockedLevel[]> {
  return tx.$queryRaw<LockedLevel[]>`
    SELECT level.id, level.variant_id AS "variantId", level.location_id AS "locationId",
           location.priority, level.on_hand - level.reserved AS available
      FROM stock_levels level JOIN locations location ON location.id = level.location_id
     WHERE level.variant_id = ANY (${variantIds}::uuid[])
     ORDER BY level.id
       FOR UPDATE OF level`
}

/**
 * Moves stock and writes the ledger, in one statement. Call it with the levels locked.
 * Throws when a level would be oversold or is unknown: the transaction must not commit.
 */
export async function moveStock(
  tx: Transaction,
  origin: MovementOrigin,
  movements: readonly Movement[],
): Promise<MovedLevel[]> {
  const moved = await tx.$queryRaw<MovedLevel[]>`
    WITH change AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(movements)}::jsonb)
        AS change ("stockLevelId" uuid, "onHandDelta" integer, "reservedDelta" integer)
    ), moved AS (
      UPDATE stock_levels level
         SET on_hand = level.on_hand + change."onHandDelta",
             reserved = level.reserved + change."reservedDelta",
             updated_at = now()
        FROM change
       WHERE level.id = change."stockLevelId"
         -- Invariant 1: decided by the same statement that takes the units.
         AND level.on_hand + change."onHandDelta" >= level.reserved + change."reservedDelta"
         AND level.reserved + change."reservedDelta" >= 0
      RETURNING level.id, level.variant_id, level.location_id, level.on_hand - level.reserved AS available_now,
                change."onHandDelta" - change."reservedDelta" AS delta, level.low_stock_threshold,
                change."onHandDelta" AS on_hand_delta, change."reservedDelta" AS reserved_delta
    ), written AS (
      INSERT INTO stock_movements (stock_level_id, kind, on_hand_delta, reserved_delta, order_id, reason, note, actor_id)
      SELECT id, ${origin.kind}::movement_kind, on_hand_delta, reserved_delta, ${origin.orderId ?? null}::uuid,
             ${origin.reason ?? null}::text, ${origin.note ?? null}::text, ${origin.actorId ?? null}::uuid
        FROM moved
    )
    SELECT id, variant_id AS "variantId", location_id AS "locationId", available_now AS "availableNow",
           available_now - delta AS "availableBefore", low_stock_threshold AS "lowStockThreshold"
      FROM moved ORDER BY id`
  if (moved.length !== movements.length) throw new Error('a stock level is unknown or would be oversold')
  return moved
}

/** Units that can be sold, per variant, over all locations. Variants without stock are left out. */
export async function readAvailableByVariant(
  database: Database,
  variantIds: readonly string[],
): Promise<{ variantId: string; available: number }[]> {
  return database.$queryRaw`
    SELECT variant_id AS "variantId", sum(on_hand - reserved)::integer AS available
      FROM stock_levels WHERE variant_id = ANY (${variantIds}::uuid[]) GROUP BY variant_id`
}

/** The level of a variant at a location, made with zero units when there is none; null when either is unknown. */
export async function ensureLevel(
  tx: Transaction,
  id: string,
  variantId: string,
  locationId: string,
): Promise<string | null> {
  await tx.$executeRaw`
    INSERT INTO stock_levels (id, variant_id, location_id)
    SELECT ${id}::uuid, variant.id, location.id FROM variants variant, locations location
     WHERE variant.id = ${variantId}::uuid AND location.id = ${locationId}::uuid
    ON CONFLICT (variant_id, location_id) DO NOTHING`
  // A statement of its own: the one above does not see the row of a transaction that it waited for.
  const level = await tx.stockLevel.findUnique({ where: { variantId_locationId: { variantId, locationId } } })
  return level?.id ?? null
}

/** Keeps the newest state of a variant that products told; an older one changes nothing. */
export async function saveVariant(
  tx: Transaction,
  variant: { id: string; sku: string; version: number },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO variants (id, sku, version) VALUES (${variant.id}::uuid, ${variant.sku}, ${variant.version})
    ON CONFLICT (id) DO UPDATE SET sku = EXCLUDED.sku, version = EXCLUDED.version WHERE variants.version < EXCLUDED.version`
}

/**
 * Stock levels of a page, by id. In SQL because "low" compares an expression of columns, which Prisma cannot; the partial
 * index stock_levels_low_idx has just these.
 */
export async function readStockLevels(database: Database, filter: StockLevelFilter, page: Page): Promise<StockLevel[]> {
  const conditions = [
    Prisma.sql`TRUE`,
    ...(filter.variantId ? [Prisma.sql`variant_id = ${filter.variantId}::uuid`] : []),
    ...(filter.locationId ? [Prisma.sql`location_id = ${filter.locationId}::uuid`] : []),
    ...(filter.onlyLow ? [Prisma.sql`on_hand - reserved <= low_stock_threshold`] : []),
    ...(page.after ? [Prisma.sql`id > ${page.after[0]}::uuid`] : []),
    ...(page.before ? [Prisma.sql`id < ${page.before[0]}::uuid`] : []),
  ]
  return database.$queryRaw<StockLevel[]>`
    SELECT id, variant_id AS "variantId", location_id AS "locationId", on_hand AS "onHand", reserved,
           low_stock_threshold AS "lowStockThreshold", updated_at AS "updatedAt"
      FROM stock_levels WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY id ${page.backward ? Prisma.sql`DESC` : Prisma.sql`ASC`} LIMIT ${page.take}`
}

/** The stock level of a variant at a location; null when there is none. */
export async function readStockLevelOf(
  database: Database,
  variantId: string,
  locationId: string,
): Promise<StockLevel | null> {
  return database.stockLevel.findUnique({ where: { variantId_locationId: { variantId, locationId } } })
}

/** One stock level. */
export async function readStockLevel(database: Database, id: string): Promise<StockLevel> {
  return database.stockLevel.findUniqueOrThrow({ where: { id } })
}
