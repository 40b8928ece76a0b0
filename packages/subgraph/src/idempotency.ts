import type { SqlExecutor } from '@shop/events/sql-executor'
import { hash } from 'node:crypto'
import { Refusal, userError } from './user-errors.ts'

/** What can be kept as the answer of a mutation, and comes back equal. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** A mutation that takes effect once. */
export type IdempotentRequest = {
  /** The client's key, 1 to 255 characters. */
  key: string
  /** Who does what: `${viewer.id}:placeOrder`. Keys of different scopes never meet. */
  scope: string
  /** The mutation's input without the key. Equal inputs have equal JSON, in whatever order their fields are. */
  input: unknown
  /** The path of the key in the input, for the user error. */
  field?: readonly string[]
  /** A name that nobody else has until the transaction ends: what the work reads then is from after it was waited for. */
  lock?: string
}

type Key = { key: string; scope: string; field: readonly string[]; requestHash: string }

/** JSON with sorted fields. What is undefined counts as absent, as in JSON. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function hashOf(input: unknown): string {
  return hash('sha256', canonicalJson(input) ?? 'null')
}

/**
 * Invariant 2: runs `work` once per key, in the caller's transaction, and gives its answer again to whoever comes with the
 * same key and input. A duplicate that comes at the same time waits until the first has committed or rolled back. When
 * `work` throws, everything rolls back, the key too, so the client may try again with it; an outcome that must stay
 * (a declined payment) is returned, not thrown. Throws a Refusal: IDEMPOTENCY_KEY_REUSED when the key came with other
 * input, INVALID_IDEMPOTENCY_KEY when it is empty or too long. Needs the table of sql/idempotency-keys.sql.
 */
export async function once<Answer extends Json>(
  tx: SqlExecutor,
  request: IdempotentRequest,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const key = keyOf(request)
  if (!(await enterKey(tx, key, request.lock, null))) return readAnswer<Answer>(tx, key)
  const answer = JSON.stringify(await work())
  await tx.$executeRaw`
    UPDATE idempotency_keys SET response = ${answer}::text::jsonb WHERE scope = ${key.scope} AND key = ${key.key}`
  // Through JSON like the repeated answer, so that the first caller and the second see the same.
  return JSON.parse(answer) as Answer
}

/**
 * `once` for work whose answer is known before it is done, such as the id of what it makes: the key's row has it from the beginning,
 * which costs a statement less. They are committed together, so nobody gets the answer of what was not done.
 */
export async function onceAnswering<Answer extends string>(
  tx: SqlExecutor,
  request: IdempotentRequest,
  answer: Answer,
  work: (answer: Answer) => Promise<void>,
): Promise<Answer> {
  const key = keyOf(request)
  if (!(await enterKey(tx, key, request.lock, JSON.stringify(answer)))) return readAnswer<Answer>(tx, key)
  await work(answer)
  return answer
}

function keyOf({ key, scope, input, field = ['idempotencyKey'] }: IdempotentRequest): Key {
  if (key.length < 1 || key.length > 255) {
    throw new Refusal(userError('INVALID_IDEMPOTENCY_KEY', 'The key must have 1 to 255 characters.', field))
  }
  return { key, scope, field, requestHash: hashOf(input) }
}

/** Whether the key is new. */
async function enterKey(
  tx: SqlExecutor,
  { key, scope, requestHash }: Key,
  lock: string | undefined,
  answer: string | null,
): Promise<boolean> {
  // ON CONFLICT and not a caught unique violation, because that would end the transaction. The statement waits for a
  // concurrent one with the same key, so whoever gets a row is the only one. Without a name nothing else is locked.
  const [entered] = await tx.$queryRaw<{ isNew: boolean }[]>`
    WITH entered AS (
      INSERT INTO idempotency_keys (scope, key, request_hash, response)
      VALUES (${scope}, ${key}, ${requestHash}, ${answer}::text::jsonb)
      ON CONFLICT (scope, key) DO NOTHING RETURNING key)
    SELECT EXISTS (SELECT FROM entered) AS "isNew",
      pg_advisory_xact_lock(hashtextextended(${lock ?? null}::text, 0))::text AS locked`
  return entered?.isNew === true
}

async function readAnswer<Answer>(tx: SqlExecutor, { key, scope, field, requestHash }: Key): Promise<Answer> {
  const [row] = await tx.$queryRaw<{ request_hash: string; response: string | null }[]>`
    SELECT request_hash, response::text AS response FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`
  if (row && row.request_hash !== requestHash) {
    throw new Refusal(userError('IDEMPOTENCY_KEY_REUSED', 'This key was used before, with other input.', field))
  }
  // Key and answer are committed together; without an answer somebody wrote to the table by hand.
  if (row?.response == null) throw new Error(`the idempotency key of ${scope} has no answer`)
  return JSON.parse(row.response) as Answer
}
