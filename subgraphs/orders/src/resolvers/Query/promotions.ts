import { connectionFromRows, readPage } from '@shop/subgraph/connection'
import { requireRole } from '@shop/subgraph/viewer'
import type { QueryResolvers } from '../../generated/graphql.ts'
import { findPromotionPage, PROMOTION_KEYS } from '../../promotion/promotion-store.ts'

export const promotions: NonNullable<QueryResolvers['promotions']> = async (_source, args, { viewer, database }) => {
  requireRole(viewer, 'STAFF')
  const page = readPage(args, PROMOTION_KEYS)
  return connectionFromRows(await findPromotionPage(database, page), page, PROMOTION_KEYS)
}
