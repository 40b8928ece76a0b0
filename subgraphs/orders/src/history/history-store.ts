import type { Key, Page } from '@shop/subgraph/keyset'
import type { Reader, Transaction } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { SYSTEM, type Actor, type HistoryEntry, type HistoryKind, type HistoryNote } from './history.ts'

export const HISTORY_KEYS = [{ field: 'position', order: 'asc', type: 'bigint' }] as const satisfies readonly Key[]

/** Writes down what happened to a locked order, in the transaction in which it happens. */
export async function recordHistory(
  tx: Transaction,
  orderId: string,
  kind: HistoryKind,
  message: string,
  now: Date,
  actor: Actor = SYSTEM,
): Promise<void> {
  await tx.$executeRaw`${historyInsert(orderId, [{ kind, message, actor }], now)}`
}

/** The statement of recordHistory, for the WITH of one that writes what happened. */
export function historyInsert(orderId: string, notes: readonly HistoryNote[], now: Date): Prisma.Sql {
  return historyInsertOf([{ orderId, notes }], now)
}

/** The same for what happened to several orders. */
export function historyInsertOf(
  histories: readonly { orderId: string; notes: readonly HistoryNote[] }[],
  now: Date,
): Prisma.Sql {
  const rows = histories.flatMap(({ orderId, notes }) =>
    notes.map(({ kind, message, actor = SYSTEM }) => ({ orderId, kind, message, by: actor.kind, id: actor.id })),
  )
  return Prisma.sql`
    INSERT INTO order_history (order_id, kind, message, actor_kind, actor_id, occurred_at)
    SELECT "orderId", kind, message, by, id, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS note ("orderId" uuid, kind text, message text, by actor_kind, id uuid)`
}

/** The same page of each order's history, in one statement however many orders there are. */
export async function findHistoryPagesOf(
  database: Reader,
  orderIds: readonly string[],
  page: Page,
): Promise<HistoryEntry[]> {
  const direction = page.backward ? Prisma.sql`DESC` : Prisma.sql`ASC`
  return database.$queryRaw<HistoryEntry[]>`
    SELECT page.* FROM unnest(${[...orderIds]}::uuid[]) AS told (id)
    CROSS JOIN LATERAL (
      SELECT position, order_id AS "orderId", kind, message, actor_kind::text AS "actorKind", actor_id AS "actorId",
        occurred_at AS "occurredAt"
      FROM order_history
      WHERE order_id = told.id
        ${page.after ? Prisma.sql`AND position > ${page.after[0]}` : Prisma.empty}
        ${page.before ? Prisma.sql`AND position < ${page.before[0]}` : Prisma.empty}
      ORDER BY position ${direction}
      LIMIT ${page.take}
    ) AS page
    ORDER BY page.position ${direction}`
}
