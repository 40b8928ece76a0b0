import type { SubscriptionResolvers } from '../../generated/graphql.ts'
import { followMyOrders } from '../../live/follow-my-orders.ts'
import type { Order } from '../../order/order.ts'

export const myOrdersUpdated: NonNullable<SubscriptionResolvers['myOrdersUpdated']> = {
  subscribe: (_source, _args, context) => followMyOrders(context) as never,
  resolve: (order: Order | null) => order,
}
