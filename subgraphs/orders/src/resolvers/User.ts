import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { canViewUser } from '../authorize.ts'
import type { UserResolvers } from '../generated/graphql.ts'
import { ORDER_KEYS } from '../order/order-list-store.ts'

export const User: UserResolvers = {
  // An id is no secret; what hangs on it is guarded field by field.
  __resolveReference: async ({ id }) => ({ uuid: fromGlobalId(id, 'User') }),
  id: ({ uuid }) => toGlobalId('User', uuid),
  orders: async ({ uuid }, args, { viewer, loaders }) => {
    if (!canViewUser(viewer, uuid)) return null
    const page = readPage(args, ORDER_KEYS)
    return connectionFromRows(await loaders.ordersOfOwner(uuid, page), page, ORDER_KEYS)
  },
  cart: ({ uuid }, _args, { viewer, loaders }) => (canViewUser(viewer, uuid) ? loaders.cartOfOwner.load(uuid) : null),
}
