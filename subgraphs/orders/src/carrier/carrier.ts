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

/** A parcel that somebody has brought to a carrier, under the carrier's number. */
export type HandedOverParcel = ParcelAnnouncement & { carrier: string; trackingCode: string }

/**
 * A house that brings parcels. What it reports afterwards comes in through `recordTrackingEvents`, as a webhook would
 * call it. All calls may be repeated, and may fail: then they are tried again.
 */
export type Carrier = {
  name: string
  /** Null when it fetches nothing: somebody brings the parcel to a carrier (handOverShipment). */
  announce(parcel: ParcelAnnouncement): Promise<AnnouncedParcel | null>
  /**
   * Takes a parcel back. True: no house has it or will fetch it, ever. False: it has been fetched or brought to one, and goes its way;
   * nothing was changed. The same again when it is repeated. `trackingCode` is null when nobody wrote one down.
   */
  withdraw(parcel: { reference: string; trackingCode: string | null }): Promise<boolean>
  /** Asks to be told about a parcel that was handed over. `carrier` is the name under which it is reported. */
  track(parcel: HandedOverParcel): Promise<{ carrier: string; estimatedDeliveryAt: Date | null }>
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
  /** When it is to be delivered, as the carrier thought at a moment; an older estimate changes nothing. */
  estimate?: { deliveryAt: Date; madeAt: Date } | null
}
