import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { canViewStock } from '../authorize.ts'
import type { ProductVariantResolvers } from '../generated/graphql.ts'
import { availabilityOf, NOTHING_AVAILABLE } from '../stock/availability.ts'

export const ProductVariant: ProductVariantResolvers = {
  id: (variant) => toGlobalId('ProductVariant', variant.id),
  async availability(variant, _arguments, { clock, loaders }) {
    const row = await loaders.availability.load(variant.id)
    if (!row) return NOTHING_AVAILABLE
    // A subscription tells what an event said; what may be ordered ahead is as it is now.
    return availabilityOf({ ...row, available: variant.available ?? row.available }, clock.now())
  },
  async stockPolicy(variant, _arguments, { loaders, viewer }) {
    const row = canViewStock(viewer) ? await loaders.availability.load(variant.id) : null
    return row && { ...row, limit: row.backorderLimit }
  },
  async __resolveReference(reference) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'ProductVariant' ? { id: parsed.id } : null
  },
}
