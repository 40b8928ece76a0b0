import type { PostalAddress } from '../order/order.ts'
import type { ShipmentStatus } from '../shipment/shipment.ts'

/** A parcel that the shop wants to be fetched. */
export type ParcelAnnouncement = {
  /** The shop's own name for it. Announced again under the same name it is the same parcel. */
  reference: string
  locationId: string
  to: PostalAddress
}

/** What the carrier answers. */
export type AnnouncedParcel = { trackingCode: string; estimatedDeliveryAt: Date }

/**
 * A house that brings parcels. What it reports afterwards comes in through `recordTrackingEvent`, as a webhook would
 * call it. Both calls may be repeated, and may fail: then they are tried again.
 */
export type Carrier = {
  name: string
  announce(parcel: ParcelAnnouncement): Promise<AnnouncedParcel>
  /** Takes an announcement back. Nothing happens when the carrier has the parcel already, or never heard of it. */
  withdraw(reference: string): Promise<void>
}

/** A carrier's report about a parcel. Reports come twice, late, and in any order. */
export type TrackingReport = {
  carrier: string
  trackingCode: string
  /** The carrier's own name of the report, by which a repeated one is known. */
  reportId: string
  status: ShipmentStatus
  message: string
  city: string | null
  countryCode: string | null
  /** Where, in degrees (WGS 84), by carriers that say it. */
  position?: { latitude: number; longitude: number } | null
  occurredAt: Date
}
