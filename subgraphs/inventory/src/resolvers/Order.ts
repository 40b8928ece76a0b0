import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { canViewReservation } from '../authorize.ts'
import type { OrderResolvers } from '../generated/graphql.ts'

export const Order: OrderResolvers = {
  id: (order) => toGlobalId('Order', order.id),
  async backorders(order, _arguments, { loaders, viewer }) {
    const reservation = await loaders.reservationOfOrder.load(order.id)
    if (!reservation || !canViewReservation(viewer, reservation)) return null
    return loaders.backorders.load(reservation.id)
  },
  async __resolveReference(reference) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'Order' ? { id: parsed.id } : null
  },
}
