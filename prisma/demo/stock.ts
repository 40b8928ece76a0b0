import { createRandom, demoId } from './random.ts'

export type DemoLocation = {
  id: string
  name: string
  city: string
  countryCode: string
  /** The lowest number is used first. */
  priority: number
}

export type DemoStockLevel = {
  id: string
  variantId: string
  locationId: string
  onHand: number
  /** At or below this number the level counts as low. */
  lowStockThreshold: number
}

export const demoLocations: readonly [DemoLocation, DemoLocation, DemoLocation] = [
  { id: demoId('location', 0), name: 'Harbour warehouse', city: 'Rotterdam', countryCode: 'NL', priority: 1 },
  { id: demoId('location', 1), name: 'Central warehouse', city: 'Leipzig', countryCode: 'DE', priority: 2 },
  { id: demoId('location', 2), name: 'Southern warehouse', city: 'Lyon', countryCode: 'FR', priority: 3 },
]

const lowStockThreshold = 5

/** The stock of a variant, one level per location. About 2 % of variants are sold out everywhere, 5 % nearly. */
export function stockOf(variant: { id: string; index: number }): DemoStockLevel[] {
  const random = createRandom('stock', variant.index)
  const draw = random.next()
  return demoLocations.map((location, place) => {
    const plenty = random.between(12, 30 * (4 - location.priority) + 20)
    const few = random.between(0, 3)
    // The warehouses further down the list do not carry everything.
    const carried = place === 0 || random.chance(0.8)
    const onHand = draw < 0.02 || !carried ? 0 : draw < 0.07 ? few : plenty
    return {
      id: demoId('stock-level', variant.index * demoLocations.length + place),
      variantId: variant.id,
      locationId: location.id,
      onHand,
      lowStockThreshold,
    }
  })
}
