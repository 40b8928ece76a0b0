import { notFound } from '@shop/subgraph/errors'
import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import type { ShipmentResolvers } from '../generated/graphql.ts'
import { isOrderVisible } from '../visible-order.ts'

export const Shipment: ShipmentResolvers = {
  __resolveReference: async ({ id }, context) => {
    const shipment = await context.loaders.shipment.load(fromGlobalId(id, 'Shipment'))
    return shipment && (await isOrderVisible(context, shipment.orderId)) ? shipment : null
  },
  id: (shipment) => toGlobalId('Shipment', shipment.id),
  order: async ({ orderId }, _args, { loaders }) => {
    const order = await loaders.order.load(orderId)
    if (!order) throw notFound('The order')
    return order
  },
  location: ({ locationId }) => ({ __typename: 'Location', id: toGlobalId('Location', locationId) }),
  lines: (shipment, _args, { loaders }) => loaders.linesOfShipment.load(shipment.id),
  trackingEvents: (shipment, _args, { loaders }) => loaders.trackingEventsOfShipment.load(shipment.id),
}
