import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import type { OrderLineResolvers } from '../generated/graphql.ts'
import { lineTotal } from '../order/totals.ts'
import { isOrderVisible } from '../visible-order.ts'

export const OrderLine: OrderLineResolvers = {
  __resolveReference: async ({ id }, context) => {
    const line = await context.loaders.orderLine.load(fromGlobalId(id, 'OrderLine'))
    return line && (await isOrderVisible(context, line.orderId)) ? line : null
  },
  id: (line) => toGlobalId('OrderLine', line.id),
  variant: (line) => ({ __typename: 'ProductVariant', id: toGlobalId('ProductVariant', line.variantId) }),
  unitPrice: (line) => toMoney(line.unitPrice, line.currencyCode),
  subtotal: (line) => toMoney(line.unitPrice * line.quantity, line.currencyCode),
  discountTotal: (line) => toMoney(line.discount, line.currencyCode),
  taxTotal: (line) => toMoney(line.tax, line.currencyCode),
  total: (line) => toMoney(lineTotal(line), line.currencyCode),
}
