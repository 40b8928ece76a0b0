import { toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import type { CategorySalesResolvers } from '../generated/graphql.ts'

export const CategorySales: CategorySalesResolvers = {
  category: ({ categoryId }) => ({ id: toGlobalId('Category', categoryId) }),
  revenue: ({ revenue, currencyCode }) => toMoney(revenue, currencyCode),
}
