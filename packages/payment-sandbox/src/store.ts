import { doTogether } from '@shop/subgraph/do-together'
import { newId } from '@shop/subgraph/new-id'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { openBooks } from './books-connection.ts'
import type { Sql } from './books-connection.ts'
import type { SandboxAnswer, SandboxDecision, SandboxDispute, SandboxIntent, SandboxRequest } from './intent.ts'
import { intentToWire, toWire } from './wire.ts'

/** The statements that make the sandbox's tables, for whoever writes into them before it starts (the demo's seed). */
export const SANDBOX_TABLES = readFileSync(new URL('../sql/sandbox.sql', import.meta.url), 'utf8')

/** Two programs that make the tables at the same moment would meet in the catalogue. */
const TABLES_LOCK = 4_711_005

/** So long a webhook is one sender's alone. When that has not said by then that it was taken, another one sends it. */
const LEASE_MS = 30_000

/** A webhook that is this sender's for a while, with how often it was tried by then. `body` is what is signed. */
export type SandboxWebhook = { id: string; body: string; attempts: number }

/** The answer to a request, and the webhook that tells of it, which whoever gets it is to send. */
export type Answered = { answer: SandboxAnswer; webhook: SandboxWebhook | null }

/** The key came before with another request: the caller's fault, as Stripe's idempotency_error. */
export class IdempotencyError extends Error {}

/** The sandbox's journal, intents and webhooks. What it commits stays whatever becomes of the shop's transaction. */
export type SandboxStore = {
  /** Answers a request once: the same key gets the first answer again, whatever `decide` would say now. Throws IdempotencyError. */
  answerOnce(
    key: string,
    reference: string,
    request: SandboxRequest,
    decide: (intent: SandboxIntent | null) => SandboxDecision,
  ): Promise<Answered>
  findIntent(reference: string): Promise<SandboxIntent | null>
  /** Takes webhooks that were refused, or left by a sender that has ended, each for one sender alone for a while. */
  claimWebhooks(limit: number): Promise<SandboxWebhook[]>
  /** Forgets those that the shop has taken; the others are due again after a pause. */
  settleWebhooks(taken: readonly string[], failed: readonly { id: string; pauseMs: number }[]): Promise<void>
  stop(): Promise<void>
}

type IntentRow = {
  payment_method: string
  status: SandboxIntent['status']
  amount: bigint
  currency: string
  amount_captured: bigint
  amount_refunded: bigint
  fees: bigint
  dispute: Record<keyof SandboxDispute, string> | null
}

/** Opens the sandbox's books in a database, and makes its tables when they are not there. */
export async function openSandboxStore(databaseUrl: string, poolSize: number): Promise<SandboxStore> {
  const { sql, transact, run, stop } = openBooks(databaseUrl, poolSize)
  await run(`BEGIN; SELECT pg_advisory_xact_lock(${TABLES_LOCK}); ${SANDBOX_TABLES}; COMMIT`)

  // Requests that come together are answered by one transaction: it is the commit that costs.
  const answer = doTogether((asked: readonly Asked[]) => transact((tx) => answerAll(tx, asked)))

  return {
    async answerOnce(key, reference, request, decide) {
      const answered = await answer({ key, reference, parameters: JSON.parse(toWire(request)) as unknown, decide })
      if (answered instanceof IdempotencyError) throw answered
      return answered
    },
    async findIntent(reference) {
      const [row] = await sql<IntentRow>`
        SELECT payment_method, status, amount, currency, amount_captured, amount_refunded, fees, dispute
        FROM sandbox.intents WHERE reference = ${reference}`
      return row ? toIntent(row) : null
    },
    claimWebhooks: (limit) => sql<SandboxWebhook>`
      UPDATE sandbox.webhooks SET due_at = now() + ${LEASE_MS}::int * interval '1 millisecond', attempts = attempts + 1
      WHERE id = ANY (ARRAY(
        SELECT id FROM sandbox.webhooks WHERE due_at <= now() ORDER BY due_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED))
      RETURNING id, body, attempts`,
    async settleWebhooks(taken, failed) {
      if (taken.length > 0) await sql`DELETE FROM sandbox.webhooks WHERE id = ANY (${taken}::uuid[])`
      for (const { id, pauseMs } of failed) {
        await sql`UPDATE sandbox.webhooks SET due_at = now() + ${pauseMs}::int * interval '1 millisecond' WHERE id = ${id}::uuid`
      }
    },
    stop,
  }
}

/** A request as it came. `parameters` is what a second one with its key must say, too. */
type Asked = {
  key: string
  reference: string
  parameters: unknown
  decide: (intent: SandboxIntent | null) => SandboxDecision
}

/** What was decided about a request that had not come before. */
type Decided = Omit<Asked, 'decide'> & Omit<SandboxDecision, 'event'> & Pick<Answered, 'webhook'>

