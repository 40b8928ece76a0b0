import { SHOP_CURRENCY } from '@shop/schema/shop-currency'
import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { toMoney } from '@shop/subgraph/money'
import { isStaff } from '../authorize.ts'
import type { PromotionResolvers } from '../generated/graphql.ts'

const money = (amount: number | null) => (amount === null ? null : toMoney(amount, SHOP_CURRENCY))

export const Promotion: PromotionResolvers = {
  __resolveReference: async ({ id }, { viewer, loaders }) =>
    isStaff(viewer) ? loaders.promotion.load(fromGlobalId(id, 'Promotion')) : null,
  id: (promotion) => toGlobalId('Promotion', promotion.id),
  amountOff: ({ amountOff }) => money(amountOff),
  minimumSubtotal: ({ minimumSubtotal }) => money(minimumSubtotal),
  variantIds: ({ variantIds }) => variantIds.map((id) => toGlobalId('ProductVariant', id)),
  productIds: ({ productIds }) => productIds.map((id) => toGlobalId('Product', id)),
  categoryIds: ({ categoryIds }) => categoryIds.map((id) => toGlobalId('Category', id)),
  usageCount: async (promotion, _args, { loaders }) => (await loaders.usesOfPromotion.load(promotion.id))?.uses ?? 0,
}
