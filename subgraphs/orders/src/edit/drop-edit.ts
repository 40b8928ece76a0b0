import type { Transaction } from '../database.ts'
import { findEdit, settleEdit } from './order-edit-store.ts'
import { editCanBecome } from './order-edit.ts'

/** The order is cancelled: what it waited for does not matter any more. */
export async function dropEdit(tx: Transaction, editId: string, now: Date): Promise<void> {
  const edit = await findEdit(tx, editId)
  if (edit && editCanBecome(edit.status, 'CANCELLED')) await settleEdit(tx, edit, { status: 'CANCELLED' }, now)
}
