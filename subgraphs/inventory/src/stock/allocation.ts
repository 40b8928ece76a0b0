/** A line of an order: units of one variant. */
export type OrderedLine = { variantId: string; quantity: number }

/** A stock level as the allocation sees it. `available` is on hand less reserved. */
export type AllocatableLevel = { id: string; variantId: string; priority: number; available: number }

/** Units taken from one stock level. */
export type AllocatedUnits = { stockLevelId: string; quantity: number }

/** A variant of which there is too little over all locations. */
export type Shortage = { variantId: string; requested: number; available: number }

/** Either every line is covered, or what is missing. */
export type Allocation = { units: AllocatedUnits[]; shortages: [] } | { units: []; shortages: Shortage[] }

/**
 * Decides where the units of an order come from: all lines or none. A location that covers a whole line is preferred (one parcel
 * less), the one of the lowest priority number first; otherwise the line is split over the locations in that order.
 */
export function allocate(lines: readonly OrderedLine[], levels: readonly AllocatableLevel[]): Allocation {
  const units: AllocatedUnits[] = []
  const shortages: Shortage[] = []
  for (const [variantId, requested] of sumByVariant(lines)) {
    const candidates = levels
      .filter((level) => level.variantId === variantId && level.available > 0)
      .toSorted((a, b) => a.priority - b.priority)
    const available = candidates.reduce((sum, level) => sum + level.available, 0)
    if (available < requested) {
      shortages.push({ variantId, requested, available })
      continue
    }
    const whole = candidates.find((level) => level.available >= requested)
    let missing = requested
    for (const level of whole ? [whole] : candidates) {
      const quantity = Math.min(missing, level.available)
      if (quantity > 0) units.push({ stockLevelId: level.id, quantity })
      missing -= quantity
    }
  }
  return shortages.length > 0 ? { units: [], shortages } : { units, shortages: [] }
}

/** Units per variant: an order may name one in several lines. */
export function sumByVariant(lines: readonly OrderedLine[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { variantId, quantity } of lines) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  return sums
}
