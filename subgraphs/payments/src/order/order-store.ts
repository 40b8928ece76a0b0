import type { Transaction } from '../database.ts'
import type { Order, OrderReturn } from '../generated/prisma/client.ts'

export type OrderRow = Order
export type OrderReturnRow = OrderReturn

/** What one event says of an order; what it does not speak of is left out. */
export type OrderNews = {
  orderId: string
  ownerId?: string
  total?: bigint
  currency?: string
  paymentMethod?: string
  placedAt?: Date
  reservedAt?: Date
  confirmedAt?: Date
  cancelledAt?: Date
}

/**
 * Adds what an event says to what is known of the order, and locks its row until the transaction ends: events of one
 * order are taken in one after the other, from whatever producer they come. A fact that is known stays as it is; the
 * owner is the one whom the youngest event names (`occurredAt`).
 */
export async function recordOrderNews(tx: Transaction, news: OrderNews, occurredAt: Date): Promise<OrderRow> {
  const ownerSince = news.ownerId === undefined ? null : occurredAt
  await tx.$executeRaw`
    INSERT INTO orders AS known (id, owner_id, owner_since, total, currency, payment_method,
      placed_at, reserved_at, confirmed_at, cancelled_at)
    VALUES (${news.orderId}::uuid, ${news.ownerId ?? null}::uuid, ${ownerSince}::timestamptz, ${news.total ?? null}::bigint,
      ${news.currency ?? null}, ${news.paymentMethod ?? null}, ${news.placedAt ?? null}::timestamptz,
      ${news.reservedAt ?? null}::timestamptz, ${news.confirmedAt ?? null}::timestamptz, ${news.cancelledAt ?? null}::timestamptz)
    ON CONFLICT (id) DO UPDATE SET
      owner_id = CASE WHEN known.owner_since > excluded.owner_since THEN known.owner_id
        ELSE coalesce(excluded.owner_id, known.owner_id) END,
      owner_since = greatest(known.owner_since, excluded.owner_since),
      total = coalesce(known.total, excluded.total),
      currency = coalesce(known.currency, excluded.currency),
      payment_method = coalesce(known.payment_method, excluded.payment_method),
      placed_at = coalesce(known.placed_at, excluded.placed_at),
      reserved_at = coalesce(known.reserved_at, excluded.reserved_at),
      confirmed_at = coalesce(known.confirmed_at, excluded.confirmed_at),
      cancelled_at = coalesce(known.cancelled_at, excluded.cancelled_at)`
  return tx.order.findUniqueOrThrow({ where: { id: news.orderId } })
}

/** Remembers a return whose money is to be given back; one that is known already changes nothing. */
export async function recordOrderReturn(
  tx: Transaction,
  orderReturn: { id: string; orderId: string; amount: bigint; currency: string; receivedAt: Date },
): Promise<void> {
  await tx.orderReturn.createMany({ data: [orderReturn], skipDuplicates: true })
}

/** Returns of the order that have no refund yet, oldest first. */
export async function findReturnsWithoutRefund(tx: Transaction, orderId: string): Promise<OrderReturnRow[]> {
  return tx.orderReturn.findMany({ where: { orderId, refund: null }, orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }] })
}

export async function findOrder(tx: Transaction, id: string): Promise<OrderRow | null> {
  return tx.order.findUnique({ where: { id } })
}
