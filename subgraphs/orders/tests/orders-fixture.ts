import { createInProcessBus } from '@shop/events/in-process-bus'
import type { EventBus } from '@shop/events/bus'
import type { EventContract } from '@shop/schema/events/define-event'
import { VariantChanged } from '@shop/schema/events/products'
import { toGlobalId } from '@shop/subgraph/global-id'
import { createLog } from '@shop/subgraph/log'
import type { Subgraph } from '@shop/subgraph/subgraph'
import type { Role } from '@shop/subgraph/viewer'
import { createTestDatabase, openTestPool } from '@shop/testkit/database'
import { listenTo, publishEvent } from '@shop/testkit/events'
import { createTestTokens } from '@shop/testkit/tokens'
import type { ExecutionResult } from 'graphql'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { readConfig, type OrdersConfig } from '../src/config.ts'
import { createSubgraph } from '../src/subgraph.ts'

/** Somebody who asks. */
export type Person = { id: string; sessionId: string; authorization: string }

export type OrdersFixture = Awaited<ReturnType<typeof startOrders>>

/** A clock that a test can turn forward. */
export function createTestClock(): { now(): Date; turn(seconds: number): void } {
  let offset = 0
  return { now: () => new Date(Date.now() + offset), turn: (seconds) => (offset += seconds * 1_000) }
}

/** Orders on a database of its own, with a real bus on which the test plays the other subgraphs. */
export async function startOrders(config: Partial<OrdersConfig> = {}) {
  const log = createLog({ name: 'orders-test', level: process.env.TEST_LOG_LEVEL ?? 'fatal' })
  const database = await createTestDatabase('orders')
  const bus: EventBus = createInProcessBus({ log, backoffMs: 20 })
  const tokens = await createTestTokens(log)
  const clock = createTestClock()
  const pool = openTestPool(database.url)
  const told = await listenTo(bus, 'orders')
  const start = (on = bus) =>
    createSubgraph(
      { ...readConfig({}), carrierStepMs: 30, timerIntervalMs: 50, ...config },
      { databaseUrl: database.url, bus: on, verifyToken: tokens.verifyToken, log, clock },
    )
  let subgraph: Subgraph = await start()

  async function person(...roles: Role[]): Promise<Person> {
    const [id, sessionId] = [randomUUID(), randomUUID()]
    const viewer = { id, sessionId, roles: roles.length > 0 ? roles : (['CUSTOMER'] satisfies Role[]) }
    return { id, sessionId, authorization: await tokens.authorization(viewer) }
  }

  async function execute(
    viewer: Person | null,
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<ExecutionResult> {
    return subgraph.execute({ query, variables, headers: { authorization: viewer?.authorization } })
  }

  return {
    /** Ends the subgraph and starts it again on the same database. */
    async restart() {
      await subgraph.stop()
      subgraph = await start()
    },
    /** Another instance on the same database, with pools, caches and a bus of its own, as another process has them. */
    async startAnother() {
      const otherBus = createInProcessBus({ log, backoffMs: 20 })
      const other = await start(otherBus)
      return {
        async ask<Data>(viewer: Person | null, query: string, variables: Record<string, unknown> = {}): Promise<Data> {
          const headers = { authorization: viewer?.authorization }
          const { data, errors } = await other.execute({ query, variables, headers })
          if (errors) throw new Error(`unexpected errors: ${JSON.stringify(errors)}`)
          return data as Data
        },
        async stop() {
          await other.stop()
          await otherBus.stop()
        },
      }
    },
    bus,
    clock,
    events: told.events,
    person,
    execute,
    /** The data of an answer without errors. */
    async ask<Data>(viewer: Person | null, query: string, variables: Record<string, unknown> = {}): Promise<Data> {
      const { data, errors } = await execute(viewer, query, variables)
      if (errors) throw new Error(`unexpected errors: ${JSON.stringify(errors)}`)
      return data as Data
    },
    /** The codes of an answer's errors. */
    async codes(viewer: Person | null, query: string, variables: Record<string, unknown> = {}): Promise<unknown[]> {
      const { errors = [] } = await execute(viewer, query, variables)
      return errors.map((error) => error.extensions.code)
    },
    /** Sends a request to what is served beside GraphQL. */
    async deliver(path: string, init: RequestInit): Promise<Response> {
      const route = subgraph.routes.find((one) => path.startsWith(one.path))
      if (!route) throw new Error(`nothing is served at ${path}`)
      return route.handle(new Request(`http://localhost${path}`, init))
    },
    async follow(viewer: Person | null, query: string, variables: Record<string, unknown>, resumeFrom?: string) {
      const headers = { authorization: viewer?.authorization }
      return subgraph.subscribe({ query, variables, headers, extensions: { resumeFrom } })
    },
    /** Plays another subgraph; resolves when orders has dealt with the event. The same `id` is the same event. */
    tell<Value>(contract: EventContract<string, Value>, subject: string, data: Value, id?: string): Promise<void> {
      return publishEvent(bus, contract, subject, data, id === undefined ? {} : { id })
    },
    async addVariant(price = 2_000, changes: { listed?: boolean; currencyCode?: string } = {}): Promise<string> {
      const variantId = randomUUID()
      await this.tell(VariantChanged, variantId, variantState(variantId, 1, price, changes))
      return variantId
    },
    async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await pool.query<Row>(sql, values)).rows
    },
    databaseUrl: database.url,
    async stop() {
      await told.stop()
      await subgraph.stop()
      await bus.stop()
      await pool.end()
      await database.drop()
    },
  }
}

export function variantState(
  variantId: string,
  version: number,
  price: number,
  { listed = true, currencyCode = 'EUR' }: { listed?: boolean; currencyCode?: string } = {},
) {
  const amount = { amount: price, currencyCode }
  const texts = { sku: `SKU-${variantId.slice(0, 4)}`, title: 'Linen Shirt', variantTitle: 'M / Sand' }
  return { variantId, productId: randomUUID(), version, ...texts, price: amount, listed, weightGrams: 300 }
}

export const variantGid = (id: string) => toGlobalId('ProductVariant', id)

export const ADDRESS = {
  recipient: 'Ada Lovelace',
  line1: 'Keizersgracht 1',
  city: 'Amsterdam',
  postalCode: '1015 CJ',
  countryCode: 'NL',
}
