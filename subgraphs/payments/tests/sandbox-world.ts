import { serveSandbox } from '@shop/payment-sandbox/serve'
import type { SandboxServer } from '@shop/payment-sandbox/serve'
import { createEmptyDatabase, openTestPool } from '@shop/testkit/database'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PaymentsConfig } from '../src/config.ts'
import { log, startPayments } from './payments-fixture.ts'
import type { Payments } from './payments-fixture.ts'

const NO_FEES = { basisPoints: 0, fixed: 0 }
const API_KEY = 'key of the test'
export const WEBHOOK_SECRET = 'secret of the test'

/** Payments and, behind HTTP and on a database of its own, the provider. */
export type SandboxWorld = {
  payments: Payments
  sandbox: SandboxServer
  /** The provider's own books of a payment. */
  booksOf(paymentId: string): Promise<{ status: string; captured: number; refunded: number } | undefined>
  /** A statement in the provider's database. */
  query<Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]>
  /** What customers and their banks do at the provider. */
  act(paymentId: string, operation: 'act' | 'close_dispute', body?: object): Promise<void>
  stop(): Promise<void>
}

export async function startSandboxWorld(
  config: Partial<PaymentsConfig> = {},
  random?: () => number,
): Promise<SandboxWorld> {
  const database = await createEmptyDatabase()
  const pool = openTestPool(database.url)
  let deliver: (request: Request) => Promise<Response> = async () => new Response(null, { status: 503 })
  const door = createServer((request, response) => {
    void request.toArray().then(async (chunks) => {
      const headers = new Headers(request.headers as Record<string, string>)
      const body = Buffer.concat(chunks as Buffer[])
      const answer = await deliver(new Request('http://shop.test/webhooks/payments', { method: 'POST', headers, body }))
      response.writeHead(answer.status).end()
    })
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const sandbox = await serveSandbox({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.url,
    apiKey: API_KEY,
    webhookSecret: WEBHOOK_SECRET,
    webhookUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}/webhooks/payments`,
    redirectUrl: (reference) => `/bank/${reference}`,
    fees: NO_FEES,
    log,
    ...(random ? { random } : {}),
  })
  const elsewhere = { url: sandbox.url, apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET }
  const provider = { name: 'sandbox', elsewhere, fees: NO_FEES } as const
  const payments = await startPayments({ config: { provider, ...config } })
  const route = payments.subgraph.routes.find(({ path }) => path === '/webhooks/payments')
  if (!route) throw new Error('payments takes no webhooks')
  deliver = route.handle

  async function query<Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> {
    return (await pool.query(sql, values)).rows as Row[]
  }
  return {
    payments,
    sandbox,
    query,
    async booksOf(paymentId) {
      const rows = await query<{ status: string; captured: number; refunded: number }>(
        `SELECT status, amount_captured::int AS captured, amount_refunded::int AS refunded
         FROM sandbox.intents WHERE reference = $1`,
        paymentId,
      )
      return rows[0]
    },
    async act(paymentId, operation, body = {}) {
      const response = await fetch(`${sandbox.url}/v1/payment_intents/${paymentId}/${operation}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${API_KEY}`, 'idempotency-key': `${operation}:${paymentId}` },
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`the sandbox answered ${response.status}`)
    },
    async stop() {
      await sandbox.stop()
      await payments.stop()
      await pool.end()
      door.closeAllConnections()
      await new Promise((resolve) => door.close(resolve))
      await database.drop()
    },
  }
}
