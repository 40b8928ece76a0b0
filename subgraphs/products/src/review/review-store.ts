import type { Page } from '@shop/subgraph/keyset'
import type { Reader, Transaction } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Review } from '../generated/prisma/client.ts'
import { boundsOf, orderOf } from '../paging/keyset-store.ts'
import type { ColumnKey } from '../paging/keyset-store.ts'
import type { ChildRow } from '../paging/page-loaders.ts'

/** A review as it is stored. */
export type ReviewRow = Review

/** Whose reviews: those of a product, or those of an author. An index stands behind each, with the keys after it. */
export type ReviewParent = 'product' | 'author'

/** Newest first. */
export const reviewKeys: readonly ColumnKey[] = [
  { field: 'publishedAt', order: 'desc', type: 'date', column: 'published_at', sqlType: 'timestamptz' },
  { field: 'id', order: 'desc', type: 'uuid', column: 'id', sqlType: 'uuid' },
]

const parentColumns = { product: Prisma.raw('product_id'), author: Prisma.raw('author_id') }

const COLUMNS = Prisma.raw(
  'id, product_id AS "productId", author_id AS "authorId", rating, title, body, published_at AS "publishedAt"',
)

/** The same page of reviews of each parent. */
export async function readReviewsOf(
  database: Reader,
  parent: ReviewParent,
  parentIds: readonly string[],
  page: Page,
): Promise<ChildRow<ReviewRow>[]> {
  const rows = await database.$queryRaw<(ReviewRow & { parentId: string })[]>`
    SELECT parent.id AS "parentId", page.* FROM unnest(${parentIds}::uuid[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM reviews WHERE ${parentColumns[parent]} = parent.id AND ${boundsOf(page, reviewKeys)}
       ORDER BY ${orderOf(page, reviewKeys)} LIMIT ${page.take}
    ) AS page`
  return rows.map(({ parentId, ...row }) => ({ parentId, row }))
}

/** How many reviews each author has written. (Products keep their number themselves.) */
export async function countReviewsOfAuthors(
  database: Reader,
  authorIds: readonly string[],
): Promise<{ authorId: string; count: number }[]> {
  return database.$queryRaw`
    SELECT author_id AS "authorId", count(*)::integer AS count FROM reviews
     WHERE author_id = ANY (${authorIds}::uuid[]) GROUP BY author_id`
}

export async function readReviews(database: Reader, ids: readonly string[]): Promise<ReviewRow[]> {
  return database.review.findMany({ where: { id: { in: [...ids] } } })
}

export async function findReview(database: Reader, productId: string, authorId: string): Promise<ReviewRow | null> {
  return database.review.findUnique({ where: { productId_authorId: { productId, authorId } } })
}

/** Writes a review of a locked product, over the one with the same id. */
export async function saveReview(tx: Transaction, review: ReviewRow): Promise<ReviewRow> {
  const { id, ...changes } = review
  return tx.review.upsert({ where: { id }, create: review, update: changes })
}

/** Takes the author off their reviews. */
export async function detachReviews(tx: Transaction, authorId: string): Promise<void> {
  await tx.review.updateMany({ where: { authorId }, data: { authorId: null } })
}
