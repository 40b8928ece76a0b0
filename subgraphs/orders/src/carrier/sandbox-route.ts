import type { TrackingReport } from './carrier.ts'

/** A parcel's way through the sandbox carrier's network. `step` counts the reports that were sent. */
export type SandboxParcel = {
  trackingCode: string
  city: string
  countryCode: string
  undeliverable: boolean
  step: number
}

type Scan = Pick<TrackingReport, 'status' | 'message' | 'city' | 'countryCode' | 'position'>

/** Where the sandbox carrier brings nothing: the parcel comes back. */
export const UNDELIVERABLE_POSTAL_CODE = '00000'

const ORIGIN = { city: 'Utrecht', countryCode: 'NL', position: { latitude: 52.0907, longitude: 5.1214 } }

// Where a carrier sorts parcels for a country; others are sorted once, where they come from.
const HUBS: Readonly<Record<string, { city: string; position: { latitude: number; longitude: number } }>> = {
  AT: { city: 'Linz', position: { latitude: 48.3069, longitude: 14.2858 } },
  BE: { city: 'Liège', position: { latitude: 50.6326, longitude: 5.5797 } },
  CH: { city: 'Härkingen', position: { latitude: 47.3087, longitude: 7.8186 } },
  DE: { city: 'Köln', position: { latitude: 50.9375, longitude: 6.9603 } },
  DK: { city: 'Taulov', position: { latitude: 55.5466, longitude: 9.6175 } },
  ES: { city: 'Zaragoza', position: { latitude: 41.6488, longitude: -0.8891 } },
  FI: { city: 'Vantaa', position: { latitude: 60.2934, longitude: 25.0378 } },
  FR: { city: 'Lyon', position: { latitude: 45.764, longitude: 4.8357 } },
  GB: { city: 'Coventry', position: { latitude: 52.4068, longitude: -1.5197 } },
  IE: { city: 'Portlaoise', position: { latitude: 53.0346, longitude: -7.3014 } },
  IT: { city: 'Piacenza', position: { latitude: 45.0526, longitude: 9.693 } },
  LU: { city: 'Contern', position: { latitude: 49.5861, longitude: 6.2258 } },
  NL: { city: 'Zwolle', position: { latitude: 52.5168, longitude: 6.083 } },
  NO: { city: 'Oslo', position: { latitude: 59.9139, longitude: 10.7522 } },
  PL: { city: 'Łódź', position: { latitude: 51.7592, longitude: 19.456 } },
  PT: { city: 'Coimbra', position: { latitude: 40.2033, longitude: -8.4103 } },
  SE: { city: 'Jönköping', position: { latitude: 57.7826, longitude: 14.1618 } },
  US: { city: 'Memphis', position: { latitude: 35.1495, longitude: -90.049 } },
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
  if (hub) scans.push({ status: 'IN_TRANSIT', message: 'The parcel was sorted.', ...hub, countryCode })
  scans.push({ status: 'OUT_FOR_DELIVERY', message: 'The parcel is with the courier.', ...there })
  scans.push(
    undeliverable
      ? { status: 'RETURN_TO_SENDER', message: 'There is no such address; the parcel goes back.', ...there }
      : { status: 'DELIVERED', message: 'The parcel was delivered.', ...there },
  )
  return scans
}
