import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import type { SandboxAnswer, SandboxIntent, SandboxRequest } from './sandbox-intent.ts'

type IntentRow = {
  payment_method: string
  status: SandboxIntent['status']
  amount: string
  currency: string
  amount_captured: string
  amount_refunded: string
}

type Decide = (intent: SandboxIntent | null) => { answer: SandboxAnswer; intent: SandboxIntent | null }

/** The sandbox's journal and intents. Its connections are its own: what it commits stays when the shop's transaction does not. */
export type SandboxStore = {
  /** Answers a request once: the same key gets the first answer again, whatever `decide` would say now. */
  answerOnce(key: string, reference: string, request: SandboxRequest, decide: Decide): Promise<SandboxAnswer>
  stop(): Promise<void>
}

export function createSandboxStore(databaseUrl: string, poolSize: number): SandboxStore {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize })
  // A connection that breaks fails its request, or is replaced at the next one. Without listeners an idle one, and one
  // that the pool is just closing, would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))

  return {
    async answerOnce(key, reference, request, decide) {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
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
    stop: () => pool.end(),
  }
}

async function answerInTransaction(
  client: pg.PoolClient,
  key: string,
  reference: string,
  request: SandboxRequest,
  decide: Decide,
): Promise<SandboxAnswer> {
  // One request of a payment at a time, so that a repeated key waits for the first answer and does not run beside it.
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [reference])
  const parameters = JSON.parse(JSON.stringify(request, toJson)) as unknown
  const known = await client.query<{ request: unknown; answer: SandboxAnswer }>(
    'UPDATE sandbox_requests SET replays = replays + 1 WHERE idempotency_key = $1 RETURNING request, answer',
    [key],
  )
  const first = known.rows[0]
  if (first) {
    if (!isDeepStrictEqual(first.request, parameters)) throw new Error(`${key} was used for another request`)
    return first.answer
  }
  const { answer, intent } = decide(await readIntent(client, reference))
  if (intent) await writeIntent(client, reference, intent)
  await client.query(
    'INSERT INTO sandbox_requests (idempotency_key, reference, request, answer) VALUES ($1, $2, $3, $4)',
    [key, reference, JSON.stringify(parameters), JSON.stringify(answer)],
  )
  return answer
}

async function readIntent(client: pg.PoolClient, reference: string): Promise<SandboxIntent | null> {
  const { rows } = await client.query<IntentRow>('SELECT * FROM sandbox_intents WHERE reference = $1', [reference])
  const row = rows[0]
  if (!row) return null
  return {
    paymentMethod: row.payment_method,
    status: row.status,
    amount: BigInt(row.amount),
    currency: row.currency,
    amountCaptured: BigInt(row.amount_captured),
    amountRefunded: BigInt(row.amount_refunded),
  }
}

async function writeIntent(client: pg.PoolClient, reference: string, intent: SandboxIntent): Promise<void> {
  await client.query(
    `INSERT INTO sandbox_intents (reference, payment_method, status, amount, currency, amount_captured, amount_refunded)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (reference) DO UPDATE SET payment_method = $2, status = $3, amount = $4, currency = $5,
       amount_captured = $6, amount_refunded = $7, updated_at = now()`,
    [
      reference,
      intent.paymentMethod,
      intent.status,
      intent.amount,
      intent.currency,
      intent.amountCaptured,
      intent.amountRefunded,
    ],
  )
}

function toJson(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
