import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { continueEdit } from '../edit/settle-edit.ts'
import { NOT_TAKEN_BACK, withAttention } from '../order/attention.ts'
import { announceParcel, announceParcelStatus } from '../order/order-events.ts'
import { lockOrder, updateOrder } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { captureOf } from './capture-of.ts'
import { finishCarrierTask, type CarrierTask } from './carrier-task-store.ts'
import { planShipments } from './plan-shipments.ts'
import { settleDelivery } from './settle-delivery.ts'
import { isWithCarrier, reportMovesParcel } from './shipment.ts'
import { findPlannedShipments, findTrackingEvents, updateShipment, type PlannedShipment } from './shipment-store.ts'

/** The carrier has said whether a parcel that was taken back is back, or was fetched before: then it counts as sent again. */
export async function settleWithdrawal(
  tx: Transaction,
  needed: Pick<Services, 'carrier'>,
  task: CarrierTask,
  isBack: boolean,
  now: Date,
): Promise<void> {
  const locked = await lockOrder(tx, task.orderId)
  // Somebody else has done it meanwhile.
  if (!(await finishCarrierTask(tx, task)) || !locked) return
  // What of a cancelled order is on its way comes back, or staff hear of it by the carrier's reports.
  if (locked.status === 'CANCELLED') return
  const parcel = (await findPlannedShipments(tx, locked.id)).find(({ id }) => id === task.shipmentId)
  const order = parcel && !isBack ? await countAsSent(tx, locked, parcel, now) : locked
  if (order.pendingEditId) return continueEdit(tx, needed, order, isBack, now)
  await planShipments(tx, needed, [order], now)
  await settleDelivery(tx, order, await findPlannedShipments(tx, order.id), now)
}

/**
 * The parcel is where the carrier's reports say, which were only kept while it was taken for cancelled; on its way at least. One
 * that was taken back while it was announced nobody has heard of: it is told of now, with what is to be paid for it.
 */
async function countAsSent(tx: Transaction, order: Order, parcel: PlannedShipment, now: Date): Promise<Order> {
  const { id, trackingCode } = parcel
  // Otherwise delivered already, by a report.
  const isCancelled = parcel.status === 'CANCELLED'
  const isUnheardOf = parcel.announcedAt === null
  if (trackingCode === null || !(isCancelled || isUnheardOf)) return order
  const { status, statusAt } = isCancelled ? await standingOf(tx, id) : parcel
  await updateShipment(tx, id, { status, statusAt, announcedAt: parcel.announcedAt ?? now })
  const changed = await updateOrder(tx, order, isCancelled ? withAttention(order, NOT_TAKEN_BACK, now) : {}, now)
  const sent = { ...parcel, trackingCode, status }
  if (isUnheardOf) await announceParcel(tx, changed, sent, await captureOf(tx, changed, id))
  if (isCancelled) await announceParcelStatus(tx, changed, sent)
  return changed
}

async function standingOf(tx: Transaction, shipmentId: string): Promise<Pick<PlannedShipment, 'status' | 'statusAt'>> {
  let seen: Pick<PlannedShipment, 'status' | 'statusAt'> = { status: 'PRE_TRANSIT', statusAt: null }
  for (const { status, occurredAt } of await findTrackingEvents(tx, { shipmentId: { in: [shipmentId] } })) {
    if (reportMovesParcel(seen, { status, occurredAt })) seen = { status, statusAt: occurredAt }
  }
  return isWithCarrier(seen.status) ? seen : { ...seen, status: 'IN_TRANSIT' }
}
