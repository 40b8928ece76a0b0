import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import type { TrackingEventResolvers } from '../generated/graphql.ts'
import { isOrderVisible } from '../visible-order.ts'

export const TrackingEvent: TrackingEventResolvers = {
  __resolveReference: async ({ id }, context) => {
    const event = await context.loaders.trackingEvent.load(fromGlobalId(id, 'TrackingEvent'))
    const shipment = event && (await context.loaders.shipment.load(event.shipmentId))
    return shipment && (await isOrderVisible(context, shipment.orderId)) ? event : null
  },
  id: (event) => toGlobalId('TrackingEvent', event.id),
}
