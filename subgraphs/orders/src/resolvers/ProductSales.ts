import { toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import type { ProductSalesResolvers } from '../generated/graphql.ts'

export const ProductSales: ProductSalesResolvers = {
  product: ({ productId }) => ({ id: toGlobalId('Product', productId) }),
  revenue: ({ revenue, currencyCode }) => toMoney(revenue, currencyCode),
}