async function answerAll(sql: Sql, asked: readonly Asked[]): Promise<(Answered | IdempotencyError)[]> {
  // One request of a payment at a time, so that a repeated key waits for the first answer and does not run beside it. In one
  // order, so that nobody waits in a circle.
  const locks = [...new Set(asked.map(({ reference }) => lockOf(reference)))].toSorted((a, b) => (a < b ? -1 : 1))
  const [, rows] = await Promise.all([
    sql`SELECT pg_advisory_xact_lock(id) FROM unnest(${locks}::bigint[]) AS id`,
    // A statement of its own, sent along: it sees what was committed when it has the locks.
    sql<{ about: string | null; request: unknown; answer: SandboxAnswer | null } & (IntentRow | { status: null })>`
      SELECT requests.reference AS about, request, answer, payment_method, status, amount, currency, amount_captured, amount_refunded, fees, dispute
      FROM unnest(${asked.map(({ key }) => key)}::text[], ${asked.map(({ reference }) => reference)}::text[])
        WITH ORDINALITY AS asked (key, reference, place)
      LEFT JOIN sandbox.requests ON idempotency_key = key
      LEFT JOIN sandbox.intents ON intents.reference = asked.reference ORDER BY place`,
  ])
  const decided = new Map<string, Decided>()
  const intents = new Map<string, SandboxIntent | null>()
  const replayed: string[] = []
  const answers = asked.map(({ key, reference, parameters, decide }, index): Answered | IdempotencyError => {
    const row = rows[index]
    const earlier =
      decided.get(key) ?? (row?.answer ? { answer: row.answer, reference: row.about, parameters: row.request } : null)
    if (earlier) {
      // The payment is part of the request: two may be captured with the same words.
      if (earlier.reference !== reference || !isDeepStrictEqual(earlier.parameters, parameters))
        return new IdempotencyError(`${key} was used for another request`)
      replayed.push(key)
      return { answer: earlier.answer, webhook: null }
    }
    const before = intents.get(reference) ?? (row && row.status !== null ? toIntent(row) : null)
    const { answer, intent, event } = decide(before)
    const webhook = event && intent ? newWebhook(event, reference, intent) : null
    decided.set(key, { key, reference, parameters, answer, intent, webhook })
    intents.set(reference, intent ?? before)
    return { answer, webhook }
  })
  if (decided.size > 0) await write(sql, [...decided.values()])
  for (const key of replayed) {
    await sql`UPDATE sandbox.requests SET replays = replays + 1 WHERE idempotency_key = ${key}`
  }
  return answers
}

function newWebhook(type: string, reference: string, intent: SandboxIntent): SandboxWebhook {
  const id = newId()
  return { id, body: toWire({ id, type, intent: intentToWire(reference, intent) }), attempts: 1 }
}

/** A webhook is written as its sender's, who then need not claim it: when that ends before, it is due after the lease. */
async function write(sql: Sql, decided: readonly Decided[]): Promise<void> {
  const requests = decided.map(({ key, reference, parameters, answer }) => ({
    key,
    reference,
    request: parameters,
    answer,
  }))
  const webhooks = decided.flatMap(({ reference, webhook }) => (webhook ? [{ reference, ...webhook }] : []))
  // Of several about one payment the last has it as it is then.
  const intents = new Map(
    decided.flatMap(({ reference, intent }) => (intent ? [[reference, { reference, ...intent }]] : [])),
  )
  await sql`
    WITH request AS (
      INSERT INTO sandbox.requests (idempotency_key, reference, request, answer)
      SELECT key, reference, request, answer FROM jsonb_to_recordset(${JSON.stringify(requests)}::jsonb)
        AS one (key text, reference text, request jsonb, answer jsonb)
    ), webhook AS (
      INSERT INTO sandbox.webhooks (id, reference, body, attempts, due_at)
      SELECT id, reference, body, attempts, now() + ${LEASE_MS}::int * interval '1 millisecond'
      FROM jsonb_to_recordset(${JSON.stringify(webhooks)}::jsonb) AS one (id uuid, reference text, body text, attempts integer)
    )
    INSERT INTO sandbox.intents AS intent (reference, payment_method, status, amount, currency, amount_captured, amount_refunded, fees, dispute)
    SELECT reference, "paymentMethod", status, amount, currency, "amountCaptured", "amountRefunded", fees, nullif(dispute, 'null')
    FROM jsonb_to_recordset(${toWire([...intents.values()])}::jsonb) AS one (reference text, "paymentMethod" text, status text,
      amount bigint, currency text, "amountCaptured" bigint, "amountRefunded" bigint, fees bigint, dispute jsonb)
    ON CONFLICT (reference) DO UPDATE SET payment_method = excluded.payment_method, status = excluded.status,
      amount = excluded.amount, currency = excluded.currency, amount_captured = excluded.amount_captured,
      amount_refunded = excluded.amount_refunded, fees = excluded.fees, dispute = excluded.dispute, updated_at = now()`
}

function toIntent(row: IntentRow): SandboxIntent {
  const { dispute } = row
  return {
    paymentMethod: row.payment_method,
    status: row.status,
    amount: row.amount,
    currency: row.currency,
    amountCaptured: row.amount_captured,
    amountRefunded: row.amount_refunded,
    fees: row.fees,
    dispute: dispute && {
      id: dispute.id,
      amount: BigInt(dispute.amount),
      fee: BigInt(dispute.fee),
      status: dispute.status as SandboxDispute['status'],
    },
  }
}

function lockOf(reference: string): bigint {
  return createHash('sha256').update(reference).digest().readBigInt64BE()
}
