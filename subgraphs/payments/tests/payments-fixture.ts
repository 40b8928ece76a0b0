import type { EventBus } from '@shop/events/bus'
import { createInProcessBus } from '@shop/events/in-process-bus'
import { systemClock } from '@shop/subgraph/clock'
import { toGlobalId } from '@shop/subgraph/global-id'
import { createLog } from '@shop/subgraph/log'
import type { Subgraph } from '@shop/subgraph/subgraph'
import type { Role } from '@shop/subgraph/viewer'
import { createTestDatabase, openTestPool } from '@shop/testkit/database'
import { createTestTokens } from '@shop/testkit/tokens'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { readConfig } from '../src/config.ts'
import type { PaymentsConfig } from '../src/config.ts'
import type { PaymentProvider } from '../src/provider/provider.ts'
import { createSubgraph } from '../src/subgraph.ts'

export const log = createLog({ name: 'payments test', level: 'silent' })
const tokens = await createTestTokens(log)

/** Short enough for a test, long enough for a machine that is busy. */
export const fastConfig: PaymentsConfig = {
  // Without fees, which come with the comparison of the books: what is counted here is what customers paid.
  ...readConfig({ PAYMENT_SANDBOX_FEE_BASIS_POINTS: '0', PAYMENT_SANDBOX_FEE_FIXED: '0' }),
  providerTimeoutMs: 5_000,
  providerBackoffMs: 10,
  providerPollMs: 50,
}

export type StartOptions = {
  config?: Partial<PaymentsConfig>
  wrapProvider?: (provider: PaymentProvider) => PaymentProvider
  /** Of another instance, to run beside it on the same database. */
  databaseUrl?: string
  bus?: EventBus
}

/** One instance of payments on a database of its own (or another instance's), with a door for each way in and out. */
export type Payments = Awaited<ReturnType<typeof startPayments>>

export async function startPayments({ config, wrapProvider, databaseUrl, bus: sharedBus }: StartOptions = {}) {
  const own = databaseUrl === undefined ? await createTestDatabase('payments') : null
  const url = databaseUrl ?? own?.url ?? ''
  const bus = sharedBus ?? createInProcessBus({ log })
  const { verifyToken } = tokens
  const dependencies = { databaseUrl: url, bus, verifyToken, log, clock: systemClock }
  const subgraph = await createSubgraph({ ...fastConfig, ...config }, dependencies, wrapProvider)
  const pool = openTestPool(url)

  async function query<Row extends pg.QueryResultRow>(sql: string, ...values: unknown[]): Promise<Row[]> {
    return (await pool.query<Row>(sql, values)).rows
  }
  return {
    databaseUrl: url,
    bus,
    subgraph,
    query,
    /** Types of the events that were told of an order, oldest first. */
    async eventsOf(orderId: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
      return query('SELECT type, data FROM outbox_events WHERE subject = $1 ORDER BY position', orderId)
    },
    async paymentOf(orderId: string): Promise<PaymentState | undefined> {
      const rows = await query<PaymentState>('SELECT * FROM payments WHERE order_id = $1', orderId)
      return rows[0]
    },
    async stop() {
      await pool.end()
      await subgraph.stop()
      if (!sharedBus) await bus.stop()
      await own?.drop()
    },
  }
}

export type PaymentState = {
  id: string
  status: string
  goal: string
  amount: string
  amount_captured: string
  amount_refunded: string
  amount_refunding: string
  amount_disputed: string
  failure_code: string | null
  operation: string | null
  attempts: number
  due_at: Date | null
}

export type TestAnswer = {
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is the query's, which each test writes by itself
  data: any
  errors: { message: string; extensions: { code: string } }[]
}

/** Asks the subgraph as a viewer (nobody when left out), the way the router does. */
export async function ask(
  subgraph: Subgraph,
  query: string,
  variables: Record<string, unknown> = {},
  viewer?: { id: string; roles?: Role[] },
): Promise<TestAnswer> {
  const authorization = viewer && (await tokens.authorization({ roles: ['CUSTOMER'], ...viewer }))
  const result = await subgraph.execute({ query, variables, headers: { authorization } })
  const { data = null, errors = [] } = JSON.parse(JSON.stringify(result)) as Partial<TestAnswer>
  return { data, errors }
}

export const admin = { id: randomUUID(), roles: ['ADMIN' as const] }
export const staff = { id: randomUUID(), roles: ['STAFF' as const] }
export const paymentGlobalId = (id: string) => toGlobalId('Payment', id)
export const orderGlobalId = (id: string) => toGlobalId('Order', id)
