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

  return {
    async answerOnce(key, reference, request, decide) {
      const client = await pool.connect()
      try {
        const answer = await answerInTransaction(client, key, reference, request, decide)
        await client.query('COMMIT')
        client.release()
        return answer
      } catch (error) {
        // Not back into the pool: its transaction may still be open.
        client.release(true)
        throw error
      }
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
      await pool.query(
        `UPDATE sandbox.webhooks SET due_at = now() + settled.pause * interval '1 millisecond'
         FROM jsonb_to_recordset($1) AS settled (id uuid, pause integer) WHERE webhooks.id = settled.id`,
        [
          JSON.stringify([
            ...taken.map((id) => ({ id })),
            ...failed.map(({ id, pauseMs }) => ({ id, pause: pauseMs })),
          ]),
        ],
      )
    },
    stop: () => pool.end(),
  }
}

async function answerInTransaction(
  client: pg.PoolClient,
  key: string,
  reference: string,
  request: SandboxRequest,
  decide: (intent: SandboxIntent | null) => SandboxDecision,
): Promise<SandboxAnswer> {
  // One request of a payment at a time, so that a repeated key waits for the first answer and does not run beside it.
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${lockOf(reference)})`)
  const parameters = JSON.parse(toWire(request)) as unknown
  const { rows } = await client.query<{ request: unknown; answer: SandboxAnswer | null; intent: IntentRow | null }>(
    `SELECT known.request, known.answer,
       (SELECT jsonb_build_object('payment_method', payment_method, 'status', status, 'amount', amount::text, 'currency', currency,
          'amount_captured', amount_captured::text, 'amount_refunded', amount_refunded::text, 'dispute', dispute)
        FROM sandbox.intents WHERE reference = $2) AS intent
     FROM (VALUES (1)) AS one LEFT JOIN sandbox.requests known ON idempotency_key = $1`,
    [key, reference],
  )
  const known = rows[0]
  if (known?.answer) {
    if (!isDeepStrictEqual(known.request, parameters)) throw new IdempotencyError(`${key} was used for another request`)
    await client.query('UPDATE sandbox.requests SET replays = replays + 1 WHERE idempotency_key = $1', [key])
    return known.answer
  }
  const decision = decide(toIntent(known?.intent ?? undefined))
  await write(client, key, reference, parameters, decision)
  return decision.answer
}

async function write(
  client: pg.PoolClient,
  key: string,
  reference: string,
  parameters: unknown,
  { answer, intent, event }: SandboxDecision,
): Promise<void> {
  const webhookId = randomUUID()
  const body = event && intent && toWire({ id: webhookId, type: event, intent: intentToWire(reference, intent) })
  await client.query(
    `WITH request AS (
       INSERT INTO sandbox.requests (idempotency_key, reference, request, answer) VALUES ($1, $2, $3, $4)
     ), webhook AS (
       INSERT INTO sandbox.webhooks (id, reference, body, due_at)
       SELECT $5::uuid, $2, $6::text, now() WHERE $6::text IS NOT NULL
     )
     INSERT INTO sandbox.intents AS intent (reference, payment_method, status, amount, currency, amount_captured, amount_refunded, dispute)
     SELECT $2, $7::text, $8::text, $9::bigint, $10::text, $11::bigint, $12::bigint, $13::jsonb WHERE $7::text IS NOT NULL
     ON CONFLICT (reference) DO UPDATE SET payment_method = $7, status = $8, amount = $9, currency = $10,
       amount_captured = $11, amount_refunded = $12, dispute = $13, updated_at = now()`,
    [
      key,
      reference,
      JSON.stringify(parameters),
      JSON.stringify(answer),
      webhookId,
      body,
      ...(intent
        ? [intent.paymentMethod, intent.status, intent.amount, intent.currency, intent.amountCaptured]
        : [null, null, null, null, null]),
      intent?.amountRefunded ?? null,
      intent?.dispute ? toWire(intent.dispute) : null,
    ],
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
