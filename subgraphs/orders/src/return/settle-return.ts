import type { Transaction } from '../database.ts'
import { recordHistory } from '../history/history-store.ts'
import { returnCanBecome } from './return.ts'
import { findReturn, updateReturn } from './return-store.ts'

/** The money of a return was given back. Its order must be locked. Answers whether that was news. */
export async function settleReturn(tx: Transaction, orderId: string, returnId: string, now: Date): Promise<boolean> {
  const return_ = await findReturn(tx, returnId)
  if (return_?.orderId !== orderId || !returnCanBecome(return_.status, 'REFUNDED')) return false
  await updateReturn(tx, returnId, { status: 'REFUNDED', refundedAt: now })
  await recordHistory(tx, orderId, 'RETURN_REFUNDED', 'The money of a return was given back.', now)
  return true
}
