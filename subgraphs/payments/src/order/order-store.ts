import { columnsOf } from '@shop/subgraph/columns'
import type { Transaction } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Order, OrderReturn } from '../generated/prisma/client.ts'
import { toJson } from '../to-json.ts'

export type OrderRow = Order
export type OrderReturnRow = OrderReturn

const COLUMNS = Prisma.raw(columnsOf('known', Object.values(Prisma.OrderScalarFieldEnum)))

/** What one event says of an order; what it does not speak of is left out. */
export type OrderNews = {
  orderId: string
  occurredAt: Date
  ownerId?: string
  total?: bigint
  currency?: string
  paymentMethod?: string
  placedAt?: Date
  reservedAt?: Date
  confirmedAt?: Date
  cancelledAt?: Date
  /** What an edit made of the order. */
  edited?: { total: bigint; version: number }
  /** What of the total has left in parcels. */
  shipped?: { amount: bigint; version: number }
}

/**
 * Adds what events say to what is known of their orders, one event of each, and locks the orders until the transaction ends: events
 * of one order are taken in one after the other, from whatever producer they come. A fact that is known stays as it is; the
 * owner is the one whom the youngest event names (`occurredAt`), the edited total that of the highest version, and so is what has left. Gives the
 * orders by id.
 */
export async function recordOrderNews(tx: Transaction, news: readonly OrderNews[]): Promise<Map<string, OrderRow>> {
  const heard = news.map(({ edited, shipped, ...one }) => ({
    ...one,
    ownerSince: one.ownerId === undefined ? null : one.occurredAt,
    editedTotal: edited?.total,
    editedVersion: edited?.version,
    shippedTold: shipped?.amount,
    shippedVersion: shipped?.version,
  }))
  const rows = await tx.$queryRaw<OrderRow[]>`
    INSERT INTO orders AS known (id, owner_id, owner_since, total, currency, payment_method,
      placed_at, reserved_at, confirmed_at, cancelled_at, edited_total, edited_version, shipped_told, shipped_version)
    SELECT "orderId", "ownerId", "ownerSince", total, currency, "paymentMethod", "placedAt", "reservedAt", "confirmedAt", "cancelledAt",
      "editedTotal", "editedVersion", "shippedTold", "shippedVersion"
    FROM jsonb_to_recordset(${toJson(heard)}::jsonb) AS heard ("orderId" uuid, "ownerId" uuid, "ownerSince" timestamptz, total bigint,
      currency text, "paymentMethod" text, "placedAt" timestamptz, "reservedAt" timestamptz, "confirmedAt" timestamptz,
      "cancelledAt" timestamptz, "editedTotal" bigint, "editedVersion" integer, "shippedTold" bigint, "shippedVersion" integer)
    -- In one order, so that two processes never wait for each other in a circle.
    ORDER BY "orderId"
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
      cancelled_at = coalesce(known.cancelled_at, excluded.cancelled_at),
      edited_total = CASE WHEN known.edited_version > excluded.edited_version THEN known.edited_total
        ELSE coalesce(excluded.edited_total, known.edited_total) END,
      edited_version = greatest(known.edited_version, excluded.edited_version),
      shipped_told = CASE WHEN known.shipped_version > excluded.shipped_version THEN known.shipped_told
        ELSE coalesce(excluded.shipped_told, known.shipped_told) END,
      shipped_version = greatest(known.shipped_version, excluded.shipped_version)
    RETURNING ${COLUMNS}`
  return new Map(rows.map((order) => [order.id, order]))
}

/** The order, locked. Everything that changes an order's money locks the order first, then its payments, then a refund. */
export async function lockOrder(tx: Transaction, id: string): Promise<OrderRow> {
  return one(
    await tx.$queryRaw<OrderRow[]>`SELECT ${COLUMNS} FROM orders known WHERE id = ${id}::uuid FOR NO KEY UPDATE`,
  )
}

/**
 * Several orders, locked as lockOrder does, without those that somebody else has locked: who holds some of them and waited for
 * others could be waited for.
 */
export async function lockFreeOrders(tx: Transaction, ids: readonly string[]): Promise<OrderRow[]> {
  return tx.$queryRaw<OrderRow[]>`
    SELECT ${COLUMNS} FROM orders known WHERE id = ANY (${ids}::uuid[]) FOR NO KEY UPDATE SKIP LOCKED`
}

/** Remembers a return whose money is to be given back; one that is known already changes nothing. The order is locked. */
export async function recordOrderReturn(
  tx: Transaction,
  orderReturn: { id: string; orderId: string; amount: bigint; currency: string; receivedAt: Date },
): Promise<OrderRow> {
  await tx.orderReturn.createMany({ data: [orderReturn], skipDuplicates: true })
  return one(
    await tx.$queryRaw<OrderRow[]>`
      UPDATE orders known SET returns_received = (SELECT count(*) FROM order_returns WHERE order_id = known.id)
      WHERE id = ${orderReturn.orderId}::uuid RETURNING ${COLUMNS}`,
  )
}

/** Remembers a parcel that left; one that is known already changes nothing. The order is locked. */
export async function recordOrderShipment(
  tx: Transaction,
  shipment: { id: string; orderId: string; amount: bigint },
): Promise<OrderRow> {
  await tx.orderShipment.createMany({ data: [shipment], skipDuplicates: true })
  return one(
    await tx.$queryRaw<OrderRow[]>`
      UPDATE orders known SET shipped = (SELECT sum(amount) FROM order_shipments WHERE order_id = known.id)
      WHERE id = ${shipment.orderId}::uuid RETURNING ${COLUMNS}`,
  )
}

/** Remembers that the total of an edit is covered; false when that was so of this or a later one. */
export async function recordCovered(tx: Transaction, id: string, version: number): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE orders SET covered_version = ${version}::integer
    WHERE id = ${id}::uuid AND (covered_version IS NULL OR covered_version < ${version}::integer)`
  return count > 0
}

/** Remembers the provider's name for the customer, the first that it tells. */
export async function recordProviderCustomer(
  tx: Transaction,
  { id, providerCustomer: known }: OrderRow,
  told: string | null,
): Promise<void> {
  if (known === null && told !== null) await tx.order.update({ where: { id }, data: { providerCustomer: told } })
}

/** Returns of the order that have no refund yet, oldest first. */
export async function findReturnsWithoutRefund(tx: Transaction, orderId: string): Promise<OrderReturnRow[]> {
  return tx.orderReturn.findMany({
    where: { orderId, refunds: { none: {} } },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  })
}

function one(rows: OrderRow[]): OrderRow {
  if (!rows[0]) throw new Error('an order is missing that a payment refers to')
  return rows[0]
}

export async function findOrder(tx: Transaction, id: string): Promise<OrderRow | null> {
  return tx.order.findUnique({ where: { id } })
}
