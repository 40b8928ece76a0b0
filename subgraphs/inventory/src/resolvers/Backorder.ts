import type { BackorderResolvers } from '../generated/graphql.ts'

export const Backorder: BackorderResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
  expectedAt: ({ variant }) => variant.releaseAt,
  since: ({ createdAt }) => createdAt,
}
