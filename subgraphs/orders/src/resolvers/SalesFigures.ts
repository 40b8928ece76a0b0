import { toMoney } from '@shop/subgraph/money'
import type { SalesFiguresResolvers } from '../generated/graphql.ts'

export const SalesFigures: SalesFiguresResolvers = {
  placedOrders: ({ placed }) => placed,
  revenue: ({ revenue, currencyCode }) => toMoney(revenue, currencyCode),
  averageOrder: ({ revenue, orders, currencyCode }) =>
    orders === 0 ? null : toMoney(Math.round(revenue / orders), currencyCode),
  cancelled: ({ cancelled, currencyCode }) => toMoney(cancelled, currencyCode),
  refunds: ({ refunded, currencyCode }) => toMoney(refunded, currencyCode),
  netRevenue: ({ revenue, cancelled, refunded, currencyCode }) => toMoney(revenue - cancelled - refunded, currencyCode),
}
