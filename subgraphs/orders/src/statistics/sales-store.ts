import type { Reader, Transaction } from '../database.ts'
import type { CartJourney, Entry, OrderSales } from './sales.ts'

/** Whoever counts one of these waits for who else does; in one order, so that nobody waits for each other. */
export async function lockSubjects(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(id, 7))::text
    FROM (SELECT id FROM unnest(${[...ids]}::text[]) AS subject (id) ORDER BY id) AS sorted`
}

export async function findOrderSales(database: Reader, ids: readonly string[]): Promise<OrderSales[]> {
  const rows = await database.$queryRaw<
    (Omit<OrderSales, 'total' | 'refunds'> & { total: bigint; refunds: StoredRefund[] })[]
  >`
    SELECT id, currency_code AS "currencyCode", total, placed_at AS "placedAt", confirmed_at AS "confirmedAt",
      cancelled_at AS "cancelledAt",
      (SELECT coalesce(json_agg(json_build_object('productId', product_id, 'quantity', quantity, 'unitPrice', unit_price,
         'discount', discount, 'tax', tax, 'taxIncluded', tax_included)), '[]')
       FROM order_lines line LEFT JOIN catalogue_variants variant USING (variant_id) WHERE order_id = orders.id) AS lines,
      (SELECT coalesce(json_agg(json_build_object('amount', amount, 'capturedTotal', captured_total, 'ofEdit', of_edit, 'settledAt', settled_at)), '[]')
       FROM sales_refunds WHERE order_id = orders.id) AS refunds
    FROM orders WHERE id = ANY (${[...ids]}::uuid[])`
  return rows.map(({ total, refunds, ...order }) => ({
    ...order,
    total: Number(total),
    refunds: refunds.map((refund) => ({ ...refund, settledAt: new Date(refund.settledAt) })),
  }))
}

type StoredRefund = { amount: number; capturedTotal: number; ofEdit: boolean | null; settledAt: string }

export async function findCartJourneys(database: Reader, ids: readonly string[]): Promise<CartJourney[]> {
  return database.$queryRaw<CartJourney[]>`
    SELECT cart_id AS id, started_at AS "startedAt", is_merged AS "isMerged",
      EXISTS (SELECT FROM orders WHERE orders.cart_id = cart_journeys.cart_id) AS "isOrdered"
    FROM cart_journeys WHERE cart_id = ANY (${[...ids]}::uuid[])`
}

/** What was counted of orders and carts, by generation and id. */
export async function findCounted(database: Reader, ids: readonly string[]): Promise<Map<string, Entry[]>> {
  const rows = await database.$queryRaw<{ generation: number; subjectId: string; entries: Entry[] }[]>`
    SELECT generation, subject_id AS "subjectId", entries FROM sales_counted WHERE subject_id = ANY (${[...ids]}::uuid[])`
  return new Map(rows.map(({ generation, subjectId, entries }) => [`${generation} ${subjectId}`, entries]))
}

/** What is to be written of one order or cart in one generation: what it counts as now, and by how much that changes the sums. */
export type Count = { generation: number; subjectId: string; entries: Entry[]; changes: Entry[] }

/** Rows of one day that are written side by side, so that many who sell at once do not wait for each other. */
const SLOTS = 8

/** Writes what counts now, and adds the changes to the sums, in one statement. */
export async function writeCounts(tx: Transaction, counts: readonly Count[]): Promise<void> {
  const counted = counts.map(({ generation, subjectId, entries }) => ({ generation, subjectId, entries }))
  const changes = counts.flatMap(({ generation, subjectId, changes: all }) =>
    all.map((change) => ({ ...change, generation, slot: Number.parseInt(subjectId.slice(-2), 16) % SLOTS })),
  )
  await tx.$executeRaw`
    WITH counted AS (
      INSERT INTO sales_counted (generation, subject_id, entries)
      SELECT generation, "subjectId", entries
      FROM jsonb_to_recordset(${JSON.stringify(counted)}::jsonb) AS one (generation int, "subjectId" uuid, entries jsonb)
      ON CONFLICT (generation, subject_id) DO UPDATE SET entries = excluded.entries
    )
    INSERT INTO sales_rollups AS rollup (generation, day, currency_code, product_id, slot, placed, orders, units, revenue,
      cancelled_orders, cancelled_units, cancelled, refunded, carts, ordered_carts)
    SELECT generation, day, "currencyCode", "productId", slot, sum(coalesce(placed, 0)), sum(coalesce(orders, 0)),
      sum(coalesce(units, 0)), sum(coalesce(revenue, 0)), sum(coalesce("cancelledOrders", 0)),
      sum(coalesce("cancelledUnits", 0)), sum(coalesce(cancelled, 0)), sum(coalesce(refunded, 0)),
      sum(coalesce(carts, 0)), sum(coalesce("orderedCarts", 0))
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS change (generation int, day date, "currencyCode" text,
      "productId" uuid, slot smallint, placed bigint, orders bigint, units bigint, revenue bigint, "cancelledOrders" bigint,
      "cancelledUnits" bigint, cancelled bigint, refunded bigint, carts bigint, "orderedCarts" bigint)
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (generation, day, currency_code, product_id, slot) DO UPDATE SET
      placed = rollup.placed + excluded.placed, orders = rollup.orders + excluded.orders,
      units = rollup.units + excluded.units, revenue = rollup.revenue + excluded.revenue,
      cancelled_orders = rollup.cancelled_orders + excluded.cancelled_orders,
      cancelled_units = rollup.cancelled_units + excluded.cancelled_units,
      cancelled = rollup.cancelled + excluded.cancelled, refunded = rollup.refunded + excluded.refunded,
      carts = rollup.carts + excluded.carts, ordered_carts = rollup.ordered_carts + excluded.ordered_carts`
}

/** A refund as it is remembered. */
export type SalesRefund = {
  id: string
  orderId: string
  amount: number
  capturedTotal: number
  ofEdit: boolean | null
  settledAt: Date
}

/** Remembers refunds, each once. */
export async function insertRefunds(tx: Transaction, rows: readonly SalesRefund[]): Promise<void> {
  await tx.salesRefund.createMany({ data: [...rows], skipDuplicates: true })
}

/** What is told of a cart: when it was begun, or that it went into another one. */
export type CartNews = { id: string; startedAt: Date | null; isMerged: boolean }

/** Remembers what is told of carts, in whatever order that comes. */
export async function noteCarts(tx: Transaction, carts: readonly CartNews[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO cart_journeys (cart_id, started_at, is_merged)
    SELECT id, min("startedAt"), bool_or("isMerged")
    FROM jsonb_to_recordset(${JSON.stringify(carts)}::text::jsonb) AS cart (id uuid, "startedAt" timestamptz, "isMerged" boolean)
    GROUP BY id ORDER BY id
    ON CONFLICT (cart_id) DO UPDATE SET started_at = coalesce(cart_journeys.started_at, excluded.started_at),
      is_merged = cart_journeys.is_merged OR excluded.is_merged`
}

/** The carts that orders were made of. */
export async function findCartIdsOf(database: Reader, orderIds: readonly string[]): Promise<string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT cart_id AS id FROM orders WHERE id = ANY (${[...orderIds]}::uuid[]) AND cart_id IS NOT NULL`
  return rows.map(({ id }) => id)
}

export async function findOrderIdsAfter(database: Reader, cursor: string | null, limit: number): Promise<string[]> {
  const rows = await database.order.findMany({
    where: cursor === null ? {} : { id: { gt: cursor } },
    select: { id: true },
    orderBy: { id: 'asc' },
    take: limit,
  })
  return rows.map(({ id }) => id)
}

export async function findCartIdsAfter(database: Reader, cursor: string | null, limit: number): Promise<string[]> {
  const rows = await database.cartJourney.findMany({
    where: cursor === null ? {} : { id: { gt: cursor } },
    select: { id: true },
    orderBy: { id: 'asc' },
    take: limit,
  })
  return rows.map(({ id }) => id)
}
