import type { SqlExecutor } from '../sql-executor.ts'
import type { Seen } from './change-cursor.ts'
import { parseSnapshot, snapshotText, type Snapshot } from './snapshot.ts'

/** A change of something that can be followed, as its trigger wrote it. `data` is the row as it was after the change. */
export type Change = {
  kind: string
  topics: readonly string[]
  data: Record<string, unknown>
  transactionId: number
  /** Of two changes of one entity the later one has the higher position: the entity's row was locked. */
  position: number
}

/** Changes in the order of their positions, and what the reader has seen with them. */
export type Changes = { changes: Change[]; snapshot: Snapshot }

/** How long changes are kept for those who come back, in milliseconds: as long as published events in the outbox. */
export const REPLAY_RETENTION_MS = 24 * 3_600_000

/** What a transaction may last, and clocks may differ: so much earlier than it is pruned a cursor counts as too old. */
export const RETENTION_MARGIN_MS = 300_000

const PRUNED_AT_ONCE = 5_000

type Row = {
  snapshot: string
  kind: string | null
  topics: string[]
  data: Record<string, unknown>
  transactionId: string
  position: string
}

/** What a reader sees now that begins here: nothing that was committed before is news to it. */
export async function readSnapshot(database: SqlExecutor): Promise<Snapshot> {
  const [row] = await database.$queryRaw<{ snapshot: string }[]>`SELECT pg_current_snapshot()::text AS snapshot`
  return parseSnapshot(row?.snapshot ?? '')
}

/** All changes that a reader has not seen, or those of some topics, at most `limit`; when there are more, any of them. */
export async function readChanges(
  database: SqlExecutor,
  seen: Snapshot,
  limit: number,
  topics: readonly string[] | null = null,
): Promise<Changes> {
  // With an upper bound, which is none: a plan for any values takes an open range for a third of the table, and no index.
  // What is beyond the present is of another life of the database; see dropForeignChanges. What is left is put in order, and not
  // looked for in it: no plan walks the whole log.
  const wanted = topics && [...topics]
  const rows = await database.$queryRaw<Row[]>`
    WITH present AS MATERIALIZED (SELECT pg_current_snapshot()::text AS snapshot)
    SELECT present.snapshot, change.kind, change.topics, change.data,
           change.transaction_id::text AS "transactionId", change.position::text AS position
      FROM present LEFT JOIN LATERAL (
        SELECT * FROM live_changes
         WHERE transaction_id BETWEEN ${seen.xmin}::bigint AND ${Number.MAX_SAFE_INTEGER}::bigint
           AND transaction_id + 0 <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
           AND NOT pg_visible_in_snapshot(transaction_id::text::xid8, ${snapshotText(seen)}::pg_snapshot)
           AND (${wanted}::text[] IS NULL OR topics && ${wanted}::text[])
         LIMIT ${limit}::integer) change ON true
     ORDER BY change.position`
  return toChanges(rows)
}

/** The changes of some topics that a reader has not been told, at most `limit`. */
export async function readMissed(
  database: SqlExecutor,
  { snapshot, partly }: Seen,
  topics: readonly string[],
  limit: number,
): Promise<Changes> {
  const told = partly ? snapshotText(partly.snapshot) : null
  // By topic and not by transaction, of which there may be a day's; and in a part of its own, so that no plan walks the whole log
  // instead.
  const rows = await database.$queryRaw<Row[]>`
    WITH present AS MATERIALIZED (SELECT pg_current_snapshot()::text AS snapshot),
    of_topics AS MATERIALIZED (SELECT * FROM live_changes WHERE topics && ${[...topics]}::text[]),
    missed AS MATERIALIZED (
      SELECT * FROM of_topics
       WHERE NOT pg_visible_in_snapshot(transaction_id::text::xid8, ${snapshotText(snapshot)}::pg_snapshot)
         AND NOT (position <= ${partly?.position ?? 0}::bigint
                  AND coalesce(pg_visible_in_snapshot(transaction_id::text::xid8, ${told}::pg_snapshot), false)))
    SELECT present.snapshot, change.kind, change.topics, change.data,
           change.transaction_id::text AS "transactionId", change.position::text AS position
      FROM present LEFT JOIN (SELECT * FROM missed ORDER BY position LIMIT ${limit}::integer) change ON true
     ORDER BY change.position`
  return toChanges(rows)
}

/**
 * Deletes changes that a dump brought along from a server which had counted further: here their transactions are still to
 * come, so they would be news again and again. Answers how many.
 */
export async function dropForeignChanges(database: SqlExecutor): Promise<number> {
  return database.$executeRaw`
    DELETE FROM live_changes WHERE transaction_id > pg_snapshot_xmax(pg_current_snapshot())::text::bigint`
}

/** Deletes changes older than the retention, at most 5,000. Answers how many. */
export async function pruneChanges(database: SqlExecutor, retentionMs = REPLAY_RETENTION_MS): Promise<number> {
  // Of the oldest only: to look for old ones everywhere would read the whole table each time.
  return database.$executeRaw`
    DELETE FROM live_changes WHERE (transaction_id, position) IN (
      SELECT transaction_id, position FROM (
        SELECT * FROM live_changes ORDER BY transaction_id, position LIMIT ${PRUNED_AT_ONCE}::integer) oldest
       WHERE occurred_at < clock_timestamp() - ${retentionMs}::float8 * interval '1 millisecond')`
}

function toChanges(rows: Row[]): Changes {
  const changes = rows.flatMap(({ kind, topics, data, transactionId, position }) =>
    kind === null
      ? []
      : [{ kind, topics, data, transactionId: Number(transactionId), position: Number(position) } satisfies Change],
  )
  return { changes, snapshot: parseSnapshot(rows[0]?.snapshot ?? '') }
}
