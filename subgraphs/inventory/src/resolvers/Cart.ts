import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { canViewReservation } from '../authorize.ts'
import type { CartResolvers } from '../generated/graphql.ts'

export const Cart: CartResolvers = {
  id: (cart) => toGlobalId('Cart', cart.id),
  async stockHold(cart, _arguments, { loaders, viewer }) {
    const reservation = await loaders.reservationOfCart.load(cart.id)
    return reservation && canViewReservation(viewer, reservation) ? reservation : null
  },
  async __resolveReference(reference) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'Cart' ? { id: parsed.id } : null
  },
}
