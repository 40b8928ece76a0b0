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
  const { orderId = null, cartId = null, ownerId = null, status } = row
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO reservations (id, order_id, cart_id, owner_id, status)
    VALUES (${randomUUID()}::uuid, ${orderId}::uuid, ${cartId}::uuid, ${ownerId}::uuid, ${status}::reservation_status)
    ON CONFLICT DO NOTHING RETURNING id`
  return rows[0] ? { id: rows[0].id, orderId, cartId, status, revision: 0, expiresAt: null } : null
}

/** The reservations of an order and of a cart, locked in a fixed order; either may be missing, and both may be one. */
export async function lockReservations(
  tx: Transaction,
  { orderId = null, cartId = null }: { orderId?: string | null; cartId?: string | null },
): Promise<LockedReservation[]> {
  return tx.$queryRaw<LockedReservation[]>`
    SELECT ${LOCKED_COLUMNS}
      FROM reservations WHERE order_id = ${orderId}::uuid OR cart_id = ${cartId}::uuid ORDER BY id FOR UPDATE`
}

/** The reservation of an order, locked; null when there is none. */
export async function lockReservation(tx: Transaction, orderId: string): Promise<LockedReservation | null> {
  return (await lockReservations(tx, { orderId }))[0] ?? null
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

/** The order of this reservation is somebody else's now. */
export async function updateReservationOwner(tx: Transaction, orderId: string, ownerId: string): Promise<void> {
  await tx.reservation.updateMany({ where: { orderId }, data: { ownerId } })
}

/** What a locked reservation holds and is promised, in a fixed order. */
export async function readHeld(tx: Transaction, reservationId: string): Promise<Held> {
  const rows = await tx.$queryRaw<(OrderedLine & { stockLevelId: string | null; locationId: string | null })[]>`
    SELECT stock_level_id AS "stockLevelId", variant_id AS "variantId", location_id AS "locationId", quantity
      FROM allocations JOIN stock_levels level ON level.id = stock_level_id WHERE reservation_id = ${reservationId}::uuid
    UNION ALL
    SELECT NULL, variant_id, NULL, quantity FROM backorders WHERE reservation_id = ${reservationId}::uuid
    ORDER BY 1, 2`
  const units: HeldUnits[] = []
  const backorders: OrderedLine[] = []
  for (const { stockLevelId, locationId, ...line } of rows) {
    if (stockLevelId !== null && locationId !== null) units.push({ ...line, stockLevelId, locationId })
    else backorders.push(line)
  }
  return { units, backorders }
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
