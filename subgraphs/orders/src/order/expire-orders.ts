import type { Services } from '../context.ts'
import { cancelLockedOrder } from './cancel-order.ts'
import { findPendingSince, lockOrder } from './order-store.ts'
import { WAITING_STATES } from './waiting-states.ts'

const BATCH = 50

/**
 * Cancels orders that have been PENDING for too long: stock or payment was not settled in time. Each in a transaction of
 * its own, so that one that fails does not hold up the others, and is tried again with the next look. Answers how many
 * were settled.
 */
export async function expireOrders({
  database,
  transact,
  clock,
  log,
  waitingLimits,
}: Pick<Services, 'database' | 'transact' | 'clock' | 'log' | 'waitingLimits'>): Promise<number> {
  const before = new Date(clock.now().getTime() - waitingLimits[WAITING_STATES.STOCK_AND_PAYMENT.limit] * 1_000)
  const overdue = await findPendingSince(database, before, BATCH)
  let settled = 0
  for (const id of overdue) {
    try {
      await transact(async (tx) => {
        const order = await lockOrder(tx, id)
        // What came in the meantime wins: the reason does not apply to a confirmed order.
        if (order) await cancelLockedOrder(tx, order, 'EXPIRED', clock.now())
      })
      settled += 1
    } catch (error) {
      log.error({ err: error, orderId: id }, 'an order that waited too long could not be cancelled')
    }
  }
  return settled
}
