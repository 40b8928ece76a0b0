import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { continueEdit } from '../edit/settle-edit.ts'
import { announceParcelStatus } from '../order/order-events.ts'
import { lockOrder, updateOrder } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
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

/** The parcel is where the carrier's reports say, which were only kept while it was taken for cancelled; on its way at least. */
async function countAsSent(tx: Transaction, order: Order, parcel: PlannedShipment, now: Date): Promise<Order> {
  // Delivered already, by a report.
  if (parcel.status !== 'CANCELLED' || parcel.trackingCode === null) return order
  let seen: Pick<PlannedShipment, 'status' | 'statusAt'> = { status: 'PRE_TRANSIT', statusAt: null }
  for (const { status, occurredAt } of await findTrackingEvents(tx, { shipmentId: { in: [parcel.id] } })) {
    if (reportMovesParcel(seen, { status, occurredAt })) seen = { status, statusAt: occurredAt }
  }
  const status = isWithCarrier(seen.status) ? seen.status : 'IN_TRANSIT'
  await updateShipment(tx, parcel.id, { status, statusAt: seen.statusAt })
  const attentionReason = 'A parcel could not be taken back: the carrier has it.'
  const changed = await updateOrder(tx, order, { attentionReason }, now)
  await announceParcelStatus(tx, changed, { ...parcel, trackingCode: parcel.trackingCode, status })
  return changed
}
