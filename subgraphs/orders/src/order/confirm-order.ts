import type { Transaction } from '../database.ts'
import { recordHistory } from '../history/history-store.ts'
import { announceConfirmed } from './order-events.ts'
import { updateOrder } from './order-store.ts'
import { canBecome, type Order } from './order.ts'

/**
 * Stock is set aside (payments waits for that) and the money too: the order stands. Nothing happens to an order that was
 * confirmed before, or cancelled meanwhile: payments gives the money back because of the cancellation.
 */
export async function confirmLockedOrder(tx: Transaction, order: Order, now: Date): Promise<Order> {
  if (!canBecome(order.status, 'CONFIRMED')) return order
  const confirmed = await updateOrder(tx, order, { status: 'CONFIRMED', confirmedAt: now }, now)
  await recordHistory(tx, order.id, 'CONFIRMED', 'Stock and money are set aside.', now)
  await announceConfirmed(tx, confirmed)
  return confirmed
}
