import { fromGlobalId } from '@shop/subgraph/global-id'
import type { SubscriptionResolvers } from '../../generated/graphql.ts'
import { followDeliveryChanges } from '../../live/follow-changes.ts'
import type { Shipment } from '../../shipment/shipment.ts'

export const deliveryUpdated: NonNullable<SubscriptionResolvers['deliveryUpdated']> = {
  subscribe: (_source, { orderId }, context) =>
    followDeliveryChanges(context, context.viewer, fromGlobalId(orderId, 'Order', ['orderId'])) as never,
  resolve: (shipment: Shipment) => shipment,
}
