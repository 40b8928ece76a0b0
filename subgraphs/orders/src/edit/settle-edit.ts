import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { recordHistory } from '../history/history-store.ts'
import { SYSTEM, type Actor } from '../history/history.ts'
import { announceEdited, announceEditRequested } from '../order/order-events.ts'
import { replaceAllocations, replaceOrderLines, updateOrder } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { settleDelivery } from '../shipment/settle-delivery.ts'
import { findPlannedShipments } from '../shipment/shipment-store.ts'
import type { Allocation } from '../shipment/unsent-units.ts'
import { withdrawParcels } from '../shipment/withdraw-parcels.ts'
import { findEdit, insertEdit, settleEdit } from './order-edit-store.ts'
import { editCanBecome, type OrderEdit, type Shortage } from './order-edit.ts'
import { findVariantsOf } from './requote-order.ts'

type Needed = Pick<Services, 'carrier'>

/**
 * Asks inventory for what an edit needs, and lets nothing be sent meanwhile: parcels that no carrier has are taken back, and
 * planned again when the edit is settled.
 */
export async function requestStock(
  tx: Transaction,
  order: Order,
  edit: OrderEdit,
  shipped: readonly Allocation[],
  actor: Actor,
  now: Date,
): Promise<void> {
  await insertEdit(tx, edit)
  const waiting = await updateOrder(tx, order, { pendingEditId: edit.id }, now)
  await withdrawParcels(tx, waiting, now)
  await recordHistory(tx, order.id, 'EDIT_REQUESTED', 'An edit was asked for; it waits for stock.', now, actor)
  await announceEditRequested(tx, waiting, edit, shipped)
}

/** All units that have left the stock for an order, and when that was so. */
export type StockTaken = { allocations: readonly Allocation[]; asOf: Date }

/**
 * Makes the locked order what the edit says, and tells everybody. `taken` is null when it is as before, or is still to be
 * committed.
 */
export async function applyEdit(
  tx: Transaction,
  needed: Needed,
  order: Order,
  edit: OrderEdit,
  taken: StockTaken | null,
  now: Date,
): Promise<void> {
  const { lines, amounts, shippingAddress } = edit.draft
  const isNew = order.pendingEditId !== edit.id
  if (isNew)
    await insertEdit(tx, {
      ...edit,
      status: 'APPLIED',
      draft: { ...edit.draft, shippingAddress: null },
      settledAt: now,
    })
  else await settleEdit(tx, edit, { status: 'APPLIED' }, now)
  await replaceOrderLines(tx, order.id, lines)
  if (taken) await replaceAllocations(tx, order.id, taken.allocations)
  const changes = {
    ...amounts,
    pendingEditId: null,
    ...(taken ? { stockAsOf: taken.asOf } : {}),
    ...(shippingAddress ? { shippingAddress } : {}),
  }
  const edited = await updateOrder(tx, order, changes, now)
  // An address that changes alone finds parcels that are on their way to the old one.
  if (isNew) await withdrawParcels(tx, edited, now)
  const catalogue = await findVariantsOf(tx, lines)
  const actor = { kind: edit.requestedByKind, id: edit.requestedBy }
  const words = shippingAddress ? 'The order was edited, its address too.' : 'The order was edited.'
  await recordHistory(tx, order.id, 'EDITED', words, now, actor)
  await announceEdited(tx, edited, lines, [...catalogue.values()])
  await goOn(tx, needed, edited, now)
}

/** Inventory has changed what it holds as a pending edit asked. Nothing happens to one that was settled before. */
export async function acceptEdit(
  tx: Transaction,
  needed: Needed,
  order: Order,
  editId: string,
  taken: StockTaken | null,
  now: Date,
): Promise<void> {
  const edit = await findEdit(tx, editId)
  if (edit?.orderId !== order.id || !editCanBecome(edit.status, 'APPLIED')) return
  await applyEdit(tx, needed, order, edit, taken, now)
}

/** What a pending edit asked for is not there: the order stays as it is, and goes on. */
export async function rejectEdit(
  tx: Transaction,
  needed: Needed,
  order: Order,
  editId: string,
  shortages: Shortage[],
  now: Date,
): Promise<void> {
  const edit = await findEdit(tx, editId)
  if (edit?.orderId !== order.id || !editCanBecome(edit.status, 'REJECTED')) return
  await settleEdit(tx, edit, { status: 'REJECTED', shortages }, now)
  const asBefore = await updateOrder(tx, order, { pendingEditId: null, attentionReason: null }, now)
  await recordHistory(tx, order.id, 'EDIT_REJECTED', 'The edit was rejected: not everything is in stock.', now, SYSTEM)
  await goOn(tx, needed, asBefore, now)
}

/** What waited for the edit: parcels to be planned, or an order that is complete without the units that were cancelled. */
async function goOn(tx: Transaction, needed: Needed, order: Order, now: Date): Promise<void> {
  await planShipments(tx, needed, order, now)
  await settleDelivery(tx, order, await findPlannedShipments(tx, order.id), now)
}
