import type { ColumnKey } from '../paging/keyset-store.ts'

/** The orders of a list of products, as the API names them. */
export type ProductOrder = 'NEWEST' | 'TITLE' | 'PRICE_ASC' | 'PRICE_DESC' | 'RATING'

type Field = 'createdAt' | 'sortTitle' | 'lowestPrice' | 'ratingAverage' | 'ratingCount' | 'id'

const columns: Record<Field, Omit<ColumnKey<Field>, 'order' | 'field'>> = {
  createdAt: { column: 'created_at', sqlType: 'timestamptz', type: 'date' },
  sortTitle: { column: 'sort_title', sqlType: 'text', type: 'string' },
  lowestPrice: { column: 'lowest_price', sqlType: 'bigint', type: 'bigint' },
  ratingAverage: { column: 'rating_average', sqlType: 'double precision', type: 'number' },
  ratingCount: { column: 'rating_count', sqlType: 'integer', type: 'integer' },
  id: { column: 'id', sqlType: 'uuid', type: 'uuid' },
}

function keys(order: 'asc' | 'desc', ...fields: Field[]): ColumnKey<Field>[] {
  return fields.map((field) => ({ field, order, ...columns[field] }))
}

/** The keys of each order; an index of the same columns stands behind it. Equal averages: the one with more ratings first. */
export const productKeys: Record<ProductOrder, readonly ColumnKey<Field>[]> = {
  NEWEST: keys('desc', 'createdAt', 'id'),
  TITLE: keys('asc', 'sortTitle', 'id'),
  PRICE_ASC: keys('asc', 'lowestPrice', 'id'),
  PRICE_DESC: keys('desc', 'lowestPrice', 'id'),
  RATING: keys('desc', 'ratingAverage', 'ratingCount', 'id'),
}
