import { newId } from '@shop/subgraph/new-id'
import type { Transaction } from '../database.ts'
import { cancelLockedOrder } from '../order/cancel-order.ts'
import { fulfillmentCanBecome, fulfillmentOf } from '../order/fulfillment-status.ts'
import { announceDelivered } from '../order/order-events.ts'
import { findOrderLines, updateOrder } from '../order/order-store.ts'
import { canBecome, type Order, type OrderLine } from '../order/order.ts'
import { refundTotalOf } from '../return/return.ts'
import { countReturnedUnits, insertReturn } from '../return/return-store.ts'
import { readParcels, type FilledParcel } from './read-parcel-contents.ts'
import { hasArrived } from './shipment.ts'
import type { PlannedShipment } from './shipment-store.ts'

/**
 * Draws from where its parcels stand what follows for a locked order: how far it is delivered, and whether it is complete, which it
 * is when every unit has arrived somewhere.
 */
export async function settleDelivery(
  tx: Transaction,
  order: Order,
  planned: readonly PlannedShipment[],
  now: Date,
): Promise<void> {
  const parcels = await readParcels(tx, order.id, planned)
  const lines = await findOrderLines(tx, order.id)
  const ordered = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const units = parcels.map((parcel) => ({
    status: parcel.status,
    quantity: parcel.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  }))
  const fulfillment = fulfillmentOf(units, ordered)
  const sent = units.reduce((sum, { quantity }) => sum + quantity, 0)
  const isOver = sent >= ordered && order.pendingEditId === null && parcels.every(({ status }) => hasArrived(status))
  if (isOver && fulfillment === 'RETURNED') {
    await cancelLockedOrder(tx, order, 'UNDELIVERABLE', now)
    return
  }
  const fulfillmentStatus = fulfillmentCanBecome(order.fulfillmentStatus, fulfillment)
    ? fulfillment
    : order.fulfillmentStatus
  if (!isOver) {
    if (fulfillmentStatus !== order.fulfillmentStatus) await updateOrder(tx, order, { fulfillmentStatus }, now)
    return
  }
  if (!canBecome(order.status, 'COMPLETED')) return
  const completion = { status: 'COMPLETED', completedAt: now, fulfillmentStatus, attentionReason: null } as const
  const note = { kind: 'COMPLETED', message: 'Every parcel has arrived.' } as const
  const completed = await updateOrder(tx, order, completion, now, note)
  const lost = parcels.filter(({ status }) => status === 'RETURN_TO_SENDER')
  if (lost.length > 0) await awaitReturn(tx, completed, lines, lost, now)
  await announceDelivered(tx, completed)
}

/**
 * A parcel of a completed order comes back after all: what is in it is refunded when staff have received it. When the customer sends
 * something back already, nobody but a person knows whether it is the same.
 */
export async function settleLateReturn(
  tx: Transaction,
  order: Order,
  parcel: PlannedShipment,
  now: Date,
): Promise<void> {
  if ((await countReturnedUnits(tx, order.id)).size > 0) {
    const attentionReason = 'A delivered parcel comes back, and a return was asked for: they may be the same.'
    await updateOrder(tx, order, { attentionReason }, now)
    return
  }
  const [filled] = await readParcels(tx, order.id, [parcel])
  if (filled) await awaitReturn(tx, order, await findOrderLines(tx, order.id), [filled], now)
}

/** Some parcels were delivered, these come back: what is in them is refunded when staff have received it. */
async function awaitReturn(
  tx: Transaction,
  order: Order,
  lines: readonly OrderLine[],
  parcels: readonly FilledParcel[],
  now: Date,
): Promise<void> {
  const units = new Map<string, number>()
  for (const { orderLineId, quantity } of parcels.flatMap((parcel) => parcel.lines)) {
    units.set(orderLineId, (units.get(orderLineId) ?? 0) + quantity)
  }
  const return_ = {
    id: newId(),
    orderId: order.id,
    status: 'APPROVED',
    reason: 'The parcel could not be delivered and comes back.',
    refundTotal: refundTotalOf(lines, units, new Map()),
    currencyCode: order.currencyCode,
    rejection: null,
    requestedAt: now,
    decidedAt: now,
    receivedAt: null,
  } as const
  await insertReturn(tx, return_, units)
}
