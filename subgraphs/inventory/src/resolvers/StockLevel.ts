import { loadLocation } from '../location/location-loader.ts'
import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { canViewStock } from '../authorize.ts'
import type { StockLevelResolvers } from '../generated/graphql.ts'

export const StockLevel: StockLevelResolvers = {
  id: (level) => toGlobalId('StockLevel', level.id),
  variant: (level) => ({ id: level.variantId }),
  async location(level, _arguments, context) {
    return loadLocation(context, level.locationId)
  },
  available: (level) => Math.max(0, level.onHand - level.reserved - level.safetyStock),
  async __resolveReference(reference, context) {
    const parsed = parseGlobalId(reference.id)
    if (!canViewStock(context.viewer) || parsed?.type !== 'StockLevel') return null
    return context.loaders.stockLevel.load(parsed.id)
  },
}
