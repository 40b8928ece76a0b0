import { randomUUID } from 'node:crypto'
import type { Allocation, Prisma, PrismaClient, Reservation, StockLevel } from '../generated/prisma/client.ts'
import type { AllocatedUnits } from '../stock/allocation.ts'
import type { ReservationStatus } from './reservation.ts'

type Transaction = Prisma.TransactionClient

/** A reservation, and units that it holds, as they are stored. */
export type ReservationRow = Reservation
export type AllocationRow = Allocation & { stockLevel: StockLevel }

/** A reservation that is locked until the transaction ends. */
export type LockedReservation = { id: string; status: ReservationStatus }

/** Units that a reservation holds. */
export type HeldUnits = AllocatedUnits & { variantId: string; locationId: string }

/**
 * Makes the reservation of an order, or gives null when there is one already: made by the same event before, or by the
 * order's cancellation, which may overtake its placing.
 */
export async function insertReservation(
  tx: Transaction,
  orderId: string,
  status: ReservationStatus,
): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO reservations (id, order_id, status) VALUES (${randomUUID()}::uuid, ${orderId}::uuid, ${status}::reservation_status)
    ON CONFLICT (order_id) DO NOTHING RETURNING id`
  return rows[0]?.id ?? null
}

/** The reservation of an order, locked; null when there is none. */
export async function lockReservation(tx: Transaction, orderId: string): Promise<LockedReservation | null> {
  const rows = await tx.$queryRaw<LockedReservation[]>`
    SELECT id, status::text AS status FROM reservations WHERE order_id = ${orderId}::uuid FOR UPDATE`
  return rows[0] ?? null
}

/** Sets where a reservation stands. */
export async function updateReservationStatus(tx: Transaction, id: string, status: ReservationStatus): Promise<void> {
  await tx.reservation.update({ where: { id }, data: { status, updatedAt: new Date() } })
}

/** Writes down which units a reservation holds. */
export async function insertAllocations(
  tx: Transaction,
  reservationId: string,
  units: readonly AllocatedUnits[],
): Promise<void> {
  await tx.allocation.createMany({ data: units.map((unit) => ({ reservationId, ...unit })) })
}

/** Which units a reservation holds, in a fixed order. */
export async function readHeldUnits(tx: Transaction, reservationId: string): Promise<HeldUnits[]> {
  return tx.$queryRaw<HeldUnits[]>`
    SELECT allocation.stock_level_id AS "stockLevelId", allocation.quantity,
           level.variant_id AS "variantId", level.location_id AS "locationId"
      FROM allocations allocation JOIN stock_levels level ON level.id = allocation.stock_level_id
     WHERE allocation.reservation_id = ${reservationId}::uuid
     ORDER BY allocation.stock_level_id`
}

/** A reservation by its own id or its order's; null when there is none. */
export async function findReservation(
  database: PrismaClient,
  where: { id: string } | { orderId: string },
): Promise<Reservation | null> {
  return database.reservation.findUnique({ where })
}
