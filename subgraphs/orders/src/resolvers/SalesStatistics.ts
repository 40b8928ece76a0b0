import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import type { SalesStatisticsResolvers } from '../generated/graphql.ts'
import type { Key } from '@shop/subgraph/keyset'
import {
  countCarts,
  findCategorySales,
  findCurrencies,
  findProductSales,
  sumUp,
  sumUpBy,
  type ProductOrder,
} from '../statistics/statistics-store.ts'

const MOST_CATEGORIES = 100

// Whoever has statistics in hand has passed requireRole.
export const SalesStatistics: SalesStatisticsResolvers = {
  currencies: (period, _arguments, { database }) => findCurrencies(database, period),
  totals: async (period, _arguments, { database }) => ({
    ...(await sumUp(database, period)),
    currencyCode: period.currencyCode,
  }),
  async parts(period, { interval }, { database }) {
    const parts = await sumUpBy(database, period, interval ?? 'DAY')
    return parts.map(({ start, ...sums }) => ({ start, figures: { ...sums, currencyCode: period.currencyCode } }))
  },
  async products(period, { sort, ...arguments_ }, { database }) {
    const order = sort ?? 'REVENUE'
    const keys = keysOf(order)
    const page = readPage(arguments_, keys)
    const rows = await findProductSales(database, period, order, page)
    return connectionFromRows(
      rows.map((row) => ({ ...row, currencyCode: period.currencyCode })),
      page,
      keys,
    )
  },
  async categories(period, _arguments, { database }) {
    const rows = await findCategorySales(database, period, MOST_CATEGORIES)
    return rows.map((row) => ({ ...row, currencyCode: period.currencyCode }))
  },
  async carts(period, _arguments, { database }) {
    const { carts, ordered } = await countCarts(database, period)
    return { carts, ordered, rate: carts === 0 ? null : ordered / carts }
  },
}

function keysOf(sort: ProductOrder): Key[] {
  const order = sort === 'SLOWEST' ? 'asc' : 'desc'
  // By its name, so that a cursor of one sort is none of another.
  const value = { field: 'value', order, type: 'bigint' } as const
  return [value, { field: 'productId', order, type: 'uuid' }]
}
