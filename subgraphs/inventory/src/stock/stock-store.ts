import type { Page } from '@shop/subgraph/keyset'
import { Prisma } from '../generated/prisma/client.ts'
import type { PrismaClient, StockLevel } from '../generated/prisma/client.ts'
import type { Level, LevelChange, Stock, VariantStock } from './stock.ts'

type Transaction = Prisma.TransactionClient

/** Outside of a transaction, or inside. */
export type Database = PrismaClient | Transaction

/** Why stock moved, as the ledger keeps it. */
export type MovementKind = 'ADJUSTMENT' | 'ALLOCATION' | 'RELEASE' | 'SALE' | 'RETURN' | 'EXPIRY' | 'COUNT' | 'TRANSFER'

/** One line of the ledger. */
export type Movement = LevelChange & {
  kind: MovementKind
  reservationId?: string
  orderId?: string | null
  transferId?: string
  actorId?: string
  reason?: string
  note?: string | null
}

/** A stock level as it is stored. */
export type StockLevelRow = StockLevel

/** Which stock levels. Ids are uuids. */
export type StockLevelFilter = { variantId?: string; locationId?: string; onlyLow: boolean }

/** A variant with one of its levels, or with none. */
type StockRow = Omit<VariantStock, 'levels'> & Omit<Level, 'id'> & { levelId: string | null }

/** The stock of the variants that inventory knows. */
export async function readStock(database: Database, variantIds: readonly string[]): Promise<Stock> {
  const rows = await database.$queryRaw<StockRow[]>`
    SELECT variant.id, variant.policy::text AS policy, variant.backorder_limit AS "backorderLimit",
           variant.release_at AS "releaseAt", variant.backordered,
           level.id AS "levelId", level.location_id AS "locationId", location.priority, level.on_hand AS "onHand",
           level.reserved, level.safety_stock AS "safetyStock", level.low_stock_threshold AS "lowStockThreshold"
      FROM variants variant
      LEFT JOIN stock_levels level ON level.variant_id = variant.id
      LEFT JOIN locations location ON location.id = level.location_id
     WHERE variant.id = ANY (${variantIds}::uuid[])
     ORDER BY variant.id, level.id`
  const stock = new Map<string, VariantStock>()
  for (const own of Map.groupBy(rows, ({ id }) => id).values()) {
    const { id, policy, backorderLimit, releaseAt, backordered } = own[0] as StockRow
    const levels = own.flatMap((row) => toLevel(row) ?? [])
    stock.set(id, { id, policy, backorderLimit, releaseAt, backordered, levels })
  }
  return stock
}

function toLevel(row: StockRow): Level | null {
  const { id: variantId, levelId, locationId, priority, onHand, reserved, safetyStock, lowStockThreshold } = row
  if (levelId === null) return null
  return { id: levelId, variantId, locationId, priority, onHand, reserved, safetyStock, lowStockThreshold }
}

/**
 * Keeps everybody else from changing the stock of the variants until the transaction ends. Locks are taken in the order of the
 * variants' ids, so that two transactions never wait for each other in a circle: take all that it needs at once; whoever also locks
 * reservations does so first (reservation/serve-stock.ts). A variant's lock stands for all its levels: the sum over locations,
 * which events tell, is exact.
 */
