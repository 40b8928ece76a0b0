import { fromGlobalId } from '@shop/subgraph/global-id'
import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { listMovements } from '../../movement/list-movements.ts'

export const stockMovements: NonNullable<QueryResolvers['stockMovements']> = async (_parent, arguments_, context) => {
  requireStaff(context.viewer)
  const { variantId, locationId, orderId, kind } = arguments_.filter ?? {}
  const filter = {
    ...(variantId == null ? {} : { variantId: fromGlobalId(variantId, 'ProductVariant', ['filter', 'variantId']) }),
    ...(locationId == null ? {} : { locationId: fromGlobalId(locationId, 'Location', ['filter', 'locationId']) }),
    ...(orderId == null ? {} : { orderId: fromGlobalId(orderId, 'Order', ['filter', 'orderId']) }),
    ...(kind == null ? {} : { kind }),
  }
  return listMovements(context.database, filter, arguments_)
}
