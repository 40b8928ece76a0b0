import type { SubscriptionResolvers } from '../../generated/graphql.ts'
import { followLowStock, type LowLevel } from '../../stock/follow-low-stock.ts'

export const stockLow: NonNullable<SubscriptionResolvers['stockLow']> = {
  subscribe: (_parent, _arguments, context) => followLowStock(context) as never,
  resolve: (told: LowLevel | null) => told && told.read(),
}
