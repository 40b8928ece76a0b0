import { awaitsRelease, orderableAhead } from './stock.ts'
import type { VariantStock } from './stock.ts'

/** How much of a variant can be sold, in words, as the SDL's AvailabilityStatus. */
export type AvailabilityStatus = 'IN_STOCK' | 'LOW_STOCK' | 'OUT_OF_STOCK' | 'BACKORDER' | 'PREORDER'

/** What can be sold and ordered of a variant now. `orderable` is null without limit. */
export type Availability = {
  status: AvailabilityStatus
  quantity: number
  orderable: number | null
  expectedAt: Date | null
}

/** At or below this many units over all locations, a shop window says that few are left. */
export const LOW_AVAILABILITY = 5

/** Of a variant that inventory does not know. */
export const NOTHING_AVAILABLE: Availability = { status: 'OUT_OF_STOCK', quantity: 0, orderable: 0, expectedAt: null }

/** What can be sold and ordered of a variant now. */
export function availabilityOf(
  variant: Pick<VariantStock, 'policy' | 'backorderLimit' | 'releaseAt' | 'backordered'> & { available: number },
  now: Date,
): Availability {
  const isAhead = awaitsRelease(variant, now)
  const quantity = isAhead ? 0 : variant.available
  const ahead = orderableAhead(variant, now)
  const isPromised = ahead === null || ahead > 0
  const status = statusOf(quantity, isPromised && (isAhead ? 'PREORDER' : 'BACKORDER'))
  const expectedAt =
    quantity === 0 && isPromised && variant.releaseAt && variant.releaseAt > now ? variant.releaseAt : null
  return { status, quantity, orderable: ahead === null ? null : quantity + ahead, expectedAt }
}

function statusOf(quantity: number, promise: 'PREORDER' | 'BACKORDER' | false): AvailabilityStatus {
  if (quantity > LOW_AVAILABILITY) return 'IN_STOCK'
  if (quantity > 0) return 'LOW_STOCK'
  return promise || 'OUT_OF_STOCK'
}
