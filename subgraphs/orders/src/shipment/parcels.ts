type Allocation = { variantId: string; locationId: string; quantity: number }

/** What leaves from one location together. */
export type Parcel = { locationId: string; lines: { orderLineId: string; quantity: number }[] }

/**
 * One parcel per location with what inventory took from there. Throws when inventory took something that was not ordered:
 * nobody could say what is in the parcel.
 */
export function parcelsFor(
  orderLines: readonly { id: string; variantId: string }[],
  allocations: readonly Allocation[],
): Parcel[] {
  // A cart has a variant once, and so has its order.
  const lineOf = new Map(orderLines.map((line) => [line.variantId, line.id]))
  return [...Map.groupBy(allocations, ({ locationId }) => locationId)].map(([locationId, taken]) => ({
    locationId,
    lines: taken.map(({ variantId, quantity }) => {
      const orderLineId = lineOf.get(variantId)
      if (!orderLineId) throw new Error(`inventory took the variant ${variantId}, which was not ordered`)
      return { orderLineId, quantity }
    }),
  }))
}
