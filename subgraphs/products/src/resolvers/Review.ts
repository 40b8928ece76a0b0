import { parseGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import type { ReviewResolvers } from '../generated/graphql.ts'
import { loadProduct } from '../product/product-loader.ts'

export const Review: ReviewResolvers = {
  id: (review) => toGlobalId('Review', review.id),
  product: (review, _arguments, context) => loadProduct(context, review.productId),
  author: ({ authorId }) => (authorId === null ? null : { id: authorId }),
  async __resolveReference(reference, { loaders }) {
    const parsed = parseGlobalId(reference.id)
    return parsed?.type === 'Review' ? loaders.review.load(parsed.id) : null
  },
}
