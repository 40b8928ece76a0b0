import type { Change } from '@shop/events/live/change-log'
import { parseSnapshot, type Snapshot } from '@shop/events/live/snapshot'
import type { Database } from '../database.ts'

/** How things stand, in the form of changes that led there, and the snapshot in which they were read. */
export type State = { snapshot: Snapshot; changes: readonly Change[] }

type Row = { snapshot: string; kind: Change['kind']; data: Change['data'] | null }

// Each is one statement: what is read by several may not fit together, nor belong to the snapshot.

/** The order and its parcels that the carrier knows; nothing when there is no such order. */
export async function readOrderState(database: Database, orderId: string): Promise<State> {
  return toState(
    await database.$queryRaw<Row[]>`
      WITH present AS MATERIALIZED (SELECT pg_current_snapshot()::text AS snapshot)
      SELECT snapshot, stand.kind, stand.data FROM present LEFT JOIN LATERAL (
        SELECT 'order' AS kind, to_json(orders) AS data, NULL::uuid AS id FROM orders WHERE id = ${orderId}::uuid
        UNION ALL
        SELECT 'shipment', to_json(shipments), id FROM shipments
         WHERE order_id = ${orderId}::uuid AND tracking_code IS NOT NULL) stand ON true
       ORDER BY stand.id NULLS FIRST`,
  )
}

/** The newest orders of an owner that have not settled, at most `limit`, oldest first. */
export async function readOpenOrders(database: Database, ownerId: string, limit: number): Promise<State> {
  return toState(
    await database.$queryRaw<Row[]>`
      WITH present AS MATERIALIZED (SELECT pg_current_snapshot()::text AS snapshot)
      SELECT snapshot, 'order' AS kind, stand.data FROM present LEFT JOIN LATERAL (
        SELECT to_json(orders) AS data, placed_at, id FROM orders
         WHERE owner_id = ${ownerId}::uuid AND status IN ('PENDING', 'CONFIRMED')
         ORDER BY placed_at DESC, id DESC LIMIT ${limit}::integer) stand ON true
       ORDER BY stand.placed_at, stand.id`,
  )
}

function toState(rows: readonly Row[]): State {
  const changes = rows.flatMap(({ kind, data }) =>
    data === null ? [] : [{ kind, data, topics: [], transactionId: 0, position: 0 }],
  )
  return { snapshot: parseSnapshot(rows[0]?.snapshot ?? ''), changes }
}
