import { loadLocation } from '../location/location-loader.ts'
import type { StockAllocationResolvers } from '../generated/graphql.ts'

export const StockAllocation: StockAllocationResolvers = {
  variant: (allocation) => ({ id: allocation.stockLevel.variantId }),
  location: (allocation, _arguments, context) => loadLocation(context, allocation.stockLevel.locationId),
}
