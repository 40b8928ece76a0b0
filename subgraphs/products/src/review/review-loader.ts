import type { Connection, ConnectionArguments } from '@shop/subgraph/connection'
import { createLoader } from '@shop/subgraph/loader'
import type { Database } from '../database.ts'
import { createPageLoaders } from '../paging/page-loaders.ts'
import { countReviewsOfAuthors, readReviews, readReviewsOf, reviewKeys } from './review-store.ts'
import type { ReviewParent, ReviewRow } from './review-store.ts'

/** Reviews by id, and pages of them by product and by author, for one request. */
export function createReviewLoaders(database: Database) {
  const loadPage = createPageLoaders()
  return {
    review: createLoader(
      (ids: readonly string[]) => readReviews(database, ids),
      (review) => review.id,
    ),
    reviewCountOfAuthor: createLoader(
      (authorIds: readonly string[]) => countReviewsOfAuthors(database, authorIds),
      (row) => row.authorId,
    ),
    reviewsOf: (
      parent: ReviewParent,
      parentId: string,
      arguments_: ConnectionArguments,
    ): Promise<Connection<ReviewRow>> =>
      loadPage<ReviewRow>(parent, parentId, arguments_, {
        keys: reviewKeys,
        read: (parentIds, page) => readReviewsOf(database, parent, parentIds, page),
      }),
  }
}
