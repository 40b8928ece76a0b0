import type { TaxRate } from '../quote/tax.ts'
import type { ShippingMethod } from './shipping-method.ts'

/** Where something is sent, as far as taxes and delivery depend on it. */
export type Destination = { countryCode: string; region: string | null; postalCode: string | null }

/** A part of the world. What is null is everywhere: without a country it is the whole world. */
export type ZoneArea = { countryCode: string | null; region: string | null; postalPrefix: string | null }

/** A part of the world with taxes and ways of delivery of its own. */
export type Zone = {
  id: string
  name: string
  /** Whether the catalogue's prices have the zone's taxes in them; otherwise they are added. */
  pricesIncludeTax: boolean
  areas: ZoneArea[]
  taxRates: TaxRate[]
  shippingMethods: ShippingMethod[]
  createdAt: Date
}

/** The zone that a destination is in: the one whose area says most about it; of equals the oldest. Null when none is. */
export function zoneOf(zones: readonly Zone[], destination: Destination): Zone | null {
  let best: Zone | null = null
  let most = -1
  for (const zone of zones.toSorted(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  )) {
    for (const area of zone.areas) {
      const precision = precisionOf(area, destination)
      if (precision === null || precision <= most) continue
      best = zone
      most = precision
    }
  }
  return best
}

/** How much an area says about a destination in it: a postal code more than a region, a region more than a country. Null: not in it. */
function precisionOf(area: ZoneArea, { countryCode, region, postalCode }: Destination): number | null {
  if (area.countryCode === null) return 0
  if (area.countryCode !== countryCode) return null
  if (area.region !== null && plain(area.region) !== plain(region ?? '')) return null
  const prefix = plain(area.postalPrefix ?? '')
  if (!plain(postalCode ?? '').startsWith(prefix)) return null
  return 1 + (area.region === null ? 0 : 1) + prefix.length * 2
}

/** Regions and postal codes are compared without regard to case, spaces and hyphens. */
function plain(text: string): string {
  return text.toUpperCase().replaceAll(/[\s-]/g, '')
}
