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

const FINAL: ReadonlySet<ShipmentStatus> = new Set(['DELIVERED', 'RETURN_TO_SENDER', 'CANCELLED'])
const WITH_THE_SHOP: ReadonlySet<ShipmentStatus> = new Set(['UNKNOWN', 'PRE_TRANSIT', 'CANCELLED'])

/** How far along its way a parcel of a status is; decides between two reports of the same moment. */
const PROGRESS: Readonly<Record<ShipmentStatus, number>> = {
  UNKNOWN: 0,
  ERROR: 0,
  PRE_TRANSIT: 1,
  IN_TRANSIT: 2,
  FAILURE: 3,
  AVAILABLE_FOR_PICKUP: 4,
  OUT_FOR_DELIVERY: 4,
  RETURN_TO_SENDER: 5,
  CANCELLED: 5,
  DELIVERED: 6,
}

/** Whether nothing more happens to a parcel of this status. */
export function hasArrived(status: ShipmentStatus): boolean {
  return FINAL.has(status)
}

/** Whether the carrier has such a parcel in its hands or has had it: the order can no longer be cancelled. */
export function isWithCarrier(status: ShipmentStatus): boolean {
  return !WITH_THE_SHOP.has(status)
}

/**
 * Whether a report moves the parcel. Carriers report late, twice and in any order: what happened before the moment that
 * the status is of is history only, and a parcel that has arrived stays where it is.
 */
export function reportMovesParcel(
  parcel: Pick<Shipment, 'status' | 'statusAt'>,
  report: { status: ShipmentStatus; occurredAt: Date },
): boolean {
  if (hasArrived(parcel.status) || report.status === parcel.status) return false
  if (!parcel.statusAt || report.occurredAt > parcel.statusAt) return true
  // Arriving is believed whatever the clocks say: nothing can come after it.
  if (hasArrived(report.status)) return true
  return report.occurredAt.getTime() === parcel.statusAt.getTime() && PROGRESS[report.status] > PROGRESS[parcel.status]
}
