import type { Transaction } from '../database.ts'
import { recordHistory } from '../history/history-store.ts'
import { announceOwner } from './order-events.ts'
import { findOrderIdsOf, lockOrder, updateOrder } from './order-store.ts'

/** A guest has signed in: their orders are the user's from now on. */
export async function handOverOrders(tx: Transaction, guestId: string, userId: string, now: Date): Promise<void> {
  for (const id of await findOrderIdsOf(tx, guestId)) {
    const order = await lockOrder(tx, id)
    // Locked after it was found: meanwhile the same may have been done.
    if (order?.ownerId !== guestId) continue
    const handedOver = await updateOrder(tx, order, { ownerId: userId, ownerKind: 'USER' }, now)
    await recordHistory(tx, id, 'OWNER_CHANGED', 'The guest who ordered has signed in.', now)
    await announceOwner(tx, handedOver)
  }
}
