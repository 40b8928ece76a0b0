import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import type { ConnectionArguments } from '@shop/subgraph/connection'
import type { Loaders } from '../context.ts'
import type { Database } from '../database.ts'
import type { CountedConnection } from '../paging/counted-connection.ts'
import { productKeys } from './product-order.ts'
import type { ProductOrder } from './product-order.ts'
import { countProducts, readProducts } from './product-store.ts'
import type { ProductFilter, ProductRow } from './product-store.ts'

/** A page of the products that the filter leaves, in the given order. */
export async function listProducts(
  { database, loaders }: { database: Database; loaders: Loaders },
  filter: ProductFilter,
  order: ProductOrder,
  arguments_: ConnectionArguments,
): Promise<CountedConnection<ProductRow>> {
  const keys = productKeys[order]
  const page = readPage(arguments_, keys)
  const rows = await readProducts(database, filter, page, keys)
  // Their variants and reviews will ask for them.
  for (const row of rows) loaders.product.prime(row.id, row)
  return { ...connectionFromRows(rows, page, keys), countAll: () => countProducts(database, filter) }
}
