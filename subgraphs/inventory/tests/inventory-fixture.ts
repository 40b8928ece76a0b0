import { createInProcessBus } from '@shop/events/in-process-bus'
import type { EventContract } from '@shop/schema/events/define-event'
import { OrderPlaced } from '@shop/schema/events/orders'
import { createLog } from '@shop/subgraph/log'
import type { Role } from '@shop/subgraph/viewer'
import { createTestDatabase, openTestPool } from '@shop/testkit/database'
import { listenTo, publishEvent } from '@shop/testkit/events'
import { createTestTokens } from '@shop/testkit/tokens'
import { randomUUID } from 'node:crypto'
import { readConfig } from '../src/config.ts'
import type { InventoryConfig } from '../src/config.ts'
import { createSubgraph } from '../src/subgraph.ts'

const MONEY = { amount: 1_000, currencyCode: 'EUR' }

/** A clock that a test can turn forward. */
function createTestClock(): { now(): Date; turn(seconds: number): void } {
  let offset = 0
  return { now: () => new Date(Date.now() + offset), turn: (seconds) => void (offset += seconds * 1_000) }
}

/** Inventory on a database of its own, with a bus on which the test plays the other subgraphs. */
export async function startInventory(config: Partial<InventoryConfig> = {}) {
  const log = createLog({ name: 'test', level: 'error' })
  const { url, drop } = await createTestDatabase('inventory')
  const pool = openTestPool(url)
  const bus = createInProcessBus({ log })
  const tokens = await createTestTokens(log)
  const clock = createTestClock()
  const dependencies = { databaseUrl: url, bus, verifyToken: tokens.verifyToken, log, clock }
  const start = () => createSubgraph({ ...readConfig({}), timerIntervalMs: 50, ...config }, dependencies)
  let subgraph = await start()
  const told = await listenTo(bus, 'inventory')

  function publish<Data>(contract: EventContract<string, Data>, subject: string, data: Data): Promise<void> {
    return publishEvent(bus, contract, subject, data)
  }

  return {
    bus,
    clock,
    pool,
    publish,
    /** Does something while the subgraph is down, then starts it again on the same database. */
    async whileStopped(work: () => Promise<void>) {
      await subgraph.stop()
      try {
        await work()
      } finally {
        subgraph = await start()
      }
    },
    told: told.events,
    dependencies,
    /** Events that inventory told of a subject, by type. */
    expectTold: told.expect,
    async execute(
      query: string,
      variables: Record<string, unknown> = {},
      roles: Role[] | null = ['STAFF'],
      id: string = randomUUID(),
    ) {
      const authorization = roles ? await tokens.authorization({ id, roles }) : undefined
      // As it would arrive over HTTP: without prototypes, dates as text.
      return JSON.parse(JSON.stringify(await subgraph.execute({ query, variables, headers: { authorization } })))
    },
    /** Follows something; the answer is a stream, or says why there is none. */
    async follow(query: string, variables: Record<string, unknown>, roles: Role[] | null, resumeFrom?: string) {
      const authorization = roles ? await tokens.authorization({ id: randomUUID(), roles }) : undefined
      return subgraph.subscribe({ query, variables, headers: { authorization }, extensions: { resumeFrom } })
    },
    async addLocation(priority: number): Promise<string> {
      const id = randomUUID()
      await pool.query(`INSERT INTO locations VALUES ($1, $2, 'Rotterdam', 'NL', $3)`, [
        id,
        `Warehouse ${priority}`,
        priority,
      ])
      return id
    },
    async addStock(locationId: string, onHand: number, variantId: string = randomUUID()): Promise<string> {
      await pool.query(`INSERT INTO variants VALUES ($1, $2, 1) ON CONFLICT DO NOTHING`, [
        variantId,
        `SKU-${variantId}`,
      ])
      await pool.query(`INSERT INTO stock_levels (id, variant_id, location_id, on_hand) VALUES ($1, $2, $3, $4)`, [
        randomUUID(),
        variantId,
        locationId,
        onHand,
      ])
      return variantId
    },
    async placeOrder(
      lines: { variantId: string; quantity: number }[],
      orderId: string = randomUUID(),
      cart: { cartId?: string; ownerId?: string } = {},
    ): Promise<string> {
      await publish(OrderPlaced, orderId, {
        orderId,
        number: 'SO-1',
        ownerId: randomUUID(),
        total: MONEY,
        paymentMethod: 'pm_card_visa',
        lines: lines.map((line) => ({ ...line, lineId: randomUUID(), unitPrice: MONEY })),
        ...cart,
      })
      return orderId
    },
    async levels(variantId: string): Promise<{ on_hand: number; reserved: number }[]> {
      const sql = `SELECT on_hand, reserved FROM stock_levels JOIN locations ON locations.id = location_id WHERE variant_id = $1 ORDER BY priority`
      return (await pool.query(sql, [variantId])).rows
    },
    /** Levels whose ledger does not explain them; the starting stock of addStock has no movement. */
    async unexplainedReservations(): Promise<unknown[]> {
      const sql = `SELECT l.id, l.reserved, sum(m.reserved_delta) FROM stock_levels l LEFT JOIN stock_movements m ON m.stock_level_id = l.id
        GROUP BY l.id HAVING l.reserved <> coalesce(sum(m.reserved_delta), 0)`
      return (await pool.query(sql)).rows
    },
    async stop() {
      await told.stop()
      await subgraph.stop()
      await bus.stop()
      await pool.end()
      await drop()
    },
  }
}

export type InventoryFixture = Awaited<ReturnType<typeof startInventory>>
