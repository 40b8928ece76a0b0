import { randomUUID } from 'node:crypto'
import { Prisma } from '../generated/prisma/client.ts'
import type {
  Allocation,
  Backorder,
  PrismaClient,
  Reservation,
  StockLevel,
  Variant,
} from '../generated/prisma/client.ts'
import type { OrderedLine, Shortage } from '../stock/allocation.ts'
import { NOTHING_HELD } from './reservation.ts'
import type { Held, HeldUnits, ReservationStatus } from './reservation.ts'

type Transaction = Prisma.TransactionClient

/** A reservation, and units that it holds, as they are stored. */
export type ReservationRow = Reservation
export type AllocationRow = Allocation & { stockLevel: StockLevel }
export type BackorderRow = Backorder & { variant: Variant }

/** A reservation that is locked until the transaction ends. */
export type LockedReservation = {
  id: string
  orderId: string | null
  cartId: string | null
  status: ReservationStatus
  revision: number
  expiresAt: Date | null
}

const LOCKED_COLUMNS = Prisma.sql`id, order_id AS "orderId", cart_id AS "cartId", status::text AS status, revision, expires_at AS "expiresAt"`

/** Whose a new reservation is: an order's, a cart's, or that of an order which was made of the cart. */
export type NewReservation = {
  orderId?: string
  cartId?: string
  ownerId?: string
  status: ReservationStatus
}

/**
 * Makes a reservation, or gives null when the order or the cart has one already: made by the same event before, by one that
 * overtook it, or by the cart's checkout.
 */
export async function insertReservation(tx: Transaction, row: NewReservation): Promise<LockedReservation | null> {
  return (await insertReservations(tx, [row]))[0] ?? null
}

/**
 * The same for several; gives those that were made. In the order of the carts, then of the orders: who makes two of them waits for
 * nobody who has one of them and waits for the other.
 */
