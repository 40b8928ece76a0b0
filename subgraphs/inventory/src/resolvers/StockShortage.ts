import type { StockShortageResolvers } from '../generated/graphql.ts'

export const StockShortage: StockShortageResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
}
