import type { Prisma, PrismaClient } from '../generated/prisma/client.ts'

/** Whose an order has become since it was placed. */
export type OrderOwner = { orderId: string; ownerId: string; since: Date }

/**
 * Remembers it beside the reservation, which may not be there yet: a fact of its own depends on the order of no events. The
 * youngest counts.
 */
export async function recordOrderOwner(
  tx: Prisma.TransactionClient,
  { orderId, ownerId, since }: OrderOwner,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO order_owners AS known (order_id, owner_id, since) VALUES (${orderId}::uuid, ${ownerId}::uuid, ${since})
    ON CONFLICT (order_id) DO UPDATE SET owner_id = excluded.owner_id, since = excluded.since WHERE known.since < excluded.since`
}

/** The reservations of orders, each with whose the order is now. */
export async function findReservationsOf(
  database: PrismaClient,
  orderIds: readonly string[],
): Promise<{ id: string; orderId: string; ownerId: string | null }[]> {
  return database.$queryRaw`
    SELECT id, reservation.order_id AS "orderId", coalesce(owner.owner_id, reservation.owner_id) AS "ownerId"
      FROM reservations reservation LEFT JOIN order_owners owner ON owner.order_id = reservation.order_id
     WHERE reservation.order_id = ANY (${orderIds}::uuid[])`
}
