import { doTogether } from '@shop/subgraph/do-together'
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import type { SandboxAnswer, SandboxDecision, SandboxDispute, SandboxIntent, SandboxRequest } from './intent.ts'
import { intentToWire, toWire } from './wire.ts'

/** The statements that make the sandbox's tables, for whoever writes into them before it starts (the demo's seed). */
export const SANDBOX_TABLES = readFileSync(new URL('../sql/sandbox.sql', import.meta.url), 'utf8')

/** Two programs that make the tables at the same moment would meet in the catalogue. */
const TABLES_LOCK = 4_711_005

/** A webhook that is due, with how often it was tried. `body` is what is signed. */
export type SandboxWebhook = { id: string; body: string; attempts: number }

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
  ): Promise<SandboxAnswer>
  findIntent(reference: string): Promise<SandboxIntent | null>
  /** Takes webhooks that are due, each for one sender alone for a while. */
  claimWebhooks(limit: number, leaseMs: number): Promise<SandboxWebhook[]>
  settleWebhooks(taken: readonly string[], failed: readonly { id: string; pauseMs: number }[]): Promise<void>
  stop(): Promise<void>
}

type IntentRow = {
  payment_method: string
  status: SandboxIntent['status']
  amount: string
  currency: string
  amount_captured: string
  amount_refunded: string
  fees: string
  dispute: Record<keyof SandboxDispute, string> | null
}

