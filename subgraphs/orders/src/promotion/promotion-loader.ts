import { createLoader } from '@shop/subgraph/loader'
import type { Reader } from '../database.ts'
import { findPromotions } from './promotion-store.ts'
import { countUses } from './redemption-store.ts'

export function createPromotionLoaders(database: Reader) {
  return {
    promotion: createLoader(
      (ids: readonly string[]) => findPromotions(database, ids),
      (promotion) => promotion.id,
    ),
    usesOfPromotion: createLoader(
      (ids: readonly string[]) => countUses(database, ids),
      ({ promotionId }) => promotionId,
    ),
  }
}
