import { fromGlobalId } from '@shop/subgraph/global-id'
import type { SubscriptionResolvers } from '../../generated/graphql.ts'
import { followAvailability } from '../../stock/follow-availability.ts'
import type { AvailableVariant } from '../../stock/follow-availability.ts'

export const availabilityChanged: NonNullable<SubscriptionResolvers['availabilityChanged']> = {
  subscribe: (_parent, { variantId }, context) =>
    followAvailability(context, fromGlobalId(variantId, 'ProductVariant', ['variantId'])) as never,
  resolve: (variant: AvailableVariant) => variant,
}
