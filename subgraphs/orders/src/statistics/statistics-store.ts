import type { Page } from '@shop/subgraph/keyset'
import type { Reader } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { NO_CURRENCY, SHOP, type Measures } from './sales.ts'

/** The days of a report, both included, and the figures that it is made of. */
export type Period = { generation: number; from: string; to: string; currencyCode: string }

/** What the database sums up: numbers that are exact as long as JavaScript's are. */
export type Sums = Omit<Measures, 'carts' | 'orderedCarts'>

const SUMS = Prisma.sql`
  coalesce(sum(placed), 0)::float8 AS placed, coalesce(sum(orders), 0)::float8 AS orders,
  coalesce(sum(units), 0)::float8 AS units, coalesce(sum(revenue), 0)::float8 AS revenue,
  coalesce(sum(cancelled_orders), 0)::float8 AS "cancelledOrders", coalesce(sum(cancelled_units), 0)::float8 AS "cancelledUnits",
  coalesce(sum(cancelled), 0)::float8 AS cancelled, coalesce(sum(refunded), 0)::float8 AS refunded`

function within({ generation, from, to, currencyCode }: Period): Prisma.Sql {
  return Prisma.sql`generation = ${generation} AND day BETWEEN ${from}::date AND ${to}::date AND currency_code = ${currencyCode}`
}

export async function sumUp(database: Reader, period: Period): Promise<Sums> {
  const [sums] = await database.$queryRaw<Sums[]>`
    SELECT ${SUMS} FROM sales_rollups WHERE ${within(period)} AND product_id = ${SHOP}::uuid`
  if (!sums) throw new Error('a sum without groups gave no row')
  return sums
}

export type Interval = 'DAY' | 'WEEK' | 'MONTH'

/** The same by day, week (from Monday on) or month, also where nothing was sold. The first and the last may be cut off. */
export async function sumUpBy(
  database: Reader,
  period: Period,
  interval: Interval,
): Promise<(Sums & { start: string })[]> {
  return database.$queryRaw<(Sums & { start: string })[]>`
    SELECT to_char(date_trunc(${interval}, each.day::timestamp), 'YYYY-MM-DD') AS start, ${SUMS}
    FROM generate_series(${period.from}::date::timestamp, ${period.to}::date::timestamp, interval '1 day') AS each (day)
    LEFT JOIN sales_rollups rollup ON rollup.day = each.day::date AND generation = ${period.generation}
      AND currency_code = ${period.currencyCode} AND product_id = ${SHOP}::uuid
    GROUP BY 1 ORDER BY 1`
}

/** Carts that were begun in the period, and how many of them have been ordered by now. */
export async function countCarts(
  database: Reader,
  { generation, from, to }: Period,
): Promise<{ carts: number; ordered: number }> {
  const [row] = await database.$queryRaw<{ carts: number; ordered: number }[]>`
    SELECT coalesce(sum(carts), 0)::int AS carts, coalesce(sum(ordered_carts), 0)::int AS ordered FROM sales_rollups
    WHERE ${within({ generation, from, to, currencyCode: NO_CURRENCY })} AND product_id = ${SHOP}::uuid`
  return row ?? { carts: 0, ordered: 0 }
}

/** What of a product was sold, less what was cancelled. `value` is what the list is sorted by. */
export type ProductSalesRow = { productId: string; units: number; revenue: number; value: bigint }

export type ProductOrder = 'REVENUE' | 'UNITS' | 'SLOWEST'

/** A page of products by what was sold of them. The slowest are those that are on sale, also when nothing of them was sold. */
export async function findProductSales(
  database: Reader,
  period: Period,
  order: ProductOrder,
  page: Page,
): Promise<ProductSalesRow[]> {
  const isAscending = (order === 'SLOWEST') !== page.backward
  const [direction, next, previous] = isAscending
    ? [Prisma.sql`ASC`, Prisma.sql`>`, Prisma.sql`<`]
    : [Prisma.sql`DESC`, Prisma.sql`<`, Prisma.sql`>`]
  const [after, before] = page.backward ? [previous, next] : [next, previous]
  const beyond = (values: Page['after'], than: Prisma.Sql) =>
    values ? Prisma.sql`AND (value, "productId") ${than} (${values[0]}::bigint, ${values[1]}::uuid)` : Prisma.empty
  const value = order === 'REVENUE' ? Prisma.sql`revenue` : Prisma.sql`units`
  return database.$queryRaw<ProductSalesRow[]>`
    WITH sold AS (
      SELECT product_id, sum(units - cancelled_units)::bigint AS units, sum(revenue - cancelled)::bigint AS revenue
      FROM sales_rollups WHERE ${within(period)} AND product_id <> ${SHOP}::uuid GROUP BY product_id
    ), listed AS (
      SELECT DISTINCT product_id FROM catalogue_variants WHERE listed AND ${order === 'SLOWEST'}
    ), products AS (
      SELECT product_id AS "productId", coalesce(units, 0) AS units, coalesce(revenue, 0) AS revenue
      FROM sold FULL JOIN listed USING (product_id)
      WHERE ${order !== 'SLOWEST'} OR listed.product_id IS NOT NULL
    ), valued AS (SELECT *, ${value} AS value FROM products)
    SELECT "productId", units::float8 AS units, revenue::float8 AS revenue, value FROM valued
    WHERE true ${beyond(page.after, after)} ${beyond(page.before, before)}
    ORDER BY value ${direction}, "productId" ${direction} LIMIT ${page.take}`
}

/** What was sold in a category and all below it, as the catalogue is now, the most first. */
export async function findCategorySales(
  database: Reader,
  period: Period,
  limit: number,
): Promise<{ categoryId: string; units: number; revenue: number }[]> {
  return database.$queryRaw<{ categoryId: string; units: number; revenue: number }[]>`
    WITH product AS (
      SELECT DISTINCT ON (product_id) product_id, category_ids FROM catalogue_variants ORDER BY product_id, version DESC, variant_id
    )
    SELECT category_id AS "categoryId", sum(units - cancelled_units)::float8 AS units, sum(revenue - cancelled)::float8 AS revenue
    FROM sales_rollups JOIN product USING (product_id) CROSS JOIN LATERAL unnest(category_ids) AS category_id
    WHERE ${within(period)}
    GROUP BY category_id ORDER BY 3 DESC, 1 LIMIT ${limit}`
}

/** Currencies that something was counted in. */
export async function findCurrencies(
  database: Reader,
  { generation, from, to }: Omit<Period, 'currencyCode'>,
): Promise<string[]> {
  const rows = await database.$queryRaw<{ currencyCode: string }[]>`
    SELECT DISTINCT currency_code AS "currencyCode" FROM sales_rollups
    WHERE generation = ${generation} AND day BETWEEN ${from}::date AND ${to}::date AND product_id = ${SHOP}::uuid
      AND currency_code <> ${NO_CURRENCY} ORDER BY 1`
  return rows.map(({ currencyCode }) => currencyCode)
}
