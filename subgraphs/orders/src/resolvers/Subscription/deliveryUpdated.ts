import { fromGlobalId } from '@shop/subgraph/global-id'
import type { SubscriptionResolvers } from '../../generated/graphql.ts'
import { followDelivery } from '../../live/follow-delivery.ts'
import type { Shipment } from '../../shipment/shipment.ts'

export const deliveryUpdated: NonNullable<SubscriptionResolvers['deliveryUpdated']> = {
  subscribe: (_source, { orderId }, context) =>
    followDelivery(context, fromGlobalId(orderId, 'Order', ['orderId'])) as never,
  resolve: (shipment: Shipment) => shipment,
}
