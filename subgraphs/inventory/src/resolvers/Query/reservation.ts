import { fromGlobalId } from '@shop/subgraph/global-id'
import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { findReservation } from '../../reservation/reservation-store.ts'

export const reservation: NonNullable<QueryResolvers['reservation']> = async (_parent, { orderId }, context) => {
  requireStaff(context.viewer)
  return findReservation(context.database, { orderId: fromGlobalId(orderId, 'Order', ['orderId']) })
}
