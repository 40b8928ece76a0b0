import { toGlobalId } from '@shop/subgraph/global-id'
import type { StockMovementResolvers } from '../generated/graphql.ts'

export const StockMovement: StockMovementResolvers = {
  id: (movement) => toGlobalId('StockMovement', movement.id.toString()),
  order: ({ orderId }) => (orderId === null ? null : { id: orderId }),
  actorId: ({ actorId }) => (actorId === null ? null : toGlobalId('User', actorId)),
}
