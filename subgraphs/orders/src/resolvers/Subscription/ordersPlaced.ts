import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { badUserInput } from '@shop/subgraph/errors'
import { toMinorUnits } from '@shop/subgraph/money'
import type { SubscriptionResolvers } from '../../generated/graphql.ts'
import { followPlacedOrders } from '../../live/follow-placed-orders.ts'
import type { Order } from '../../order/order.ts'

export const ordersPlaced: NonNullable<SubscriptionResolvers['ordersPlaced']> = {
  subscribe: (_source, { filter }, context) =>
    followPlacedOrders(context, {
      minimumTotal: filter?.minimumTotal == null ? null : readTotal(filter.minimumTotal),
      countryCode: filter?.countryCode?.toUpperCase() ?? null,
    }) as never,
  resolve: (order: Order | null) => order,
}

function readTotal(decimal: string): number {
  const minorUnits = toMinorUnits(decimal, SHOP_CURRENCY)
  if (minorUnits === null) throw badUserInput('This is no amount.', ['filter', 'minimumTotal'])
  return minorUnits
}
