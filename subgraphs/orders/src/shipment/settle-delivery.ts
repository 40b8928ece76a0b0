import { newId } from '@shop/subgraph/new-id'
import type { Transaction } from '../database.ts'
import { COMES_BACK, SETTLED_BY_COMPLETION, withAttention, withoutAttention } from '../order/attention.ts'
import { cancelLockedOrder } from '../order/cancel-order.ts'
import { fulfillmentCanBecome, fulfillmentOf, type FulfillmentStatus } from '../order/fulfillment-status.ts'
import { announceDelivered } from '../order/order-events.ts'
import { findOrderLines, findOrderLinesOf, updateOrder, updateOrders, type OrderUpdate } from '../order/order-store.ts'
import { canBecome, type Order, type OrderLine } from '../order/order.ts'
import { refundTotalOf } from '../return/return.ts'
import { countReturnedUnits, insertReturn } from '../return/return-store.ts'
import { fillParcels, type FilledParcel } from './read-parcel-contents.ts'
import { hasArrived } from './shipment.ts'
import type { PlannedShipment } from './shipment-store.ts'

/** A locked order with all its parcels, as they stand. */
export type Arrival = { order: Order; parcels: readonly PlannedShipment[] }

/**
 * Draws from where its parcels stand what follows for a locked order: how far it is delivered, and whether it is complete, which it
 * is when every unit has arrived somewhere.
 */
export async function settleDelivery(
  tx: Transaction,
  order: Order,
  parcels: readonly PlannedShipment[],
  now: Date,
): Promise<void> {
  const standings = await readStandings(tx, [{ order, parcels }])
  const changed = await updateOrders(
    tx,
    standings.flatMap((standing) => deliveryUpdate(standing, now) ?? []),
    now,
  )
  await endDeliveries(tx, standings, changed, now)
}

/** How far these orders are delivered, each once. */
export async function readStandings(tx: Transaction, arrivals: readonly Arrival[]): Promise<Standing[]> {
  if (arrivals.length === 0) return []
  const all = arrivals.flatMap(({ parcels }) => parcels)
  const ids = arrivals.map(({ order }) => order.id)
  const parcelsOf = Map.groupBy(await fillParcels(tx, all), ({ orderId }) => orderId)
  const linesOf = Map.groupBy(await findOrderLinesOf(tx, ids), ({ orderId }) => orderId)
  return arrivals.map(({ order }) => standingOf(order, parcelsOf.get(order.id) ?? [], linesOf.get(order.id) ?? []))
}

/** What follows where every unit has arrived. `changed` are the orders as deliveryUpdate has left them, by their ids. */
export async function endDeliveries(
  tx: Transaction,
  standings: readonly Standing[],
  changed: ReadonlyMap<string, Order>,
  now: Date,
): Promise<void> {
  for (const { order, isOver, fulfillment, parcels, lines } of standings) {
    const next = changed.get(order.id)
    if (isOver && fulfillment === 'RETURNED') await cancelLockedOrder(tx, next ?? order, 'UNDELIVERABLE', now)
    if (next?.status !== 'COMPLETED' || order.status === 'COMPLETED') continue
    const lost = parcels.filter(({ status }) => status === 'RETURN_TO_SENDER')
    if (lost.length > 0) await awaitReturn(tx, next, lines, lost, now)
    await announceDelivered(tx, next)
  }
}

/** How far an order is delivered; `isOver` when every unit of it has arrived somewhere. */
export type Standing = {
  order: Order
  parcels: readonly FilledParcel[]
  lines: readonly OrderLine[]
  fulfillment: FulfillmentStatus
  isOver: boolean
}

function standingOf(order: Order, parcels: readonly FilledParcel[], lines: readonly OrderLine[]): Standing {
  const ordered = sumOf(lines)
  const units = parcels.map((parcel) => ({ status: parcel.status, quantity: sumOf(parcel.lines) }))
  const isOver =
    sumOf(units) >= ordered && order.pendingEditId === null && parcels.every(({ status }) => hasArrived(status))
  return { order, parcels, lines, fulfillment: fulfillmentOf(units, ordered), isOver }
}

function sumOf(units: readonly { quantity: number }[]): number {
  return units.reduce((sum, { quantity }) => sum + quantity, 0)
}

/** What of the order that changes; null when nothing does, or it is cancelled. */
export function deliveryUpdate({ order, fulfillment, isOver }: Standing, now: Date): OrderUpdate | null {
  if (isOver && fulfillment === 'RETURNED') return null
  const fulfillmentStatus = fulfillmentCanBecome(order.fulfillmentStatus, fulfillment)
    ? fulfillment
    : order.fulfillmentStatus
  if (!isOver) {
    return fulfillmentStatus === order.fulfillmentStatus ? null : { order, changes: { fulfillmentStatus }, notes: [] }
  }
  if (!canBecome(order.status, 'COMPLETED')) return null
  return {
    order,
    changes: {
      status: 'COMPLETED',
      completedAt: now,
      fulfillmentStatus,
      ...withoutAttention(order, SETTLED_BY_COMPLETION),
    },
    notes: [{ kind: 'COMPLETED', message: 'Every parcel has arrived.' }],
  }
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
    await updateOrder(tx, order, withAttention(order, COMES_BACK, now), now)
    return
  }
  const [filled] = await fillParcels(tx, [parcel])
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
