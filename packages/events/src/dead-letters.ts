import { newEventId } from './event-id.ts'
import type { EventEnvelope } from './envelope.ts'
import { shutOut } from './inbox.ts'
import type { SqlExecutor } from './sql-executor.ts'

/** OPEN: nobody has dealt with it. HANDLED: the event took effect after all. RESOLVED: a person decided that it shall not. */
export type DeadLetterStatus = 'OPEN' | 'HANDLED' | 'RESOLVED'

/** An event that a consumer could not handle, kept in the consumer's own database. */
export type DeadLetter = {
  id: string
  /** Group that could not handle it: the subgraph's name, or that of a part of it. */
  consumer: string
  event: EventEnvelope
  /** Calls of the handler that failed. */
  attempts: number
  /** The last error, with its stack. */
  error: string
  failedAt: Date
  status: DeadLetterStatus
  /** When it was dealt with … */
  resolvedAt: Date | null
  /** … by which user, if it was a person … */
  resolvedBy: string | null
  /** … and why, in their words. */
  reason: string | null
}

/** Who deals with a dead letter, and why. `by` is a user's id. */
export type DeadLetterNote = { by: string; reason: string | null }

/** No dead letter has this id. */
export class DeadLetterNotFound extends Error {
  override name = 'DeadLetterNotFound'
  constructor(id: string) {
    super(`there is no dead letter ${id}`)
  }
}

type Row = {
  id: string
  consumer: string
  event: EventEnvelope
  attempts: number
  error: string
  failed_at: Date
  resolution: 'HANDLED' | 'RESOLVED' | null
  resolved_at: Date | null
  resolved_by: string | null
  reason: string | null
}

const LONGEST_ERROR = 8_000

/** Keeps the event; one that is there already and open gets this event, number of attempts and error. */
export async function storeDeadLetter(
  tx: SqlExecutor,
  letter: { consumer: string; event: EventEnvelope; attempts: number; error: unknown },
): Promise<void> {
  const { consumer, event, attempts } = letter
  const error = describe(letter.error)
  await tx.$executeRaw`
    INSERT INTO dead_letters (id, consumer, event_id, event, attempts, error, failed_at)
    VALUES (${newEventId()}::uuid, ${consumer}, ${event.id}::uuid, ${JSON.stringify(event)}::jsonb, ${attempts}::int,
            ${error}, clock_timestamp())
    ON CONFLICT (consumer, event_id) DO UPDATE
    SET event = excluded.event, attempts = excluded.attempts, error = excluded.error, failed_at = excluded.failed_at
    WHERE dead_letters.resolution IS NULL`
}

/** A place in the list of dead letters. */
export type DeadLetterPlace = { failedAt: Date; id: string }

/** Dead letters of all consumers of a database, of one status or of all, from the newest, or with `backward` from the oldest. */
export async function listDeadLetters(
  tx: SqlExecutor,
  options: {
    status: DeadLetterStatus | null
    limit: number
    backward?: boolean
    /** Only older ones than this … */
    after?: DeadLetterPlace | null
    /** … and newer ones than this. */
    before?: DeadLetterPlace | null
  },
): Promise<DeadLetter[]> {
  const { status, limit, backward = false, after, before } = options
  // Sorted twice, because a direction cannot be a parameter.
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, consumer, event, attempts, error, failed_at, resolution, resolved_at, resolved_by, reason FROM dead_letters
    WHERE (${status}::text IS NULL OR coalesce(resolution, 'OPEN') = ${status})
      AND (${after?.id ?? null}::uuid IS NULL OR (failed_at, id) < (${after?.failedAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      AND (${before?.id ?? null}::uuid IS NULL OR (failed_at, id) > (${before?.failedAt ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    ORDER BY CASE WHEN ${backward} THEN failed_at END, CASE WHEN ${backward} THEN id END, failed_at DESC, id DESC
    LIMIT ${limit}::int`
  return rows.map(toDeadLetter)
}

/** How many nobody has dealt with, over all consumers of a database. */
export async function countOpenDeadLetters(tx: SqlExecutor): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM dead_letters WHERE resolution IS NULL`
  return rows[0]?.count ?? 0
}

/** Throws DeadLetterNotFound. */
export async function getDeadLetter(tx: SqlExecutor, id: string): Promise<DeadLetter> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, consumer, event, attempts, error, failed_at, resolution, resolved_at, resolved_by, reason FROM dead_letters
    WHERE id = ${id}::uuid`
  if (!rows[0]) throw new DeadLetterNotFound(id)
  return toDeadLetter(rows[0])
}

/** Notes who had the event handled again, and why, once it took effect. The first to do so stays. */
export async function signDeadLetter(tx: SqlExecutor, id: string, { by, reason }: DeadLetterNote): Promise<void> {
  await tx.$executeRaw`
    UPDATE dead_letters SET resolved_by = ${by}::uuid, reason = ${reason}
    WHERE id = ${id}::uuid AND resolution = 'HANDLED' AND resolved_by IS NULL`
}

/**
 * Decides that the event of a dead letter shall have no effect, also when it comes again. Of no effect when it was dealt with before.
 * Throws DeadLetterNotFound.
 */
export async function resolveDeadLetter(tx: SqlExecutor, id: string, { by, reason }: DeadLetterNote): Promise<void> {
  const { consumer, event } = await getDeadLetter(tx, id)
  // The inbox first, as for whoever handles the event after all: they wait for each other there, and in no circle.
  await shutOut(tx, consumer, event)
  await tx.$executeRaw`
    UPDATE dead_letters SET resolution = 'RESOLVED', resolved_at = clock_timestamp(), resolved_by = ${by}::uuid, reason = ${reason}
    WHERE id = ${id}::uuid AND resolution IS NULL`
}

/** Deletes letters that were dealt with more than `ageMs` ago, at most 10,000. Answers how many. */
export async function pruneDeadLetters(tx: SqlExecutor, ageMs: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM dead_letters WHERE id IN (
      SELECT id FROM dead_letters
      WHERE resolved_at < clock_timestamp() - ${ageMs}::float8 * interval '1 millisecond' LIMIT 10000)`
}

function toDeadLetter(row: Row): DeadLetter {
  const { failed_at: failedAt, resolution, resolved_at: resolvedAt, resolved_by: resolvedBy, ...rest } = row
  return { ...rest, failedAt, status: resolution ?? 'OPEN', resolvedAt, resolvedBy }
}

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  // PostgreSQL's text cannot hold the character 0, and an error may quote whatever the event held.
  return text.replaceAll('\0', '').slice(0, LONGEST_ERROR)
}
