import { fromGlobalId } from '@shop/subgraph/global-id'
import type { SubscriptionResolvers } from '../../generated/graphql.ts'
import { followOrder } from '../../live/follow-order.ts'
import type { Order } from '../../order/order.ts'

export const orderUpdated: NonNullable<SubscriptionResolvers['orderUpdated']> = {
  subscribe: (_source, { orderId }, context) =>
    followOrder(context, fromGlobalId(orderId, 'Order', ['orderId'])) as never,
  resolve: (order: Order) => order,
}
