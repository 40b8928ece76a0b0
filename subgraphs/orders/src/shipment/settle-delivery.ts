import { newId } from '@shop/subgraph/new-id'
import type { Transaction } from '../database.ts'
import { cancelLockedOrder } from '../order/cancel-order.ts'
import { fulfillmentCanBecome, fulfillmentOf } from '../order/fulfillment-status.ts'
import { announceDelivered } from '../order/order-events.ts'
import { findOrderLines, updateOrder } from '../order/order-store.ts'
import { canBecome, type Order } from '../order/order.ts'
import { refundTotalOf } from '../return/return.ts'
import { insertReturn } from '../return/return-store.ts'
import { hasArrived } from './shipment.ts'
import { findShipmentLines, type PlannedShipment } from './shipment-store.ts'

/** Draws from where its parcels stand what follows for a locked order. */
export async function settleDelivery(
  tx: Transaction,
  order: Order,
  parcels: readonly PlannedShipment[],
  now: Date,
): Promise<void> {
  const fulfillment = fulfillmentOf(parcels.map(({ status }) => status))
  const isOver = parcels.every(({ status }) => hasArrived(status))
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
  const completed = await updateOrder(tx, order, completion, now)
  const lost = parcels.filter(({ status }) => status === 'RETURN_TO_SENDER')
  if (lost.length > 0) await awaitReturn(tx, completed, lost, now)
  await announceDelivered(tx, completed)
}

/** Some parcels were delivered, these come back: what is in them is refunded when staff have received it. */
async function awaitReturn(
  tx: Transaction,
  order: Order,
  parcels: readonly PlannedShipment[],
  now: Date,
): Promise<void> {
  const contents = await findShipmentLines(tx, { shipmentId: { in: parcels.map(({ id }) => id) } })
  const units = new Map<string, number>()
  for (const { orderLineId, quantity } of contents) units.set(orderLineId, (units.get(orderLineId) ?? 0) + quantity)
  const lines = await findOrderLines(tx, order.id)
  const return_ = {
    id: newId(),
    orderId: order.id,
    status: 'REQUESTED',
    reason: 'The parcel could not be delivered and comes back.',
    refundTotal: refundTotalOf(lines, units, new Map()),
    currencyCode: order.currencyCode,
    requestedAt: now,
    receivedAt: null,
  } as const
  await insertReturn(tx, return_, units)
}
