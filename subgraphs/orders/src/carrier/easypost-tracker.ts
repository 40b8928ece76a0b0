import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ShipmentStatus } from '../shipment/shipment.ts'
import type { TrackingReport } from './carrier.ts'

const text = z.string().nullish()

/** The part of EasyPost's Tracker that we read: https://docs.easypost.com/docs/trackers. */
export const EasyPostTracker = z.object({
  id: z.string(),
  tracking_code: z.string(),
  carrier: text,
  est_delivery_date: z.coerce.date().nullish().catch(null),
  updated_at: z.coerce.date().nullish().catch(null),
  tracking_details: z
    .array(
      z.object({
        status: text,
        status_detail: text,
        message: text,
        datetime: z.coerce.date(),
        tracking_location: z.object({ city: text, country: text }).nullish(),
      }),
    )
    .max(1_000)
    .catch([]),
})
export type EasyPostTracker = z.infer<typeof EasyPostTracker>

/** The part of EasyPost's Event that we read. `result` is a tracker when `description` begins with "tracker.". */
export const EasyPostEvent = z.object({ id: z.string().max(100), description: z.string(), result: z.unknown() })
export type EasyPostEvent = z.infer<typeof EasyPostEvent>

const STATUSES: Readonly<Record<string, ShipmentStatus>> = {
  unknown: 'UNKNOWN',
  pre_transit: 'PRE_TRANSIT',
  in_transit: 'IN_TRANSIT',
  out_for_delivery: 'OUT_FOR_DELIVERY',
  delivered: 'DELIVERED',
  available_for_pickup: 'AVAILABLE_FOR_PICKUP',
  return_to_sender: 'RETURN_TO_SENDER',
  failure: 'FAILURE',
  cancelled: 'CANCELLED',
  error: 'ERROR',
}

/** What a tracker says has happened to its parcel. EasyPost sends all of it each time, so most of it is known already. */
export function toReports(tracker: EasyPostTracker): TrackingReport[] {
  const estimate =
    tracker.est_delivery_date && tracker.updated_at
      ? { deliveryAt: tracker.est_delivery_date, madeAt: tracker.updated_at }
      : null
  return tracker.tracking_details.map((detail) => ({
    carrier: tracker.carrier ?? '',
    trackingCode: tracker.tracking_code,
    reportId: nameOf(detail),
    status: STATUSES[detail.status ?? ''] ?? 'UNKNOWN',
    message: (detail.message ?? '').slice(0, 500),
    city: detail.tracking_location?.city?.slice(0, 100) || null,
    countryCode: countryOf(detail.tracking_location?.country),
    occurredAt: detail.datetime,
    estimate,
  }))
}

/** Details have no id: what they say is their name. */
function nameOf({
  datetime,
  status,
  status_detail,
  message,
  tracking_location,
}: EasyPostTracker['tracking_details'][number]) {
  const said = [datetime.toISOString(), status, status_detail, message, tracking_location?.city]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

function countryOf(country: string | null | undefined): string | null {
  return country && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : null
}
