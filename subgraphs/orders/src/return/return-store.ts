import type { Reader, Transaction } from '../database.ts'
import type { Return as ReturnRow } from '../generated/prisma/client.ts'
import type { Return, ReturnLine } from './return.ts'

export async function insertReturn(
  tx: Transaction,
  return_: Return,
  units: ReadonlyMap<string, number>,
): Promise<void> {
  await tx.return.create({ data: return_ })
  await tx.returnLine.createMany({
    data: [...units].map(([orderLineId, quantity]) => ({ returnId: return_.id, orderLineId, quantity })),
  })
}

export async function findReturns(
  database: Reader,
  where: { id: { in: string[] } } | { orderId: { in: string[] } },
): Promise<Return[]> {
  const rows = await database.return.findMany({ where, orderBy: [{ requestedAt: 'asc' }, { id: 'asc' }] })
  return rows.map(toReturn)
}

export async function findReturn(database: Reader, id: string): Promise<Return | null> {
  const row = await database.return.findUnique({ where: { id } })
  return row && toReturn(row)
}

/** Writes a step of a return. The return's order must be locked. */
export async function updateReturn(
  tx: Transaction,
  id: string,
  changes: { status: Return['status']; receivedAt?: Date; refundedAt?: Date },
): Promise<void> {
  await tx.return.update({ where: { id }, data: changes })
}

export async function findReturnLines(database: Reader, where: { returnId: { in: string[] } }): Promise<ReturnLine[]> {
  return database.returnLine.findMany({ where, orderBy: { orderLineId: 'asc' } })
}

/** How many units of each of the order's lines are in a return, by line; with `arrived`, only what came back. */
export async function countReturnedUnits(
  tx: Transaction,
  orderId: string,
  { arrived = false } = {},
): Promise<Map<string, number>> {
  const rows = await tx.returnLine.groupBy({
    by: ['orderLineId'],
    where: { return: { orderId, ...(arrived ? { status: { in: ['RECEIVED', 'REFUNDED'] } } : {}) } },
    _sum: { quantity: true },
  })
  return new Map(rows.map((row) => [row.orderLineId, row._sum.quantity ?? 0]))
}

function toReturn(row: ReturnRow): Return {
  return {
    id: row.id,
    orderId: row.orderId,
    status: row.status,
    reason: row.reason,
    refundTotal: Number(row.refundTotal),
    currencyCode: row.currencyCode,
    requestedAt: row.requestedAt,
    receivedAt: row.receivedAt,
  }
}
