import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { isStaff } from '../authorize.ts'
import type { PromotionResolvers } from '../generated/graphql.ts'

export const Promotion: PromotionResolvers = {
  __resolveReference: async ({ id }, { viewer, loaders }) =>
    isStaff(viewer) ? loaders.promotion.load(fromGlobalId(id, 'Promotion')) : null,
  id: (promotion) => toGlobalId('Promotion', promotion.id),
}
