import { settle } from '@shop/subgraph/user-errors'
import { requireReviewer } from '../../authorize.ts'
import type { MutationResolvers } from '../../generated/graphql.ts'
import { publishReview as publish } from '../../review/publish-review.ts'

export const publishReview: NonNullable<MutationResolvers['publishReview']> = async (_parent, { input }, context) => {
  const viewer = requireReviewer(context.viewer)
  const { value, userErrors } = await settle(() => publish(context, viewer, input))
  return { review: value, userErrors }
}
