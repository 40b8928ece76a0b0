/** Units of a variant that inventory took from a location. */
export type Allocation = { variantId: string; locationId: string; quantity: number }

/** What is in the parcels of an order that leave or have left from one location. */
export type ParcelContents = { locationId: string; lines: readonly { orderLineId: string; quantity: number }[] }

type Line = { id: string; variantId: string }

/** Units of the order's variants by the location that they leave from, as the parcels have them. */
export function unitsInParcels(orderLines: readonly Line[], parcels: readonly ParcelContents[]): Allocation[] {
  const variantOf = new Map(orderLines.map((line) => [line.id, line.variantId]))
  const units = new Map<string, Allocation>()
  for (const { locationId, lines } of parcels) {
    for (const { orderLineId, quantity } of lines) {
      const variantId = variantOf.get(orderLineId)
      if (!variantId) throw new Error(`the line ${orderLineId} is in a parcel, but not in its order`)
      const key = `${variantId} ${locationId}`
      const before = units.get(key)?.quantity ?? 0
      units.set(key, { variantId, locationId, quantity: before + quantity })
    }
  }
  return [...units.values()]
}

/** What inventory took for the order and is in no parcel yet; never more of a variant than was ordered. */
export function unsentUnits(
  orderLines: readonly (Line & { quantity: number })[],
  allocations: readonly Allocation[],
  inParcels: readonly Allocation[],
): Allocation[] {
  const open = new Map(orderLines.map(({ variantId, quantity }) => [variantId, quantity]))
  for (const { variantId, quantity } of inParcels) open.set(variantId, (open.get(variantId) ?? 0) - quantity)
  return allocations
    .map((allocation) => {
      const { variantId, locationId } = allocation
      const sent = inParcels.find((unit) => unit.variantId === variantId && unit.locationId === locationId)
      const wanted = open.get(variantId) ?? 0
      const quantity = Math.max(0, Math.min(allocation.quantity - (sent?.quantity ?? 0), wanted))
      open.set(variantId, wanted - quantity)
      return { ...allocation, quantity }
    })
    .filter(({ quantity }) => quantity > 0)
}
