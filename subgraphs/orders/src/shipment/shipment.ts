export type ShipmentStatus =
  | 'UNKNOWN'
  | 'PRE_TRANSIT'
  | 'IN_TRANSIT'
  | 'OUT_FOR_DELIVERY'
  | 'DELIVERED'
  | 'AVAILABLE_FOR_PICKUP'
  | 'RETURN_TO_SENDER'
  | 'FAILURE'
  | 'CANCELLED'
  | 'ERROR'

/** A parcel that the carrier knows. `version` counts what the carrier reported of it. */
export type Shipment = {
  id: string
  orderId: string
  locationId: string
  status: ShipmentStatus
  statusAt: Date | null
  version: number
  carrier: string
  trackingCode: string
  estimatedDeliveryAt: Date | null
  deliveredAt: Date | null
  createdAt: Date
  /** When the others were told that it leaves. */
  announcedAt: Date | null
}

export type ShipmentLine = { shipmentId: string; orderLineId: string; quantity: number }

export type TrackingEvent = {
  id: string
  shipmentId: string
  status: ShipmentStatus
  message: string
  city: string | null
  countryCode: string | null
  latitude: number | null
  longitude: number | null
  occurredAt: Date
}

/**
 * Which end is believed when several are reported. A parcel that we withdrew may be delivered all the same; and one that goes back is
 * delivered, too, but to us.
 */
const FINALITY: Readonly<Partial<Record<ShipmentStatus, number>>> = { CANCELLED: 1, DELIVERED: 2, RETURN_TO_SENDER: 3 }
const WITH_THE_SHOP: ReadonlySet<ShipmentStatus> = new Set(['UNKNOWN', 'PRE_TRANSIT', 'CANCELLED'])

/** How far along its way a parcel of a status is; decides between two reports of the same moment. */
const PROGRESS: Readonly<Record<ShipmentStatus, number>> = {
  UNKNOWN: 0,
  ERROR: 1,
  PRE_TRANSIT: 2,
  IN_TRANSIT: 3,
  FAILURE: 4,
  AVAILABLE_FOR_PICKUP: 5,
  OUT_FOR_DELIVERY: 6,
  CANCELLED: 7,
  DELIVERED: 8,
  RETURN_TO_SENDER: 9,
}

/** Whether nothing more happens to a parcel of this status. */
export function hasArrived(status: ShipmentStatus): boolean {
  return FINALITY[status] !== undefined
}

/** Whether the carrier has such a parcel in its hands or has had it: the order can no longer be cancelled. */
export function isWithCarrier(status: ShipmentStatus): boolean {
  return !WITH_THE_SHOP.has(status)
}

/**
 * Whether a report moves the parcel. Carriers report late, twice and in any order; whatever the order, the parcel ends where the
 * greatest of its reports says: an end is greater than what is under way, whatever the clocks say, and a later report greater than an
 * earlier one.
 */
export function reportMovesParcel(
  parcel: Pick<Shipment, 'status' | 'statusAt'>,
  report: { status: ShipmentStatus; occurredAt: Date },
): boolean {
  const finality = (FINALITY[report.status] ?? 0) - (FINALITY[parcel.status] ?? 0)
  if (finality !== 0) return finality > 0
  if (!parcel.statusAt) return true
  const lateness = report.occurredAt.getTime() - parcel.statusAt.getTime()
  return lateness === 0 ? PROGRESS[report.status] > PROGRESS[parcel.status] : lateness > 0
}
