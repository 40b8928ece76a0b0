import type { Services } from '../context.ts'
import { cancelLockedOrder } from './cancel-order.ts'
import { findPendingSince, lockOrder } from './order-store.ts'

const BATCH = 50

/**
 * Cancels orders that have been PENDING for too long: stock or payment was not settled in time. Each in a transaction of
 * its own, so that one that fails does not hold up the others. Answers how many there were.
 */
export async function expireOrders(
  { database, transact, clock }: Pick<Services, 'database' | 'transact' | 'clock'>,
  timeoutSeconds: number,
): Promise<number> {
  const before = new Date(clock.now().getTime() - timeoutSeconds * 1_000)
  const overdue = await findPendingSince(database, before, BATCH)
  for (const id of overdue) {
    await transact(async (tx) => {
      const order = await lockOrder(tx, id)
      // What came in the meantime wins: the reason does not apply to a confirmed order.
      if (order) await cancelLockedOrder(tx, order, 'EXPIRED', clock.now())
    })
  }
  return overdue.length
}
