import type { ConnectionArguments } from '@shop/subgraph/connection'
import { createLoader } from '@shop/subgraph/loader'
import type { Database } from '../database.ts'
import type { CountedConnection } from '../paging/counted-connection.ts'
import { createPageLoaders } from '../paging/page-loaders.ts'
import { productKeys } from './product-order.ts'
import type { ProductOrder } from './product-order.ts'
import {
  countProductsOfCategories,
  readProductsById,
  readProductsBySlug,
  readProductsOfCategories,
} from './product-store.ts'
import type { ProductRow } from './product-store.ts'

/** Products by id, by slug and by category, for one request. */
export function createProductLoaders(database: Database) {
  const loadPage = createPageLoaders()
  const counts = createLoader(
    (categoryIds: readonly string[]) => countProductsOfCategories(database, categoryIds),
    (row) => row.categoryId,
  )
  return {
    product: createLoader(
      (ids: readonly string[]) => readProductsById(database, ids),
      (product) => product.id,
    ),
    productBySlug: createLoader(
      (slugs: readonly string[]) => readProductsBySlug(database, slugs),
      (product) => product.slug,
    ),
    /** A page of the listed products in a category and below. */
    async productsOfCategory(
      categoryId: string,
      order: ProductOrder,
      arguments_: ConnectionArguments,
    ): Promise<CountedConnection<ProductRow>> {
      const keys = productKeys[order]
      const connection = await loadPage<ProductRow>(order, categoryId, arguments_, {
        keys,
        read: (categoryIds, page) => readProductsOfCategories(database, categoryIds, page, keys),
      })
      return { ...connection, countAll: async () => (await counts.load(categoryId))?.count ?? 0 }
    },
  }
}

type ProductLoaders = ReturnType<typeof createProductLoaders>

/** A product that a foreign key says is there. */
export async function loadProduct(
  context: { loaders: Pick<ProductLoaders, 'product'> },
  id: string,
): Promise<ProductRow> {
  const product = await context.loaders.product.load(id)
  if (!product) throw new Error(`product ${id} is referred to but not there`)
  return product
}
