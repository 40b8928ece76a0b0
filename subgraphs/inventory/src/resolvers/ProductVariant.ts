import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import type { ProductVariantResolvers } from '../generated/graphql.ts'
import { availabilityStatus } from '../stock/availability.ts'

export const ProductVariant: ProductVariantResolvers = {
  id: (variant) => toGlobalId('ProductVariant', variant.id),
  async availability(variant, _arguments, context) {
    const quantity = variant.available ?? (await context.loaders.availability.load(variant.id))?.available ?? 0
    return { quantity, status: availabilityStatus(quantity) }
  },
  async __resolveReference(reference) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'ProductVariant' ? { id: parsed.id } : null
  },
}
