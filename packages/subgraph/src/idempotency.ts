import type { SqlExecutor } from '@shop/events/sql-executor'
import { createHash } from 'node:crypto'
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
}

/** JSON with sorted fields. What is undefined counts as absent, as in JSON. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function hashOf(input: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(input) ?? 'null')
    .digest('hex')
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
  { key, scope, input, field = ['idempotencyKey'] }: IdempotentRequest,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (key.length < 1 || key.length > 255) {
    throw new Refusal(userError('INVALID_IDEMPOTENCY_KEY', 'The key must have 1 to 255 characters.', field))
  }
  const requestHash = hashOf(input)
  // ON CONFLICT and not a caught unique violation, because that would end the transaction. The statement waits for a
  // concurrent one with the same key, so whoever gets a row is the only one.
  const inserted = await tx.$executeRaw`
    INSERT INTO idempotency_keys (scope, key, request_hash) VALUES (${scope}, ${key}, ${requestHash})
    ON CONFLICT (scope, key) DO NOTHING`
  if (inserted === 0) return readAnswer<Answer>(tx, { key, scope, field, requestHash })
  const answer = JSON.stringify(await work())
  await tx.$executeRaw`
    UPDATE idempotency_keys SET response = ${answer}::text::jsonb WHERE scope = ${scope} AND key = ${key}`
  // Through JSON like the repeated answer, so that the first caller and the second see the same.
  return JSON.parse(answer) as Answer
}

async function readAnswer<Answer>(
  tx: SqlExecutor,
  request: { key: string; scope: string; field: readonly string[]; requestHash: string },
): Promise<Answer> {
  const { key, scope, field, requestHash } = request
  const [row] = await tx.$queryRaw<{ request_hash: string; response: string | null }[]>`
    SELECT request_hash, response::text AS response FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`
  if (row && row.request_hash !== requestHash) {
    throw new Refusal(userError('IDEMPOTENCY_KEY_REUSED', 'This key was used before, with other input.', field))
  }
  // Key and answer are committed together; without an answer somebody wrote to the table by hand.
  if (row?.response == null) throw new Error(`the idempotency key of ${scope} has no answer`)
  return JSON.parse(row.response) as Answer
}
