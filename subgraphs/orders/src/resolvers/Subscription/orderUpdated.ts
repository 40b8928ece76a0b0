import { fromGlobalId } from '@shop/subgraph/global-id'
import type { SubscriptionResolvers } from '../../generated/graphql.ts'
import { followOrderChanges } from '../../live/follow-changes.ts'
import type { Order } from '../../order/order.ts'

export const orderUpdated: NonNullable<SubscriptionResolvers['orderUpdated']> = {
  subscribe: (_source, { orderId }, context) =>
    followOrderChanges(context, context.viewer, fromGlobalId(orderId, 'Order', ['orderId'])) as never,
  resolve: (order: Order) => order,
}
