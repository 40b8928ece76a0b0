import type { EventEnvelope } from './envelope.ts'
import type { SqlExecutor } from './sql-executor.ts'

/**
 * Notes in the transaction of the effect that the event takes effect; answers false when it already did. Of two
 * transactions with one event the second waits here for the first. A dead letter of the event, kept earlier, is dealt with.
 */
export async function enterInbox(tx: SqlExecutor, consumer: string, event: EventEnvelope): Promise<boolean> {
  const entered = await tx.$executeRaw`
    WITH revived AS (
      UPDATE dead_letters SET resolution = 'HANDLED', resolved_at = clock_timestamp()
      WHERE consumer = ${consumer} AND event_id = ${event.id}::uuid AND resolution IS NULL)
    INSERT INTO inbox_entries (consumer, event_id, type, processed_at)
    VALUES (${consumer}, ${event.id}::uuid, ${event.type}, clock_timestamp())
    ON CONFLICT DO NOTHING`
  return entered > 0
}

/** Deletes entries older than `ageMs`, at most 10,000. Answers how many. */
export async function pruneInbox(tx: SqlExecutor, ageMs: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM inbox_entries WHERE (consumer, event_id) IN (
      SELECT consumer, event_id FROM inbox_entries
      WHERE processed_at < clock_timestamp() - ${ageMs}::float8 * interval '1 millisecond' LIMIT 10000)`
}