export async function insertReservations(
  tx: Transaction,
  rows: readonly NewReservation[],
): Promise<LockedReservation[]> {
  if (rows.length === 0) return []
  const made = rows.map(({ orderId = null, cartId = null, ownerId = null, status }) => ({
    id: randomUUID(),
    orderId,
    cartId,
    ownerId,
    status,
  }))
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO reservations (id, order_id, cart_id, owner_id, status)
    SELECT id, "orderId", "cartId", "ownerId", status FROM jsonb_to_recordset(${JSON.stringify(made)}::text::jsonb)
      AS made (id uuid, "orderId" uuid, "cartId" uuid, "ownerId" uuid, status reservation_status)
     ORDER BY "cartId", "orderId"
    ON CONFLICT DO NOTHING RETURNING id`
  const ids = new Set(inserted.map(({ id }) => id))
  return made.filter(({ id }) => ids.has(id)).map((row) => ({ ...row, revision: 0, expiresAt: null }))
}

/** Whose reservations: either list may be left out, and an order's and a cart's may be one. */
export type ReservationsOf = { orderIds?: readonly string[]; cartIds?: readonly string[] }

/** The reservations of orders and of carts, locked in a fixed order; those that there are. */
export async function lockReservations(
  tx: Transaction,
  { orderIds = [], cartIds = [] }: ReservationsOf,
): Promise<LockedReservation[]> {
  return tx.$queryRaw<LockedReservation[]>`
    SELECT ${LOCKED_COLUMNS} FROM reservations
     WHERE order_id = ANY (${orderIds}::uuid[]) OR cart_id = ANY (${cartIds}::uuid[]) ORDER BY id FOR UPDATE`
}

/** The reservation of an order, locked; null when there is none. */
export async function lockReservation(tx: Transaction, orderId: string): Promise<LockedReservation | null> {
  return (await lockReservations(tx, { orderIds: [orderId] }))[0] ?? null
}

/** The reservation of this id, locked. */
export async function lockReservationById(tx: Transaction, id: string): Promise<LockedReservation | null> {
  const rows = await tx.$queryRaw<LockedReservation[]>`
    SELECT ${LOCKED_COLUMNS}
      FROM reservations WHERE id = ${id}::uuid FOR UPDATE`
  return rows[0] ?? null
}

/** What of a reservation changes. */
export type ReservationChanges = Partial<
  Pick<LockedReservation, 'orderId' | 'cartId' | 'status' | 'revision' | 'expiresAt'> & {
    ownerId: string
    shortages: Shortage[]
  }
>

/** Changes a locked reservation. */
export async function updateReservation(tx: Transaction, id: string, changes: ReservationChanges): Promise<void> {
  await tx.reservation.update({ where: { id }, data: { ...changes, updatedAt: new Date() }, select: { id: true } })
}

/** Where locked reservations stand from now on, and what was missing. */
export async function settleReservations(
  tx: Transaction,
  settled: readonly { id: string; status: ReservationStatus; shortages?: readonly Shortage[] }[],
): Promise<void> {
  if (settled.length === 0) return
  // Told apart, since PostgreSQL reads the whole table for rows that come as JSON.
  const ids = settled.map(({ id }) => id)
  await tx.$executeRaw`
    UPDATE reservations SET status = settled.status, shortages = coalesce(settled.shortages, reservations.shortages), updated_at = now()
      FROM jsonb_to_recordset(${JSON.stringify(settled)}::text::jsonb) AS settled (id uuid, status reservation_status, shortages jsonb)
     WHERE reservations.id = ANY (${ids}::uuid[]) AND reservations.id = settled.id`
}

/** What a locked reservation holds and is promised, in a fixed order. */
export async function readHeld(tx: Transaction, reservationId: string): Promise<Held> {
  return (await readHeldBy(tx, [reservationId])).get(reservationId) ?? NOTHING_HELD
}

/** The same of several, by reservation; of one that holds nothing there is nothing. */
export async function readHeldBy(tx: Transaction, reservationIds: readonly string[]): Promise<Map<string, Held>> {
  const rows = await tx.$queryRaw<
    (OrderedLine & { reservationId: string; stockLevelId: string | null; locationId: string | null })[]
  >`
    SELECT reservation_id AS "reservationId", stock_level_id AS "stockLevelId", variant_id AS "variantId", location_id AS "locationId",
           quantity
      FROM allocations JOIN stock_levels level ON level.id = stock_level_id WHERE reservation_id = ANY (${reservationIds}::uuid[])
    UNION ALL
    SELECT reservation_id, NULL, variant_id, NULL, quantity FROM backorders WHERE reservation_id = ANY (${reservationIds}::uuid[])
    ORDER BY 1, 2, 3`
  const held = new Map<string, { units: HeldUnits[]; backorders: OrderedLine[] }>()
  for (const { reservationId, stockLevelId, locationId, ...line } of rows) {
    const own = held.get(reservationId) ?? { units: [], backorders: [] }
    held.set(reservationId, own)
    if (stockLevelId !== null && locationId !== null) own.units.push({ ...line, stockLevelId, locationId })
    else own.backorders.push(line)
  }
  return held
}

/** The units of a reservation that customers have sent back, by stock level. What an edit gave up is not held any more, and not among them. */
export async function readReturned(tx: Transaction, reservationId: string): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ stockLevelId: string; quantity: number }[]>`
    SELECT stock_level_id AS "stockLevelId", sum(on_hand_delta)::integer AS quantity FROM stock_movements
     WHERE reservation_id = ${reservationId}::uuid AND kind = 'RETURN' AND reason IS NULL GROUP BY stock_level_id`
  return new Map(rows.map(({ stockLevelId, quantity }) => [stockLevelId, quantity]))
}

/** Writes down what reservations hold and are promised that held nothing before. */
export async function insertHeld(tx: Transaction, held: ReadonlyMap<string, Held>, now: Date): Promise<void> {
  const of = [...held]
  const units = of.flatMap(([reservationId, own]) => own.units.map((unit) => ({ reservationId, ...unit })))
  const backorders = of.flatMap(([reservationId, own]) => own.backorders.map((line) => ({ reservationId, ...line })))
  if (units.length > 0) {
    await tx.$executeRaw`
      INSERT INTO allocations (reservation_id, stock_level_id, quantity)
      SELECT "reservationId", "stockLevelId", quantity FROM jsonb_to_recordset(${JSON.stringify(units)}::text::jsonb)
        AS unit ("reservationId" uuid, "stockLevelId" uuid, quantity integer)`
  }
  if (backorders.length > 0) {
    await tx.$executeRaw`
      INSERT INTO backorders (reservation_id, variant_id, quantity, created_at)
      SELECT "reservationId", "variantId", quantity, ${now} FROM jsonb_to_recordset(${JSON.stringify(backorders)}::text::jsonb)
        AS line ("reservationId" uuid, "variantId" uuid, quantity integer)`
  }
}

/** Writes down what a reservation holds and is promised, in place of what it held. Who waits already keeps their place. */
export async function replaceHeld(
  tx: Transaction,
  reservationId: string,
  before: Held,
  { units, backorders }: Held,
  now: Date,
): Promise<void> {
  if (before.units.length > 0) await tx.allocation.deleteMany({ where: { reservationId } })
  if (units.length > 0) {
    const data = units.map(({ stockLevelId, quantity }) => ({ reservationId, stockLevelId, quantity }))
    await tx.allocation.createMany({ data })
  }
  if (before.backorders.length > 0) {
    const kept = backorders.map(({ variantId }) => variantId)
    await tx.backorder.deleteMany({ where: { reservationId, variantId: { notIn: kept } } })
  }
  for (const { variantId, quantity } of backorders) {
    await tx.backorder.upsert({
      where: { reservationId_variantId: { reservationId, variantId } },
      create: { reservationId, variantId, quantity, createdAt: now },
      update: { quantity },
    })
  }
}

/** A reservation holds nothing any more, and is promised nothing. */
export async function clearHeld(tx: Transaction, reservationId: string, { units, backorders }: Held): Promise<void> {
  if (units.length > 0) await tx.allocation.deleteMany({ where: { reservationId } })
  if (backorders.length > 0) await tx.backorder.deleteMany({ where: { reservationId } })
}

/** Whether the time of a hold was over before a moment. The timer asks it all day: it needs no transaction for that. */
export async function isHoldOver(database: PrismaClient, before: Date): Promise<boolean> {
  const [found] = await database.$queryRaw<[{ isOver: boolean }]>`
    SELECT EXISTS (SELECT FROM reservations WHERE order_id IS NULL AND status = 'RESERVED' AND expires_at <= ${before}) AS "isOver"`
  return found.isOver
}

/** Whether anything is promised to somebody. */
export async function isBackordered(database: PrismaClient): Promise<boolean> {
  const [found] = await database.$queryRaw<[{ isPromised: boolean }]>`
    SELECT EXISTS (SELECT FROM backorders) AS "isPromised"`
  return found.isPromised
}

/** A hold whose time was over before a moment, locked; null when there is none that nobody else has. */
export async function claimExpiredHold(tx: Transaction, before: Date): Promise<LockedReservation | null> {
  const rows = await tx.$queryRaw<LockedReservation[]>`
    SELECT ${LOCKED_COLUMNS}
      FROM reservations WHERE order_id IS NULL AND status = 'RESERVED' AND expires_at <= ${before}
     ORDER BY expires_at LIMIT 1 FOR UPDATE SKIP LOCKED`
  return rows[0] ?? null
}

/**
 * The reservation that has waited longest for units that are there now and released; null when there is none. Nobody else
 * looks for one until the transaction ends: a younger one must not be served while an older is.
 */
export async function findServableReservation(tx: Transaction, now: Date): Promise<string | null> {
  const [lock] = await tx.$queryRaw<[{ mine: boolean }]>`
    SELECT pg_try_advisory_xact_lock(hashtext('inventory: fill backorders')) AS mine`
  if (!lock.mine) return null
  const rows = await tx.$queryRaw<{ reservationId: string }[]>`
    SELECT reservation_id AS "reservationId" FROM backorders JOIN variants variant ON variant.id = variant_id
     WHERE (policy <> 'PREORDER' OR release_at <= ${now})
       AND EXISTS (SELECT FROM stock_levels level
         WHERE level.variant_id = variant.id AND on_hand - reserved > safety_stock)
     ORDER BY backorders.created_at, reservation_id LIMIT 1`
  return rows[0]?.reservationId ?? null
}

/** A reservation by its own id or its order's; null when there is none. */
export async function findReservation(
  database: PrismaClient,
  where: { id: string } | { orderId: string },
): Promise<Reservation | null> {
  return database.reservation.findUnique({ where })
}
