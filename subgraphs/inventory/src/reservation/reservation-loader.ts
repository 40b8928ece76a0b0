import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { findReservationsOf } from './order-owner-store.ts'
import type { AllocationRow, BackorderRow, ReservationRow } from './reservation-store.ts'

/** What each reservation holds, by the reservation's id, for one request. */
export function createAllocationsLoader(database: PrismaClient) {
  return createGroupLoader<string, AllocationRow>(
    (ids) =>
      database.allocation.findMany({
        where: { reservationId: { in: [...ids] } },
        include: { stockLevel: true },
        orderBy: { stockLevelId: 'asc' },
      }),
    (allocation) => allocation.reservationId,
  )
}

/** What each reservation is promised, by the reservation's id, for one request. */
export function createBackordersLoader(database: PrismaClient) {
  return createGroupLoader<string, BackorderRow>(
    (ids) =>
      database.backorder.findMany({
        where: { reservationId: { in: [...ids] } },
        include: { variant: true },
        orderBy: { variantId: 'asc' },
      }),
    (backorder) => backorder.reservationId,
  )
}

/** Reservations and whose they are by their order's id, for one request. */
export function createOrderReservationLoader(database: PrismaClient) {
  return createLoader(
    (ids: readonly string[]) => findReservationsOf(database, ids),
    (reservation) => reservation.orderId,
  )
}

/** Reservations by their cart's id, for one request: those of carts in checkout. */
export function createCartReservationLoader(database: PrismaClient) {
  return createLoader<string, ReservationRow & { cartId: string }>(
    async (ids) =>
      (await database.reservation.findMany({ where: { cartId: { in: [...ids] }, orderId: null } })).flatMap((row) =>
        row.cartId === null ? [] : [{ ...row, cartId: row.cartId }],
      ),
    (reservation) => reservation.cartId,
  )
}
