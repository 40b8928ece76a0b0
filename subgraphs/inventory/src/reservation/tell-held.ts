import type { BackorderedUnits, StockAllocation } from '@shop/schema/events/inventory'
import type { Held } from './reservation.ts'

/** What a reservation holds and is promised, as events say it. */
export function tellHeld({ units, backorders }: Held): {
  allocations: StockAllocation[]
  backordered?: BackorderedUnits[]
} {
  const allocations = units.map(({ variantId, locationId, quantity }) => ({ variantId, locationId, quantity }))
  if (backorders.length === 0) return { allocations }
  return { allocations, backordered: backorders.map(({ variantId, quantity }) => ({ variantId, quantity })) }
}
