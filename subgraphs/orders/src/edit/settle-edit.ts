import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { recordHistory } from '../history/history-store.ts'
import { SYSTEM, type Actor } from '../history/history.ts'
import { withoutAttention } from '../order/attention.ts'
import { announceEdited, announceEditRequested } from '../order/order-events.ts'
import { findOrderLines, replaceAllocations, replaceOrderLines, updateOrder } from '../order/order-store.ts'
import type { Order } from '../order/order.ts'
import { shippedOf } from '../shipment/capture-of.ts'
import { findWithdrawals } from '../shipment/carrier-task-store.ts'
import { planShipments } from '../shipment/plan-shipments.ts'
import { readShippedUnits } from '../shipment/read-parcel-contents.ts'
import { settleDelivery } from '../shipment/settle-delivery.ts'
import { findPlannedShipments } from '../shipment/shipment-store.ts'
import type { Allocation } from '../shipment/unsent-units.ts'
import { withdrawParcels } from '../shipment/withdraw-parcels.ts'
import { needsOtherUnits } from './edit-lines.ts'
import { endWaitForParcels, findEdit, insertEdit, settleEdit } from './order-edit-store.ts'
import { editCanBecome, type OrderEdit, type OrderEditRejection, type Shortage } from './order-edit.ts'
import { findVariantsOf } from './requote-order.ts'

type Needed = Pick<Services, 'carrier'>

const WHY: Readonly<Record<OrderEditRejection, string>> = {
  OUT_OF_STOCK: 'The edit was rejected: not everything is in stock.',
  PARCEL_LEFT: 'The edit was rejected: a parcel had left before it could be taken back.',
}

/**
 * Begins an edit of a locked order. Parcels that no carrier has are taken back, and nothing is sent until it is settled. When a
 * carrier may have one of them, its word is waited for: only then it is known what is still the shop's to change.
 */
export async function requestEdit(
  tx: Transaction,
  needed: Needed,
  order: Order,
  edit: OrderEdit,
  actor: Actor,
  now: Date,
): Promise<void> {
  await withdrawParcels(tx, order, now)
  const awaitsParcels = (await findWithdrawals(tx, order.id)).length > 0
  const needsStock = needsOtherUnits(await findOrderLines(tx, order.id), edit.draft.lines)
  if (!awaitsParcels && !needsStock) return applyEdit(tx, needed, order, edit, null, now)
  await insertEdit(tx, { ...edit, awaitsParcels })
  const waiting = await updateOrder(tx, order, { pendingEditId: edit.id }, now)
  const words = `An edit was asked for; it waits for ${awaitsParcels ? 'parcels to be taken back' : 'stock'}.`
  await recordHistory(tx, order.id, 'EDIT_REQUESTED', words, now, actor)
  if (!awaitsParcels) await requestStock(tx, waiting, edit)
}

/**
 * The carrier has said whether a parcel is back: the edit that waits goes on when all are, and is rejected when one has left. Nothing
 * was asked of inventory until then, so nothing is to be put back.
 */
export async function continueEdit(
  tx: Transaction,
  needed: Needed,
  order: Order,
  isBack: boolean,
  now: Date,
): Promise<void> {
  const edit = order.pendingEditId && (await findEdit(tx, order.pendingEditId))
  if (!edit || !edit.awaitsParcels) return
  if (!isBack) return rejectEdit(tx, needed, order, edit.id, { rejection: 'PARCEL_LEFT', shortages: [] }, now)
  if ((await findWithdrawals(tx, order.id)).length > 0) return
  const needsStock = needsOtherUnits(await findOrderLines(tx, order.id), edit.draft.lines)
  if (!needsStock) return applyEdit(tx, needed, order, edit, null, now)
  await endWaitForParcels(tx, edit.id)
  await requestStock(tx, order, edit)
}

/** Asks inventory for what the edit needs. */
async function requestStock(tx: Transaction, order: Order, edit: OrderEdit): Promise<void> {
  const shipped = await readShippedUnits(tx, order.id, await findOrderLines(tx, order.id))
  await announceEditRequested(tx, order, edit, shipped)
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
    // What is added is not sent before it is paid, or set aside; what an edit before this one added neither.
    awaitsCoverOf: amounts.total > order.total || order.awaitsCoverOf !== null ? order.version + 1 : null,
    // Payments says again that it is unpaid, if that is still so of what it costs now.
    ...withoutAttention(order, ['EDIT', 'UNPAID']),
    ...(taken ? { stockAsOf: taken.asOf } : {}),
    ...(shippingAddress ? { shippingAddress } : {}),
  }
  const edited = await updateOrder(tx, order, changes, now)
  const catalogue = await findVariantsOf(tx, lines)
  const actor = { kind: edit.requestedByKind, id: edit.requestedBy }
  const words = shippingAddress ? 'The order was edited, its address too.' : 'The order was edited.'
  await recordHistory(tx, order.id, 'EDITED', words, now, actor)
  await announceEdited(tx, edited, lines, [...catalogue.values()], await shippedOf(tx, edited, lines))
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

/** What a pending edit asked for is not there, or has left: the order stays as it is, and goes on. */
export async function rejectEdit(
  tx: Transaction,
  needed: Needed,
  order: Order,
  editId: string,
  why: { rejection: OrderEditRejection; shortages: Shortage[] },
  now: Date,
): Promise<void> {
  const edit = await findEdit(tx, editId)
  if (edit?.orderId !== order.id || !editCanBecome(edit.status, 'REJECTED')) return
  await settleEdit(tx, edit, { status: 'REJECTED', ...why }, now)
  const changes = { pendingEditId: null, ...withoutAttention(order, ['EDIT']) }
  const asBefore = await updateOrder(tx, order, changes, now)
  await recordHistory(tx, order.id, 'EDIT_REJECTED', WHY[why.rejection], now, SYSTEM)
  await goOn(tx, needed, asBefore, now)
}

/** What waited for the edit: parcels to be planned, or an order that is complete without the units that were cancelled. */
async function goOn(tx: Transaction, needed: Needed, order: Order, now: Date): Promise<void> {
  await planShipments(tx, needed, [order], now)
  await settleDelivery(tx, order, await findPlannedShipments(tx, order.id), now)
}
