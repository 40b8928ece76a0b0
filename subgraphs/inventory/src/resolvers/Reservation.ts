import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { canViewStock } from '../authorize.ts'
import type { ReservationResolvers } from '../generated/graphql.ts'
import { findReservation } from '../reservation/reservation-store.ts'

export const Reservation: ReservationResolvers = {
  id: (reservation) => toGlobalId('Reservation', reservation.id),
  order: ({ orderId }) => (orderId === null ? null : { id: orderId }),
  allocations: (reservation, _arguments, context) => context.loaders.allocations.load(reservation.id),
  backorders: (reservation, _arguments, context) => context.loaders.backorders.load(reservation.id),
  async __resolveReference(reference, context) {
    const parsed = parseGlobalId(reference.id)
    if (!canViewStock(context.viewer) || parsed?.type !== 'Reservation') return null
    return findReservation(context.database, { id: parsed.id })
  },
}
