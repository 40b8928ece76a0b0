import type { Services } from '../context.ts'
import { flagWaiting } from './waiting-store.ts'

/** Raises orders that wait too long for something to the back office. Answers how many there were. */
export async function flagOrders({
  transact,
  clock,
  waitingLimits,
}: Pick<Services, 'transact' | 'clock' | 'waitingLimits'>): Promise<number> {
  return transact((tx) => flagWaiting(tx, waitingLimits, clock.now()))
}
