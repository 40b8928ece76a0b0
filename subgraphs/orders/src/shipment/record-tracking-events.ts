import type { TrackingReport } from '../carrier/carrier.ts'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { FETCHED, UNDELIVERED, withAttention } from '../order/attention.ts'
import { inRounds } from '../order/in-rounds.ts'
import { announceParcelStatus } from '../order/order-events.ts'
import { lockOrders, updateOrders } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { deliveryUpdate, endDeliveries, readStandings, settleLateReturn, type Arrival } from './settle-delivery.ts'
import { hasArrived, isWithCarrier, reportMovesParcel, type Shipment } from './shipment.ts'
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
type Known = { report: TrackingReport; order: Order; parcels: readonly PlannedShipment[]; parcel: Shipment }

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
    const { trackingCode } = report
    const parcel = parcels.find((one) => one.trackingCode === trackingCode)
    return order && parcel ? [{ report, order, parcels, parcel: { ...parcel, trackingCode } }] : []
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

function toTrackingEvent(parcel: Shipment, report: TrackingReport, now: Date) {
  const { reportId, status, message, city, countryCode, position, occurredAt } = report
  const place = { city, countryCode, latitude: position?.latitude ?? null, longitude: position?.longitude ?? null }
  return { shipmentId: parcel.id, reportId, status, message, ...place, occurredAt, recordedAt: now }
}

/** A report with what it changes. `current` is the parcel after it. */
type Step = Known & { current: Shipment; isMove: boolean }

async function applyReports(tx: Transaction, news: readonly Known[], now: Date): Promise<void> {
  const steps = news.map(stepOf)
  // A parcel is another with each report, since its tracking events are.
  await updateShipments(
    tx,
    steps.map(({ current: { id, status, statusAt, deliveredAt } }) => ({ id, status, statusAt, deliveredAt })),
  )
  const standings = await readStandings(tx, steps.flatMap(arrivalOf))
  const deliveries = new Map(standings.map((standing) => [standing.order.id, deliveryUpdate(standing, now)]))
  // The order only where it is another: its followers and expected versions have nothing to do with where a parcel was scanned.
  const updates = steps.flatMap((step) => {
    const { order, parcel, report, isMove } = step
    const delivery = deliveries.get(order.id)
    const reason = reasonToLook(parcel, report)
    const settled = { ...order, ...delivery?.changes }
    const changes = { ...delivery?.changes, ...(reason && withAttention(settled, reason, now)) }
    const isChanged = isMove || Object.keys(changes).length > 0
    return isChanged ? [{ order, changes, notes: delivery?.notes ?? [] }] : []
  })
  const changed = await updateOrders(tx, updates, now)
  for (const { order, current, isMove } of steps) {
    if (!isMove) continue
    const seen = changed.get(order.id) ?? order
    await announceParcelStatus(tx, seen, current)
    if (isLateReturn(order, current)) await settleLateReturn(tx, seen, current, now)
  }
  await endDeliveries(tx, standings, changed, now)
}

function stepOf(known: Known): Step {
  const { parcel, report } = known
  if (!reportMovesParcel(parcel, report)) return { ...known, current: parcel, isMove: false }
  const { status, occurredAt } = report
  const deliveredAt = status === 'DELIVERED' ? occurredAt : parcel.deliveredAt
  const current = { ...parcel, status, statusAt: occurredAt, deliveredAt }
  return { ...known, current, isMove: status !== parcel.status }
}

/** What an order is to be settled by: of a report of what is known already, or of a parcel on its way, nothing follows. */
function arrivalOf({ order, parcels, current, isMove }: Step): Arrival[] {
  if (!isMove || !hasArrived(current.status) || isLateReturn(order, current)) return []
  return [{ order, parcels: parcels.map((other) => (other.id === current.id ? current : other)) }]
}

function isLateReturn(order: Order, parcel: Shipment): boolean {
  return order.status === 'COMPLETED' && parcel.status === 'RETURN_TO_SENDER'
}

/** What staff must look at: no rule of ours makes it good. */
function reasonToLook(parcel: Shipment, { status }: TrackingReport) {
  if (parcel.status === 'CANCELLED' && isWithCarrier(status)) return FETCHED
  return status === 'FAILURE' || status === 'ERROR' ? UNDELIVERED : null
}
