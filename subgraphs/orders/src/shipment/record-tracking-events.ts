import type { TrackingReport } from '../carrier/carrier.ts'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { inRounds } from '../order/in-rounds.ts'
import { announceParcelStatus } from '../order/order-events.ts'
import { lockOrders, updateOrders, type OrderChanges } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { settleDeliveries, settleLateReturn } from './settle-delivery.ts'
import { hasArrived, isWithCarrier, reportMovesParcel } from './shipment.ts'
import {
  findOrderIdsOfParcels,
  findPlannedShipmentsOf,
  insertTrackingEvents,
  updateEstimate,
  updateShipments,
  type PlannedShipment,
} from './shipment-store.ts'

/** What became of a report. A carrier sends again what is UNKNOWN_PARCEL. */
export type ReportOutcome = 'RECORDED' | 'DUPLICATE' | 'UNKNOWN_PARCEL'

/**
 * Takes carriers' reports about parcels, all of them or none, and answers for each what became of it. They may come twice, late, and
 * in any order. Reports about different orders are taken in together, with as many statements as one.
 */
export async function recordTrackingEvents(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  reports: readonly TrackingReport[],
): Promise<ReportOutcome[]> {
  return transact(async (tx) => {
    const orderIds = await findOrderIdsOfParcels(tx, reports)
    const about = reports.flatMap((report, index) => {
      const orderId = orderIds[index]
      return orderId ? [{ report, orderId, index }] : []
    })
    const outcomes = reports.map((): ReportOutcome => 'UNKNOWN_PARCEL')
    for (const round of inRounds(about, ({ orderId }) => orderId)) {
      const recorded = await recordRound(tx, round, clock.now())
      for (const { report, index } of round) outcomes[index] = recorded.get(report) ?? 'UNKNOWN_PARCEL'
    }
    return outcomes
  })
}

/** A report with what it is about: a parcel of a locked order, and all parcels of that order. */
type Known = { report: TrackingReport; order: Order; parcels: readonly PlannedShipment[]; parcel: PlannedShipment }

/** Of each order one report. */
async function recordRound(
  tx: Transaction,
  round: readonly { report: TrackingReport; orderId: string }[],
  now: Date,
): Promise<Map<TrackingReport, ReportOutcome>> {
  const ids = round.map(({ orderId }) => orderId)
  const orders = new Map((await lockOrders(tx, ids)).map((order) => [order.id, order]))
  const parcelsOf = Map.groupBy(await findPlannedShipmentsOf(tx, ids), ({ orderId }) => orderId)
  const known = round.flatMap(({ report, orderId }): Known[] => {
    const order = orders.get(orderId)
    const parcels = parcelsOf.get(orderId) ?? []
    const parcel = parcels.find(({ trackingCode }) => trackingCode === report.trackingCode)
    return order && parcel ? [{ report, order, parcels, parcel }] : []
  })
  const events = known.map(({ parcel, report }) => toTrackingEvent(parcel, report, now))
  const isNew = await insertTrackingEvents(tx, events)
  for (const { parcel, report } of known) {
    if (report.estimate) await updateEstimate(tx, parcel.id, report.estimate)
  }
  const news = known.filter(({ parcel }) => isNew.has(parcel.id))
  if (news.length > 0) await applyReports(tx, news, now)
  return new Map(known.map(({ report, parcel }) => [report, isNew.has(parcel.id) ? 'RECORDED' : 'DUPLICATE']))
}

function toTrackingEvent(parcel: PlannedShipment, report: TrackingReport, now: Date) {
  const { reportId, status, message, city, countryCode, position, occurredAt } = report
  const place = { city, countryCode, latitude: position?.latitude ?? null, longitude: position?.longitude ?? null }
  return { shipmentId: parcel.id, reportId, status, message, ...place, occurredAt, recordedAt: now }
}

async function applyReports(tx: Transaction, news: readonly Known[], now: Date): Promise<void> {
  const steps = news.map((known) => ({ ...known, moves: reportMovesParcel(known.parcel, known.report) }))
  await updateShipments(
    tx,
    steps.map(({ parcel, report: { status, occurredAt }, moves }) => ({
      id: parcel.id,
      ...(moves ? { status, statusAt: occurredAt } : {}),
      ...(moves && status === 'DELIVERED' ? { deliveredAt: occurredAt } : {}),
    })),
  )
  const updates = steps.map(({ order, parcel, report }) => ({
    order,
    changes: attentionFor(parcel, report),
    notes: [],
  }))
  const changed = await updateOrders(tx, updates, now)
  const arrived: { order: Order; parcels: PlannedShipment[] }[] = []
  for (const { order, parcel, parcels, report, moves } of steps) {
    const seen = changed.get(order.id) ?? order
    const { trackingCode } = report
    const current = { ...parcel, trackingCode, status: moves ? report.status : parcel.status }
    await announceParcelStatus(tx, seen, current)
    // Another report of what is known already, an older one, or one of a parcel on its way, of which nothing follows.
    if (!moves || report.status === parcel.status || !hasArrived(report.status)) continue
    if (seen.status === 'COMPLETED' && report.status === 'RETURN_TO_SENDER') {
      await settleLateReturn(tx, seen, current, now)
    } else {
      arrived.push({ order: seen, parcels: parcels.map((other) => (other.id === parcel.id ? current : other)) })
    }
  }
  await settleDeliveries(tx, arrived, now)
}

/** What staff must look at: no rule of ours makes it good. */
function attentionFor(parcel: PlannedShipment, { status }: TrackingReport): OrderChanges {
  if (parcel.status === 'CANCELLED' && isWithCarrier(status)) {
    return { attentionReason: 'The carrier has fetched a parcel of this order although it was cancelled.' }
  }
  if (status === 'FAILURE' || status === 'ERROR') {
    return { attentionReason: 'The carrier reports that a parcel could not be delivered.' }
  }
  return {}
}
