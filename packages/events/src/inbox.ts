import type { EventEnvelope } from './envelope.ts'
import { firstEventIdSince } from './event-id.ts'
import type { SqlExecutor } from './sql-executor.ts'

/**
 * Notes in the transaction of the effects that these events take effect; answers the ids of those that had not yet. Of two
 * transactions with one event the second waits here for the first. Then it throws when it has several events: what fails together is done
 * again one by one. Dead letters of the events, kept earlier, are dealt with.
 */
export async function enterInbox(tx: SqlExecutor, consumer: string, events: readonly Entry[]): Promise<Set<string>> {
  const unique = [...new Map(events.map((event) => [event.id, event])).values()]
  const [first] = unique
  const isAlone = first !== undefined && unique.length === 1
  const entered = isAlone ? await enterOne(tx, consumer, first) : await enterSeveral(tx, consumer, unique)
  return new Set(entered.map(({ id }) => id))
}
type Entry = Pick<EventEnvelope, 'id' | 'type'>

async function enterOne(tx: SqlExecutor, consumer: string, { id, type }: Entry): Promise<{ id: string }[]> {
  return tx.$queryRaw`
    WITH revived AS (
      UPDATE dead_letters SET resolution = 'HANDLED', resolved_at = clock_timestamp()
      WHERE consumer = ${consumer} AND event_id = ${id}::uuid AND resolution IS NULL)
    INSERT INTO inbox_entries (consumer, event_id, type, processed_at)
    VALUES (${consumer}, ${id}::uuid, ${type}, clock_timestamp())
    ON CONFLICT DO NOTHING RETURNING event_id::text AS id`
}

/** Those that are there are found by one look at the index, where ON CONFLICT would take one for each, and a second record in the log. */
async function enterSeveral(tx: SqlExecutor, consumer: string, entries: readonly Entry[]): Promise<{ id: string }[]> {
  // In one order, so that two transactions that share several do not wait for each other.
  const sorted = entries.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const ids = sorted.map(({ id }) => id)
  const types = sorted.map(({ type }) => type)
  return tx.$queryRaw`
    WITH revived AS (
      UPDATE dead_letters SET resolution = 'HANDLED', resolved_at = clock_timestamp()
      WHERE consumer = ${consumer} AND event_id = ANY (${ids}::uuid[]) AND resolution IS NULL)
    INSERT INTO inbox_entries (consumer, event_id, type, processed_at)
    SELECT ${consumer}, event.id, event.type, clock_timestamp()
      FROM unnest(${ids}::uuid[], ${types}::text[]) AS event (id, type)
     WHERE id <> ALL (ARRAY(
       SELECT event_id FROM inbox_entries WHERE consumer = ${consumer} AND event_id = ANY (${ids}::uuid[])))
    RETURNING event_id::text AS id`
}

/** Notes that this event shall take no effect any more, if it took none yet. Of two transactions with one event the second waits here. */
export async function shutOut(tx: SqlExecutor, consumer: string, { id, type }: Entry): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO inbox_entries (consumer, event_id, type, processed_at)
    VALUES (${consumer}, ${id}::uuid, ${type}, clock_timestamp()) ON CONFLICT DO NOTHING`
}

/** The most that one machine's clock is ahead of another's. */
const CLOCK_SKEW_MS = 3_600_000

/** Deletes entries older than `ageMs`, at most 10,000. Answers how many. */
export async function pruneInbox(tx: SqlExecutor, ageMs: number): Promise<number> {
  // An event is older than its entry. So the ids of events, which begin with the time, say by the index where to look, and the
  // millions of entries that are to stay are not read.
  const notBefore = firstEventIdSince(Date.now() - ageMs + CLOCK_SKEW_MS)
  return tx.$executeRaw`
    DELETE FROM inbox_entries WHERE (consumer, event_id) IN (
      SELECT consumer, event_id FROM inbox_entries
      WHERE event_id < ${notBefore}::uuid AND processed_at < clock_timestamp() - ${ageMs}::float8 * interval '1 millisecond'
      LIMIT 10000)`
}
