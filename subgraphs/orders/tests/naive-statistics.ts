import { toGlobalId } from '@shop/subgraph/global-id'
import { toDecimal } from '@shop/subgraph/money'
import type { OrdersFixture } from './orders-fixture.ts'

/** Money that was given back of an order. */
export type Refund = { orderId: string; amount: number }

type Row = Record<
  'placed' | 'orders' | 'units' | 'revenue' | 'cancelled_orders' | 'cancelled_units' | 'cancelled',
  number
>

const euros = (amount: number) => ({ amount: toDecimal(amount, 'EUR') })

/** The parts in which something happened, counted over all orders by PostgreSQL, which knows time zones by itself. */
export async function naiveParts(shop: OrdersFixture, timeZone: string, interval: string): Promise<object[]> {
  const rows = await shop.query<Row & { start: string }>(
    `WITH counted AS (
       SELECT *, (SELECT sum(quantity) FROM order_lines WHERE order_id = orders.id) AS units FROM orders WHERE cart_id IS NOT NULL
     ), happened AS (
       SELECT placed_at AS at, 1 AS placed, 0 AS orders, 0 AS units, 0 AS revenue, 0 AS cancelled_orders, 0 AS cancelled_units, 0 AS cancelled FROM counted
       UNION ALL SELECT confirmed_at, 0, 1, units, total, 0, 0, 0 FROM counted WHERE confirmed_at IS NOT NULL
       UNION ALL SELECT cancelled_at, 0, 0, 0, 0, 1, units, total FROM counted WHERE confirmed_at IS NOT NULL AND cancelled_at IS NOT NULL
     )
     SELECT to_char(date_trunc($2, at AT TIME ZONE $1), 'YYYY-MM-DD') AS start, sum(placed)::int AS placed, sum(orders)::int AS orders,
       sum(units)::int AS units, sum(revenue)::int AS revenue, sum(cancelled_orders)::int AS cancelled_orders,
       sum(cancelled_units)::int AS cancelled_units, sum(cancelled)::int AS cancelled
     FROM happened GROUP BY 1 ORDER BY 1`,
    [timeZone, interval],
  )
  return rows.map((row) => ({
    start: row.start,
    placedOrders: row.placed,
    orders: row.orders,
    units: row.units,
    revenue: euros(row.revenue),
    averageOrder: row.orders === 0 ? null : euros(Math.round(row.revenue / row.orders)),
    cancelledOrders: row.cancelled_orders,
    cancelledUnits: row.cancelled_units,
    cancelled: euros(row.cancelled),
  }))
}

/** What was sold of each product and not cancelled, the most revenue first. */
export async function naiveProducts(shop: OrdersFixture): Promise<object[]> {
  const rows = await shop.query<{ product_id: string; units: number; revenue: number }>(
    `SELECT product_id, coalesce(sum(quantity) FILTER (WHERE status <> 'CANCELLED'), 0)::int AS units,
       coalesce(sum(quantity * unit_price) FILTER (WHERE status <> 'CANCELLED'), 0)::int AS revenue
     FROM orders JOIN order_lines ON order_id = orders.id JOIN catalogue_variants USING (variant_id)
     WHERE cart_id IS NOT NULL AND confirmed_at IS NOT NULL GROUP BY 1 ORDER BY 3 DESC, 1 DESC`,
  )
  return rows.map(({ product_id: id, units, revenue }) => ({
    product: { id: toGlobalId('Product', id) },
    units,
    revenue: euros(revenue),
  }))
}

/** What was given back of orders that were not cancelled. */
export async function naiveRefunds(shop: OrdersFixture, refunds: readonly Refund[]): Promise<{ amount: string }> {
  const cancelled = await shop.query<{ id: string }>(`SELECT id FROM orders WHERE status = 'CANCELLED'`)
  const gone = new Set(cancelled.map(({ id }) => id))
  return euros(refunds.reduce((sum, { orderId, amount }) => sum + (gone.has(orderId) ? 0 : amount), 0))
}