/** Opens the sandbox's books in a database, and makes its tables when they are not there. */
export async function openSandboxStore(databaseUrl: string, poolSize: number): Promise<SandboxStore> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    application_name: 'payment-sandbox',
  })
  // A connection that breaks fails its request, or is replaced at the next one. Without listeners an idle one, and one
  // that the pool is just closing, would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  await pool.query(`BEGIN; SELECT pg_advisory_xact_lock(${TABLES_LOCK}); ${SANDBOX_TABLES}; COMMIT`)

  // Requests that come together are answered by one transaction: it is the commit that costs.
  const answer = doTogether(async (asked: readonly Asked[]) => {
    const client = await pool.connect()
    try {
      const answers = await answerInTransaction(client, asked)
      await client.query('COMMIT')
      client.release()
      return answers
    } catch (error) {
      // Not back into the pool: its transaction may still be open.
      client.release(true)
      throw error
    }
  })

  return {
    async answerOnce(key, reference, request, decide) {
      const answered = await answer({ key, reference, parameters: JSON.parse(toWire(request)) as unknown, decide })
      if (answered instanceof IdempotencyError) throw answered
      return answered
    },
    async findIntent(reference) {
      const { rows } = await pool.query<IntentRow>('SELECT * FROM sandbox.intents WHERE reference = $1', [reference])
      return toIntent(rows[0])
    },
    async claimWebhooks(limit, leaseMs) {
      const { rows } = await pool.query<SandboxWebhook>(
        `UPDATE sandbox.webhooks SET due_at = now() + $2 * interval '1 millisecond', attempts = attempts + 1
         WHERE id IN (SELECT id FROM sandbox.webhooks WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING id, body, attempts`,
        [limit, leaseMs],
      )
      return rows
    },
    async settleWebhooks(taken, failed) {
      const settled = [...taken.map((id) => ({ id })), ...failed.map(({ id, pauseMs }) => ({ id, pause: pauseMs }))]
      // The ids are told apart, since PostgreSQL reads the whole table for rows that come as JSON.
      await pool.query(
        `UPDATE sandbox.webhooks SET due_at = now() + settled.pause * interval '1 millisecond'
         FROM jsonb_to_recordset($1) AS settled (id uuid, pause integer)
         WHERE webhooks.id = ANY ($2::uuid[]) AND webhooks.id = settled.id`,
        [JSON.stringify(settled), settled.map(({ id }) => id)],
      )
    },
    stop: () => pool.end(),
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
type Decided = Omit<Asked, 'decide'> & SandboxDecision

async function answerInTransaction(
  client: pg.PoolClient,
  asked: readonly Asked[],
): Promise<(SandboxAnswer | IdempotencyError)[]> {
  // One request of a payment at a time, so that a repeated key waits for the first answer and does not run beside it. In one
  // order, so that nobody waits in a circle.
  const locks = [...new Set(asked.map(({ reference }) => lockOf(reference)))].toSorted((a, b) => (a < b ? -1 : 1))
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock(id) FROM unnest('{${locks.join()}}'::bigint[]) AS id`)
  const { rows } = await client.query<{ request: unknown; answer: SandboxAnswer | null; intent: IntentRow | null }>(
    `SELECT known.request, known.answer,
       (SELECT jsonb_build_object('payment_method', payment_method, 'status', status, 'amount', amount::text, 'currency', currency,
          'amount_captured', amount_captured::text, 'amount_refunded', amount_refunded::text, 'fees', fees::text, 'dispute', dispute)
        FROM sandbox.intents WHERE intents.reference = asked.reference) AS intent
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (key, reference, place)
     LEFT JOIN sandbox.requests known ON idempotency_key = key ORDER BY place`,
    [asked.map(({ key }) => key), asked.map(({ reference }) => reference)],
  )
  const decided = new Map<string, Decided>()
  const intents = new Map<string, SandboxIntent | null>()
  const replayed: string[] = []
  const answers = asked.map(({ key, reference, parameters, decide }, index) => {
    const row = rows[index]
    const earlier = decided.get(key) ?? (row?.answer ? { answer: row.answer, parameters: row.request } : null)
    if (earlier) {
      if (!isDeepStrictEqual(earlier.parameters, parameters))
        return new IdempotencyError(`${key} was used for another request`)
      replayed.push(key)
      return earlier.answer
    }
    const intent = intents.get(reference) ?? toIntent(row?.intent ?? undefined)
    const decision = decide(intent)
    decided.set(key, { key, reference, parameters, ...decision })
    intents.set(reference, decision.intent ?? intent)
    return decision.answer
  })
  if (decided.size > 0) await write(client, [...decided.values()])
  for (const key of replayed) {
    await client.query('UPDATE sandbox.requests SET replays = replays + 1 WHERE idempotency_key = $1', [key])
  }
  return answers
}

async function write(client: pg.PoolClient, decided: readonly Decided[]): Promise<void> {
  const requests = decided.map(({ key, reference, parameters, answer }) => ({
    key,
    reference,
    request: parameters,
    answer,
  }))
  const webhooks = decided.flatMap(({ reference, event, intent }) => {
    if (!event || !intent) return []
    const id = randomUUID()
    return [{ id, reference, body: toWire({ id, type: event, intent: intentToWire(reference, intent) }) }]
  })
  // Of several about one payment the last has it as it is then.
  const intents = new Map(
    decided.flatMap(({ reference, intent }) => (intent ? [[reference, { reference, ...intent }]] : [])),
  )
  await client.query(
    `WITH request AS (
       INSERT INTO sandbox.requests (idempotency_key, reference, request, answer)
       SELECT key, reference, request, answer FROM jsonb_to_recordset($1) AS one (key text, reference text, request jsonb, answer jsonb)
     ), webhook AS (
       INSERT INTO sandbox.webhooks (id, reference, body, due_at)
       SELECT id, reference, body, now() FROM jsonb_to_recordset($2) AS one (id uuid, reference text, body text)
     )
     INSERT INTO sandbox.intents AS intent (reference, payment_method, status, amount, currency, amount_captured, amount_refunded, fees, dispute)
     SELECT reference, "paymentMethod", status, amount, currency, "amountCaptured", "amountRefunded", fees, nullif(dispute, 'null')
     FROM jsonb_to_recordset($3) AS one (reference text, "paymentMethod" text, status text, amount bigint, currency text,
       "amountCaptured" bigint, "amountRefunded" bigint, fees bigint, dispute jsonb)
     ON CONFLICT (reference) DO UPDATE SET payment_method = excluded.payment_method, status = excluded.status,
       amount = excluded.amount, currency = excluded.currency, amount_captured = excluded.amount_captured,
       amount_refunded = excluded.amount_refunded, fees = excluded.fees, dispute = excluded.dispute, updated_at = now()`,
    [JSON.stringify(requests), JSON.stringify(webhooks), toWire([...intents.values()])],
  )
}

function toIntent(row: IntentRow | undefined): SandboxIntent | null {
  if (!row) return null
  const { dispute } = row
  return {
    paymentMethod: row.payment_method,
    status: row.status,
    amount: BigInt(row.amount),
    currency: row.currency,
    amountCaptured: BigInt(row.amount_captured),
    amountRefunded: BigInt(row.amount_refunded),
    fees: BigInt(row.fees),
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
