import type { Connection } from '@shop/subgraph/connection'
import type { CategoryRow } from './category/category-store.ts'
import type { CountedConnection } from './paging/counted-connection.ts'
import type { Picture } from './picture/picture-address.ts'
import type { ProductRow } from './product/product-store.ts'
import type { ReviewRow } from './review/review-store.ts'
import type { VariantRow } from './variant/variant-store.ts'

/** What stands behind each type of the SDL between resolvers. Ids are uuids until they leave. */
export type ProductMapper = ProductRow
export type ProductConnectionMapper = CountedConnection<ProductRow>
export type ProductEdgeMapper = Connection<ProductRow>['edges'][number]
export type ProductVariantMapper = VariantRow
export type CategoryMapper = CategoryRow
export type ReviewMapper = ReviewRow
export type ReviewConnectionMapper = CountedConnection<ReviewRow>
export type ReviewEdgeMapper = Connection<ReviewRow>['edges'][number]
export type UserMapper = { id: string }
export type PictureMapper = Picture
