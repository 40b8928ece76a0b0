import { newEventId } from './event-id.ts'
import type { EventEnvelope } from './envelope.ts'
import type { SqlExecutor } from './sql-executor.ts'

/** An event that a consumer could not handle, kept in the consumer's own database. */
export type DeadLetter = {
  id: string
  /** Group that could not handle it: the subgraph's name. */
  consumer: string
  event: EventEnvelope
  /** Calls of the handler that failed. */
  attempts: number
  /** The last error, with its stack. */
  error: string
  failedAt: Date
}

/** No dead letter has this id: it was replayed, or never there. */
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
}

const LONGEST_ERROR = 8_000

/** Keeps the event; one that is there already gets the new number of attempts and the new error. */
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
    SET attempts = excluded.attempts, error = excluded.error, failed_at = excluded.failed_at`
}

/** The newest dead letters of a consumer, at most `limit` (default 100). */
export async function listDeadLetters(
  tx: SqlExecutor,
  options: { consumer: string; limit?: number },
): Promise<DeadLetter[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, consumer, event, attempts, error, failed_at FROM dead_letters
    WHERE consumer = ${options.consumer} ORDER BY failed_at DESC, id DESC LIMIT ${options.limit ?? 100}::int`
  return rows.map(toDeadLetter)
}

/** Throws DeadLetterNotFound. */
export async function getDeadLetter(tx: SqlExecutor, id: string): Promise<DeadLetter> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, consumer, event, attempts, error, failed_at FROM dead_letters WHERE id = ${id}::uuid`
  if (!rows[0]) throw new DeadLetterNotFound(id)
  return toDeadLetter(rows[0])
}

function toDeadLetter({ failed_at: failedAt, ...row }: Row): DeadLetter {
  return { ...row, failedAt }
}

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  // PostgreSQL's text cannot hold the character 0, and an error may quote whatever the event held.
  return text.replaceAll('\0', '').slice(0, LONGEST_ERROR)
}
