import { createGroupLoader, createLoader } from '@shop/subgraph/loader'
import type { Database } from '../database.ts'
import { readVariants, readVariantsOfProducts } from './variant-store.ts'

/** Variants by id and by product, for one request. Delisted ones too: who sees them is decided by the resolver. */
export function createVariantLoaders(database: Database) {
  return {
    variant: createLoader(
      (ids: readonly string[]) => readVariants(database, ids),
      (variant) => variant.id,
    ),
    variantsOfProduct: createGroupLoader(
      (productIds: readonly string[]) => readVariantsOfProducts(database, productIds),
      (variant) => variant.productId,
    ),
  }
}
