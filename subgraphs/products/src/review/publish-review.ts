import { appendEvent } from '@shop/events/outbox'
import { ReviewPublished } from '@shop/schema/events/products'
import { accountErased } from '@shop/subgraph/errors'
import { fromGlobalId } from '@shop/subgraph/global-id'
import { checkText } from '@shop/subgraph/input'
import { newId } from '@shop/subgraph/new-id'
import { refuseIfAny, Refusal, userError } from '@shop/subgraph/user-errors'
import type { Viewer } from '@shop/subgraph/viewer'
import { canView } from '../authorize.ts'
import type { WriteContext } from '../context.ts'
import { addRating, lockProduct } from '../product/product-store.ts'
import { lockAuthor } from './author-store.ts'
import { findReview, saveReview } from './review-store.ts'
import type { ReviewRow } from './review-store.ts'

/** What a customer has to say. The product's id is global. */
export type NewReview = { productId: string; rating: number; title: string; body: string }

/**
 * Writes the customer's review of a product, or replaces the one they wrote, and keeps the product's rating in step.
 * Throws UNAUTHENTICATED when their account was erased, and a Refusal: NOT_FOUND, OUT_OF_RANGE, BLANK, TOO_LONG.
 */
export async function publishReview(
  { clock, transact }: WriteContext,
  viewer: Viewer,
  input: NewReview,
): Promise<ReviewRow> {
  const productId = fromGlobalId(input.productId, 'Product', ['input', 'productId'])
  const { rating } = input
  refuseIfAny(
    rating < 1 || rating > 5 ? userError('OUT_OF_RANGE', 'A rating is 1 to 5.', ['input', 'rating']) : null,
    checkText(input.title, ['input', 'title'], { max: 120 }),
    checkText(input.body, ['input', 'body'], { min: 0, max: 5_000 }),
  )

  return transact(async (tx) => {
    if ((await lockAuthor(tx, viewer.id)).isErased) throw accountErased()
    const product = await lockProduct(tx, productId)
    if (!product || !canView(viewer, product)) {
      throw new Refusal(userError('NOT_FOUND', 'There is no such product.', ['input', 'productId']))
    }
    // Under the product's lock, so two reviews of one customer cannot both be the first.
    const before = await findReview(tx, productId, viewer.id)
    const review = await saveReview(tx, {
      id: before?.id ?? newId(),
      productId,
      authorId: viewer.id,
      rating,
      title: input.title.trim(),
      body: input.body.trim(),
      publishedAt: clock.now(),
    })
    await addRating(tx, productId, { count: before ? 0 : 1, sum: rating - (before?.rating ?? 0) })
    const data = { reviewId: review.id, productId, userId: viewer.id, rating }
    await appendEvent(tx, ReviewPublished, { subject: productId, data })
    return review
  })
}
