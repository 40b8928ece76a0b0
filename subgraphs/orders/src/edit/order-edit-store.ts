import type { Reader, Transaction } from '../database.ts'
import type { OrderEdit as OrderEditRow } from '../generated/prisma/client.ts'
import type { OrderEdit } from './order-edit.ts'

export async function insertEdit(tx: Transaction, edit: OrderEdit): Promise<void> {
  await tx.orderEdit.create({ data: edit })
}

export async function findEdit(database: Reader, id: string): Promise<OrderEdit | null> {
  const row = await database.orderEdit.findUnique({ where: { id } })
  return row && toEdit(row)
}

export async function findEdits(
  database: Reader,
  where: { id: { in: string[] } } | { orderId: { in: string[] } },
): Promise<OrderEdit[]> {
  const rows = await database.orderEdit.findMany({ where, orderBy: [{ requestedAt: 'asc' }, { id: 'asc' }] })
  return rows.map(toEdit)
}

/** Ends an edit. Its order must be locked. The address goes: the order has it, or nobody needs it. */
export async function settleEdit(
  tx: Transaction,
  edit: OrderEdit,
  changes: Pick<OrderEdit, 'status'> & Partial<Pick<OrderEdit, 'shortages' | 'rejection'>>,
  now: Date,
): Promise<void> {
  const draft = { ...edit.draft, shippingAddress: null }
  await tx.orderEdit.update({
    where: { id: edit.id },
    data: { ...changes, draft, awaitsParcels: false, settledAt: now },
  })
}

/** No parcel is awaited any more: the edit goes on. */
export async function endWaitForParcels(tx: Transaction, editId: string): Promise<void> {
  await tx.orderEdit.update({ where: { id: editId }, data: { awaitsParcels: false } })
}

function toEdit({ draft, shortages, ...row }: OrderEditRow): OrderEdit {
  // Written by this file alone, in this shape.
  return { ...row, draft: draft as OrderEdit['draft'], shortages: shortages as OrderEdit['shortages'] }
}
