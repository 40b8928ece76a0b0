import type { ProductConnectionResolvers } from '../generated/graphql.ts'

export const ProductConnection: ProductConnectionResolvers = {
  totalCount: (connection) => connection.countAll(),
}
