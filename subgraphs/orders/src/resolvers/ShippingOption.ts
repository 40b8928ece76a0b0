import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { notFound } from '@shop/subgraph/errors'
import { toMoney } from '@shop/subgraph/money'
import type { ShippingOptionResolvers } from '../generated/graphql.ts'

export const ShippingOption: ShippingOptionResolvers = {
  method: async ({ shippingMethodId }, _args, { loaders }) => {
    const method = shippingMethodId && (await loaders.shippingMethod.load(shippingMethodId))
    if (!method) throw notFound('The way of delivery')
    return method
  },
  price: ({ shippingTotal }) => toMoney(shippingTotal, SHOP_CURRENCY),
  discountTotal: ({ discountTotal }) => toMoney(discountTotal, SHOP_CURRENCY),
  taxTotal: ({ taxTotal }) => toMoney(taxTotal, SHOP_CURRENCY),
  total: ({ total }) => toMoney(total, SHOP_CURRENCY),
}
