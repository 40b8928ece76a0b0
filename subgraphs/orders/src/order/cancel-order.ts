import { once } from '@shop/subgraph/idempotency'
import type { Viewer } from '@shop/subgraph/viewer'
import { canViewOrder } from '../authorize.ts'
import type { Services } from '../context.ts'
import type { Transaction } from '../database.ts'
import { dropEdit } from '../edit/drop-edit.ts'
import { refusal } from '../errors.ts'
import { recordHistory } from '../history/history-store.ts'
import { actorOf, SYSTEM, type Actor } from '../history/history.ts'
import { releaseRedemptions } from '../promotion/redemption-store.ts'
import { isWithCarrier } from '../shipment/shipment.ts'
import { cancelShipments, findPlannedShipments } from '../shipment/shipment-store.ts'
import { SETTLED_BY_CANCELLATION, withoutAttention } from './attention.ts'
import { fulfillmentCanBecome } from './fulfillment-status.ts'
import { announceCancelled } from './order-events.ts'
import { lockOrder, updateOrder, type OrderChanges } from './order-store.ts'
import { refuseStale } from './refuse-stale.ts'
import { canBeCancelled, type Order, type OrderCancelReason } from './order.ts'

/** `expectedVersion` is left out, and not null, when it is not asked for: a key from before it existed is known again. */
export type CancelOrderInput = { idempotencyKey: string; orderId: string; expectedVersion?: number }

/** Cancels an order because its owner or staff ask for it, and answers its id. */
export async function cancelOrder(
  { transact, clock }: Pick<Services, 'transact' | 'clock'>,
  viewer: Viewer,
  { idempotencyKey, ...input }: CancelOrderInput,
): Promise<string> {
  const { orderId } = input
  const field = ['input', 'orderId']
  const key = {
    key: idempotencyKey,
    scope: `${viewer.id}:cancelOrder`,
    input,
    field: ['input', 'idempotencyKey'],
  }
  return transact((tx) =>
    once(tx, key, async () => {
      const order = await lockOrder(tx, orderId)
      if (!order || !canViewOrder(viewer, order)) throw refusal('NOT_FOUND', field)
      refuseStale(order, input.expectedVersion)
      const parcels = await findPlannedShipments(tx, orderId)
      if (parcels.some(({ status }) => isWithCarrier(status))) throw refusal('NOT_CANCELLABLE', field)
      const actor = actorOf(viewer, order)
      const reason = actor.kind === 'STAFF' ? 'STAFF' : 'CUSTOMER'
      if (!(await cancelLockedOrder(tx, order, reason, clock.now(), actor))) throw refusal('NOT_CANCELLABLE', field)
      return orderId
    }),
  )
}

/**
 * Cancels a locked order and tells everybody, who then give back what is theirs: stock, money. Null when an order that
 * stands where this one does is not cancelled for this reason (any more).
 */
export async function cancelLockedOrder(
  tx: Transaction,
  order: Order,
  reason: OrderCancelReason,
  now: Date,
  actor: Actor = SYSTEM,
): Promise<Order | null> {
  if (!canBeCancelled(order.status, reason)) return null
  const changes: OrderChanges = {
    status: 'CANCELLED',
    cancelReason: reason,
    cancelledAt: now,
    ...withoutAttention(order, SETTLED_BY_CANCELLATION),
    pendingEditId: null,
  }
  if (reason === 'UNDELIVERABLE' && fulfillmentCanBecome(order.fulfillmentStatus, 'RETURNED')) {
    changes.fulfillmentStatus = 'RETURNED'
  }
  const cancelled = await updateOrder(tx, order, changes, now)
  await cancelShipments(tx, order.id, now)
  // Also of one that takes nothing off any more, since the order was edited.
  await releaseRedemptions(tx, order.id, now)
  if (order.pendingEditId) await dropEdit(tx, order.pendingEditId, now)
  await recordHistory(tx, order.id, 'CANCELLED', `The order was cancelled (${reason}).`, now, actor)
  await announceCancelled(tx, cancelled, reason)
  return cancelled
}
