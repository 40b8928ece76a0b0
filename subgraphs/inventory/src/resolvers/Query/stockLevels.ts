import { fromGlobalId } from '@shop/subgraph/global-id'
import { requireStaff } from '../../authorize.ts'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { listStockLevels } from '../../stock/list-stock-levels.ts'

export const stockLevels: NonNullable<QueryResolvers['stockLevels']> = async (_parent, arguments_, context) => {
  requireStaff(context.viewer)
  const { variantId, locationId, onlyLow } = arguments_
  const filter = {
    ...(variantId == null ? {} : { variantId: fromGlobalId(variantId, 'ProductVariant', ['variantId']) }),
    ...(locationId == null ? {} : { locationId: fromGlobalId(locationId, 'Location', ['locationId']) }),
    onlyLow: onlyLow ?? false,
  }
  return listStockLevels(context.database, filter, arguments_)
}
