import type { EventEnvelope } from './envelope.ts'
import type { RelayQuery } from './relay-connection.ts'

/** An event and its place in the outbox (a bigint, as text). */
export type OutboxRow = { position: string; event: EventEnvelope }

/** What the relay does to the outbox. All of it on its connection, one after the other. */
export type OutboxRows = {
  /** Marks rows as published, and answers the first `limit` unpublished ones by position, without those in `except`. */
  markAndRead(published: string[], limit: number, except: string[]): Promise<OutboxRow[]>
  /** Makes every row unpublished. Answers how many there were. */
  markAllUnpublished(): Promise<number>
  /** Deletes rows that were published more than `ageMs` ago, a portion of them. Answers whether there may be more. */
  prune(ageMs: number): Promise<boolean>
}

type Row = { position: string; id: string; type: string; subject: string; data: unknown; occurred_at: Date }

const PRUNED_AT_ONCE = 5_000

/** The statements of a relay, over its own connection. */
export function createOutboxRows(query: RelayQuery, producer: string): OutboxRows {
  return {
    async markAndRead(published, limit, except) {
      // The SELECT does not see what the UPDATE does: those rows must be among `except`. By a subquery, whose rows are hashed:
      // `<> ALL` would compare each row with each of them.
      const { rows } = await query<Row>({
        name: 'mark-and-read',
        text: `WITH marked AS (
                 UPDATE outbox_events SET published_at = clock_timestamp() WHERE position = ANY ($1::bigint[]))
               SELECT position, id, type, subject, data, occurred_at FROM outbox_events
               WHERE published_at IS NULL AND position NOT IN (SELECT unnest($3::bigint[])) ORDER BY position LIMIT $2`,
        values: [published, limit, except],
      })
      return rows.map(({ position, id, type, subject, data, occurred_at }) => ({
        position,
        event: { id, type, producer, subject, occurredAt: occurred_at.toISOString(), data },
      }))
    },
    async markAllUnpublished() {
      const { rowCount } = await query({
        text: 'UPDATE outbox_events SET published_at = NULL WHERE published_at IS NOT NULL',
      })
      return rowCount ?? 0
    },
    async prune(ageMs) {
      // In portions: one long DELETE would keep the relay's connection from publishing. Of the oldest only: to look for old ones everywhere
      // would read all of a day each time.
      const { rowCount } = await query({
        text: `DELETE FROM outbox_events WHERE position IN (
           SELECT position FROM (SELECT position, published_at FROM outbox_events ORDER BY position LIMIT ${PRUNED_AT_ONCE}) oldest
           WHERE published_at < clock_timestamp() - $1 * interval '1 millisecond')`,
        values: [ageMs],
      })
      return rowCount === PRUNED_AT_ONCE
    },
  }
}
