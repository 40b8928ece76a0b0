import { createLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import { findPromotions } from './promotion-store.ts'
import { countUses } from './redemption-store.ts'

export const promotionLoaders = {
  promotion: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => findPromotions(database, ids),
      (promotion) => promotion.id,
    ),
  usesOfPromotion: (database: Reader) =>
    createLoader(
      (ids: readonly string[]) => countUses(database, ids),
      ({ promotionId }) => promotionId,
    ),
}
