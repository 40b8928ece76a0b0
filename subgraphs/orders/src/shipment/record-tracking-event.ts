import type { TrackingReport } from '../carrier/carrier.ts'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { announceParcelStatus } from '../order/order-events.ts'
import { lockOrder, updateOrder, type OrderChanges } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { settleDelivery, settleLateReturn } from './settle-delivery.ts'
import { hasArrived, isWithCarrier, reportMovesParcel } from './shipment.ts'
import {
  findOrderIdOfParcel,
  findPlannedShipments,
  insertTrackingEvent,
  updateEstimate,
  updateShipment,
  type PlannedShipment,
} from './shipment-store.ts'

/** What became of a report. A carrier sends again what is UNKNOWN_PARCEL. */
export type ReportOutcome = 'RECORDED' | 'DUPLICATE' | 'UNKNOWN_PARCEL'

/** Takes a carrier's report about a parcel. It may come twice, late, and in any order with others. */
export async function recordTrackingEvent(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  report: TrackingReport,
): Promise<ReportOutcome> {
  return transact(async (tx) => {
    const now = clock.now()
    const orderId = await findOrderIdOfParcel(tx, report.carrier, report.trackingCode)
    const order = orderId && (await lockOrder(tx, orderId))
    if (!order) return 'UNKNOWN_PARCEL'
    const parcels = await findPlannedShipments(tx, order.id)
    const parcel = parcels.find(({ trackingCode }) => trackingCode === report.trackingCode)
    if (!parcel) return 'UNKNOWN_PARCEL'
    const isNew = await insertTrackingEvent(tx, {
      shipmentId: parcel.id,
      reportId: report.reportId,
      status: report.status,
      message: report.message,
      city: report.city,
      countryCode: report.countryCode,
      latitude: report.position?.latitude ?? null,
      longitude: report.position?.longitude ?? null,
      occurredAt: report.occurredAt,
      recordedAt: now,
    })
    if (report.estimate) await updateEstimate(tx, parcel.id, report.estimate)
    if (!isNew) return 'DUPLICATE'
    await applyReport(tx, order, parcels, parcel, report, now)
    return 'RECORDED'
  })
}

async function applyReport(
  tx: Transaction,
  order: Order,
  parcels: readonly PlannedShipment[],
  parcel: PlannedShipment,
  { trackingCode, status, occurredAt }: TrackingReport,
  now: Date,
): Promise<void> {
  const moves = reportMovesParcel(parcel, { status, occurredAt })
  await updateShipment(tx, parcel.id, {
    ...(moves ? { status, statusAt: occurredAt } : {}),
    ...(moves && status === 'DELIVERED' ? { deliveredAt: occurredAt } : {}),
  })
  const seen = await updateOrder(tx, order, attentionFor(parcel, status), now)
  const current = { ...parcel, trackingCode, status: moves ? status : parcel.status }
  await announceParcelStatus(tx, seen, current)
  // Another report of what is known already, an older one, or one of a parcel on its way, of which nothing follows.
  if (!moves || status === parcel.status || !hasArrived(status)) return
  if (seen.status === 'COMPLETED' && status === 'RETURN_TO_SENDER') return settleLateReturn(tx, seen, current, now)
  await settleDelivery(
    tx,
    seen,
    parcels.map((other) => (other.id === parcel.id ? current : other)),
    now,
  )
}

/** What staff must look at: no rule of ours makes it good. */
function attentionFor(parcel: PlannedShipment, status: TrackingReport['status']): OrderChanges {
  if (parcel.status === 'CANCELLED' && isWithCarrier(status)) {
    return { attentionReason: 'The carrier has fetched a parcel of this order although it was cancelled.' }
  }
  if (status === 'FAILURE' || status === 'ERROR') {
    return { attentionReason: 'The carrier reports that a parcel could not be delivered.' }
  }
  return {}
}
