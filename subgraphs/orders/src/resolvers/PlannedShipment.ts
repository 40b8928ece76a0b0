import { toGlobalId } from '@shop/subgraph/global-id'
import type { PlannedShipmentResolvers } from '../generated/graphql.ts'

export const PlannedShipment: PlannedShipmentResolvers = {
  id: (shipment) => toGlobalId('Shipment', shipment.id),
  location: ({ locationId }) => ({ __typename: 'Location', id: toGlobalId('Location', locationId) }),
  lines: (shipment, _args, { loaders }) => loaders.linesOfShipment.load(shipment.id),
  plannedAt: ({ createdAt }) => createdAt,
}
