import type { TrackingReport } from './carrier.ts'

/** A parcel's way through the sandbox carrier's network. `step` counts the reports that were sent. */
export type SandboxParcel = {
  trackingCode: string
  city: string
  countryCode: string
  undeliverable: boolean
  step: number
}

type Scan = Pick<TrackingReport, 'status' | 'message' | 'city' | 'countryCode'>

/** Where the sandbox carrier brings nothing: the parcel comes back. */
export const UNDELIVERABLE_POSTAL_CODE = '00000'

const ORIGIN = { city: 'Utrecht', countryCode: 'NL' }

// Where a carrier sorts parcels for a country; others are sorted once, where they come from.
const HUBS: Readonly<Record<string, string>> = {
  AT: 'Linz',
  BE: 'Liège',
  CH: 'Härkingen',
  DE: 'Köln',
  DK: 'Taulov',
  ES: 'Zaragoza',
  FI: 'Vantaa',
  FR: 'Lyon',
  GB: 'Coventry',
  IE: 'Portlaoise',
  IT: 'Piacenza',
  LU: 'Contern',
  NL: 'Zwolle',
  NO: 'Oslo',
  PL: 'Łódź',
  PT: 'Coimbra',
  SE: 'Jönköping',
  US: 'Memphis',
}

/** Every scan of a parcel, from its announcement to its end. */
export function routeOf(parcel: Omit<SandboxParcel, 'step'>): Scan[] {
  const { city, countryCode, undeliverable } = parcel
  const hub = HUBS[countryCode]
  const there = { city, countryCode }
  const scans: Scan[] = [
    { status: 'PRE_TRANSIT', message: 'The parcel was announced to us.', city: null, countryCode: null },
    { status: 'IN_TRANSIT', message: 'We have fetched the parcel.', ...ORIGIN },
  ]
  if (hub) scans.push({ status: 'IN_TRANSIT', message: 'The parcel was sorted.', city: hub, countryCode })
  scans.push({ status: 'OUT_FOR_DELIVERY', message: 'The parcel is with the courier.', ...there })
  scans.push(
    undeliverable
      ? { status: 'RETURN_TO_SENDER', message: 'There is no such address; the parcel goes back.', ...there }
      : { status: 'DELIVERED', message: 'The parcel was delivered.', ...there },
  )
  return scans
}
