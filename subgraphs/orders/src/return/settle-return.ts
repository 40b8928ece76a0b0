import type { Transaction } from '../database.ts'
import { recordHistory } from '../history/history-store.ts'
import { SYSTEM, type Actor } from '../history/history.ts'
import { returnCanBecome } from './return.ts'
import { findReturn, updateReturn } from './return-store.ts'

/** The money of a return was given back. Its order must be locked. Answers whether that was news. */
export async function settleReturn(
  tx: Transaction,
  orderId: string,
  returnId: string,
  now: Date,
  actor: Actor = SYSTEM,
): Promise<boolean> {
  if (!(await isReturnUnpaid(tx, orderId, returnId))) return false
  await updateReturn(tx, returnId, { status: 'REFUNDED', refundedAt: now })
  await recordHistory(tx, orderId, 'RETURN_REFUNDED', 'The money of a return was given back.', now, actor)
  return true
}

/** Whether a return of a locked order has arrived, and its money was not given back. */
export async function isReturnUnpaid(tx: Transaction, orderId: string, returnId: string): Promise<boolean> {
  const return_ = await findReturn(tx, returnId)
  return return_?.orderId === orderId && returnCanBecome(return_.status, 'REFUNDED')
}
