/** How much of a variant can be sold, in words, as the SDL's AvailabilityStatus. */
export type AvailabilityStatus = 'IN_STOCK' | 'LOW_STOCK' | 'OUT_OF_STOCK'

/** At or below this many units over all locations, a shop window says that few are left. */
export const LOW_AVAILABILITY = 5

/** The status of a variant with this many units available over all locations. */
export function availabilityStatus(quantity: number): AvailabilityStatus {
  if (quantity <= 0) return 'OUT_OF_STOCK'
  return quantity <= LOW_AVAILABILITY ? 'LOW_STOCK' : 'IN_STOCK'
}
