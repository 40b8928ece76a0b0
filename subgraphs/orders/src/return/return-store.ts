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
  changes: Partial<Omit<Return, 'id' | 'orderId'>> & { refundedAt?: Date },
): Promise<void> {
  await tx.return.update({ where: { id }, data: changes })
}

export async function findReturnLines(database: Reader, where: { returnId: { in: string[] } }): Promise<ReturnLine[]> {
  return database.returnLine.findMany({ where, orderBy: { orderLineId: 'asc' } })
}

/** Writes down what arrived of a return. */
export async function recordReceipt(
  tx: Transaction,
  returnId: string,
  lines: readonly { orderLineId: string; received: number; writtenOff: number }[],
): Promise<void> {
  for (const { orderLineId, received, writtenOff } of lines) {
    await tx.returnLine.update({
      where: { returnId_orderLineId: { returnId, orderLineId } },
      data: { receivedQuantity: received, writtenOffQuantity: writtenOff },
    })
  }
}

/**
 * How many units of each of the order's lines came back, or are asked back, by line; with `arrived`, only what came back. What
 * was asked back and did not arrive, or was rejected, does not count.
 */
export async function countReturnedUnits(
  tx: Transaction,
  orderId: string,
  { arrived = false } = {},
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ lineId: string; units: number }[]>`
    SELECT line.order_line_id AS "lineId",
      sum(CASE WHEN r.received_at IS NULL THEN line.quantity ELSE coalesce(line.received_quantity, line.quantity) END)::integer AS units
    FROM returns r JOIN return_lines line ON line.return_id = r.id
    WHERE r.order_id = ${orderId}::uuid AND r.status <> 'REJECTED' AND (NOT ${arrived} OR r.received_at IS NOT NULL)
    GROUP BY line.order_line_id`
  return new Map(rows.map(({ lineId, units }) => [lineId, units]))
}

function toReturn(row: ReturnRow): Return {
  return {
    id: row.id,
    orderId: row.orderId,
    status: row.status,
    reason: row.reason,
    refundTotal: Number(row.refundTotal),
    currencyCode: row.currencyCode,
    rejection: row.rejection,
    requestedAt: row.requestedAt,
    decidedAt: row.decidedAt,
    receivedAt: row.receivedAt,
  }
}