export async function lockVariants(tx: Transaction, variantIds: readonly string[]): Promise<void> {
  if (variantIds.length === 0) return
  await tx.$queryRaw`
    SELECT id FROM variants WHERE id = ANY (${[...new Set(variantIds)]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
}

/** The stock of the variants, locked. */
export async function lockStock(tx: Transaction, variantIds: readonly string[]): Promise<Stock> {
  await lockVariants(tx, variantIds)
  // A statement of its own: the one above does not see what those that it waited for have written.
  return readStock(tx, variantIds)
}

/**
 * Moves stock and writes the ledger, in one statement. Call it with the stock locked.
 * Throws when a level would be oversold or is unknown: the transaction must not commit.
 */
export async function writeMovements(tx: Transaction, movements: readonly Movement[]): Promise<void> {
  if (movements.length === 0) return
  // Told apart, since PostgreSQL reads the whole table for rows that come as JSON.
  const levelIds = [...new Set(movements.map(({ stockLevelId }) => stockLevelId))]
  const [moved] = await tx.$queryRaw<[{ levels: number; lines: number }]>`
    WITH change AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(movements)}::text::jsonb) AS change (
        "stockLevelId" uuid, "onHandDelta" integer, "reservedDelta" integer, kind movement_kind, "reservationId" uuid,
        "orderId" uuid, "transferId" uuid, "actorId" uuid, reason text, note text)
    ), net AS (
      SELECT "stockLevelId", sum("onHandDelta")::integer AS on_hand, sum("reservedDelta")::integer AS reserved
        FROM change GROUP BY "stockLevelId"
    ), moved AS (
      UPDATE stock_levels level
         SET on_hand = level.on_hand + net.on_hand, reserved = level.reserved + net.reserved, updated_at = now()
        FROM net
       WHERE level.id = ANY (${levelIds}::uuid[]) AND level.id = net."stockLevelId"
         -- Invariant 1: decided by the same statement that takes the units.
         AND level.on_hand + net.on_hand >= level.reserved + net.reserved
         AND level.reserved + net.reserved >= 0
      RETURNING level.id
    ), written AS (
      INSERT INTO stock_movements
        (stock_level_id, kind, on_hand_delta, reserved_delta, reservation_id, order_id, transfer_id, reason, note, actor_id)
      SELECT moved.id, kind, "onHandDelta", "reservedDelta", "reservationId", "orderId", "transferId", reason, note, "actorId"
        FROM change JOIN moved ON moved.id = "stockLevelId"
      RETURNING id
    )
    SELECT (SELECT count(*)::integer FROM moved) AS levels, (SELECT count(*)::integer FROM written) AS lines`
  if (moved.levels !== levelIds.length) throw new Error('a stock level is unknown or would be oversold')
}

/** Changes how many units of variants are owed. Call it with the stock locked. Throws when it would be fewer than none. */
export async function changeBackordered(tx: Transaction, deltas: ReadonlyMap<string, number>): Promise<void> {
  if (deltas.size === 0) return
  await tx.$executeRaw`
    UPDATE variants SET backordered = backordered + delta
      FROM unnest(${[...deltas.keys()]}::uuid[], ${[...deltas.values()]}::integer[]) AS change (variant_id, delta)
     WHERE id = variant_id`
}

/** Sets a locked level's numbers that no movement changes. */
export async function updateLevelSettings(
  tx: Transaction,
  { id, safetyStock, lowStockThreshold }: Pick<Level, 'id' | 'safetyStock' | 'lowStockThreshold'>,
): Promise<void> {
  await tx.stockLevel.update({ where: { id }, data: { safetyStock, lowStockThreshold, updatedAt: new Date() } })
}

/** Sets what may be ordered of a locked variant ahead of its stock. */
export async function updatePolicy(
  tx: Transaction,
  id: string,
  policy: Pick<VariantStock, 'policy' | 'backorderLimit' | 'releaseAt'>,
): Promise<void> {
  await tx.variant.update({ where: { id }, data: { ...policy, releaseToldAt: null } })
}

/** Whether there is a preorder whose day has come, and nobody was told. The timer asks it all day. */
export async function isReleaseToTell(database: PrismaClient, now: Date): Promise<boolean> {
  const [found] = await database.$queryRaw<[{ isToTell: boolean }]>`
    SELECT EXISTS (SELECT FROM variants WHERE policy = 'PREORDER' AND release_told_at IS NULL AND release_at <= ${now}) AS "isToTell"`
  return found.isToTell
}

/** Marks such preorders as told, at most 100, locks them, and gives their ids. */
export async function claimReleases(tx: Transaction, now: Date): Promise<string[]> {
  // Who has one of them is about to change it: it is looked at again.
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE variants SET release_told_at = ${now} WHERE id = ANY (ARRAY(
      SELECT id FROM variants WHERE policy = 'PREORDER' AND release_told_at IS NULL AND release_at <= ${now}
       ORDER BY id LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED)) RETURNING id`
  return rows.map(({ id }) => id)
}

/** What can be sold of a variant over all locations, and how more of it can be ordered. */
export type AvailabilityRow = Omit<VariantStock, 'levels'> & { available: number }

/** Of the variants that inventory knows. */
export async function readAvailability(database: Database, variantIds: readonly string[]): Promise<AvailabilityRow[]> {
  return database.$queryRaw<AvailabilityRow[]>`
    SELECT variant.id, variant.policy::text AS policy, variant.backorder_limit AS "backorderLimit",
           variant.release_at AS "releaseAt", variant.backordered,
           greatest(0, coalesce(sum(greatest(0, on_hand - reserved - safety_stock)), 0) - variant.backordered)::integer AS available
      FROM variants variant LEFT JOIN stock_levels ON variant_id = variant.id
     WHERE variant.id = ANY (${variantIds}::uuid[]) GROUP BY variant.id`
}

/** The level of a locked variant at a location, made with zero units when there is none; null when either is unknown. */
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

/** Stock levels of a page, by id. In SQL because the partial index of the low ones wants `is_low` and not a parameter. */
export async function readStockLevels(database: Database, filter: StockLevelFilter, page: Page): Promise<StockLevel[]> {
  const conditions = [
    Prisma.sql`TRUE`,
    ...(filter.variantId ? [Prisma.sql`variant_id = ${filter.variantId}::uuid`] : []),
    ...(filter.locationId ? [Prisma.sql`location_id = ${filter.locationId}::uuid`] : []),
    ...(filter.onlyLow ? [Prisma.sql`is_low`] : []),
    ...(page.after ? [Prisma.sql`id > ${page.after[0]}::uuid`] : []),
    ...(page.before ? [Prisma.sql`id < ${page.before[0]}::uuid`] : []),
  ]
  return database.$queryRaw<StockLevel[]>`
    SELECT id, variant_id AS "variantId", location_id AS "locationId", on_hand AS "onHand", reserved, safety_stock AS "safetyStock",
           low_stock_threshold AS "lowStockThreshold", is_low AS "isLow", updated_at AS "updatedAt"
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
