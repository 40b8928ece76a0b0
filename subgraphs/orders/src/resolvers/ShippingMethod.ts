import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toDecimal, toMoney } from '@shop/subgraph/money'
import type { ShippingMethodResolvers } from '../generated/graphql.ts'

export const ShippingMethod: ShippingMethodResolvers = {
  // What a delivery costs is no secret.
  __resolveReference: ({ id }, { loaders }) => loaders.shippingMethod.load(fromGlobalId(id, 'ShippingMethod')),
  id: (method) => toGlobalId('ShippingMethod', method.id),
  bands: ({ basis, bands }) =>
    bands.map(({ from, price }) => ({
      from: basis === 'PRICE' ? toDecimal(from, SHOP_CURRENCY) : String(from),
      price: price === null ? null : toMoney(price, SHOP_CURRENCY),
    })),
}
