import { demoPassword } from '@shop/prisma/demo/people'
import { createRandom } from '@shop/prisma/demo/random'
import { redisAvailable } from '@shop/testkit/redis'
import { waitUntil } from '@shop/testkit/wait-until'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectCleanAudit } from '../shop/audit.ts'
import { openDatabases } from '../shop/databases.ts'
import type { Databases } from '../shop/databases.ts'
import { signIn } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { findVariants, setStock } from '../shop/shopping.ts'
import { startDistributedShop } from '../shop/topologies.ts'
import type { DistributedTestShop } from '../shop/topologies.ts'
import { buy, drawPlans, enterShop } from './buyers.ts'
import { killEverything, startMortalRedis } from './killer.ts'
import type { MortalRedis } from './killer.ts'
import { startMortalPostgres, type MortalPostgres } from './mortal-postgres.ts'
import { askUntilAnswered } from './stubborn-client.ts'

const SEED = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1_000_000))
/** More for who has the time: CRASH_ORDERS=2000 CRASH_ROUNDS=20. */
const ORDERS = Number(process.env.CRASH_ORDERS ?? 200)
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 2)
const PAUSE_MS: [number, number] = [400, 1_700]
/** About as long as the killing takes. */
const BUYING_MS = ROUNDS * 11_000
/** All of it: entering, the killing, a minute of calm; many times that where others use the machine, too. */
const TIMEOUT_MS = 240_000 + ROUNDS * 30_000
/** Units of each of three variants, of six that are wanted: not enough. */
const SCARCE = Math.ceil(ORDERS / 5)
const COUNTED = 10
/** What the shop has, all in all, until nothing is open any more and the audit finds nothing. */
const CALM_MS = 60_000

const LEVELS = `query ($variantId: ID!) { stockLevels(variantId: $variantId) { nodes { location { id } } } }`
const ADJUST = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { userErrors { code } } }`

describe.skipIf(!redisAvailable)(`a shop whose processes are killed (CRASH_SEED=${SEED})`, () => {
  let redis: MortalRedis
  let postgres: MortalPostgres
  let shop: DistributedTestShop
  let databases: Databases | undefined
  let staff: ShopClient

  beforeAll(async () => {
    process.stdout.write(`CRASH_SEED=${SEED} repeats this run\n`)
    redis = await startMortalRedis()
    postgres = await startMortalPostgres()
    shop = await startDistributedShop({
      ...postgres.environment,
      REDIS_URL: redis.url,
      ORDER_PENDING_TIMEOUT_SECONDS: '15',
      ORDER_TIMER_INTERVAL_MS: '500',
      PROVIDER_TIMEOUT_MS: '400',
      PROVIDER_BACKOFF_MS: '100',
      // What is killed makes the others complain, and rightly.
      LOG_LEVEL: 'fatal',
    })
    staff = await signIn(shop.url, 'staff@example.com', demoPassword)
  })
  afterAll(async () => {
    await databases?.close()
    await shop?.stop()
    await postgres?.stop()
    await redis?.stop()
  })

  it(
    'loses no order, sells no unit twice, and neither takes nor keeps money wrongly',
    { timeout: TIMEOUT_MS },
    async () => {
      const variants = (await findVariants(staff)).slice(0, 6)
      for (const scarce of variants.slice(0, 3)) await setStock(staff, scarce, SCARCE)
      const plans = drawPlans(SEED, { count: ORDERS, variants: variants.length, withinMs: BUYING_MS })
      const buyers = await Promise.all(plans.map((plan) => enterShop(shop.url, variants, plan)))

      const [blows, placed] = await Promise.all([
        killEverything({ shop, redis, postgres }, createRandom('blows', SEED), { rounds: ROUNDS, pauseMs: PAUSE_MS }),
        Promise.all(buyers.map(buy)),
        findUnits(variants[0] ?? ''),
      ])
      const calmSince = performance.now()
      const secondsOfCalm = () => ((performance.now() - calmSince) / 1_000).toFixed(1)
      // Only now: the killed server took every connection with it.
      databases = await openDatabases(shop.databaseUrl)
      await waitUntil(async () => (await openOrders()) === null, { timeoutMs: CALM_MS }).catch(async () => {
        throw new Error(`orders that are open after a minute of calm: ${await openOrders()}`)
      })
      const finalAfter = secondsOfCalm()
      await expectCleanAudit(shop.databaseUrl, Math.max(0, CALM_MS - (performance.now() - calmSince)))
      process.stdout.write(`orders final after ${finalAfter} s of calm, the audit clean after ${secondsOfCalm()} s\n`)

      const ids = placed.map(({ id }) => Buffer.from(id, 'base64url').toString().replace('Order:', ''))
      expect(new Set(ids).size).toBe(ORDERS)
      expect(await count('orders WHERE id = ANY ($1)', [ids])).toBe(ORDERS)
      // Not one more than was acknowledged, although many were asked for several times.
      expect(await count(`orders WHERE owner_kind = 'GUEST'`)).toBe(ORDERS)
      const cancelled = ids.filter((_id, index) => placed[index]?.isCancelled)
      expect(await count(`orders WHERE status = 'CANCELLED' AND id = ANY ($1)`, [cancelled])).toBe(cancelled.length)
      const found = `SELECT count(*)::int FROM stock_movements WHERE note = 'found'`
      expect(await databases.value('inventory', found)).toBe(COUNTED)

      const moments = placed.map(({ lastAskedAt }) => lastAskedAt)
      const lost = await count(
        'orders JOIN unnest($1::uuid[], $2::timestamptz[]) AS asked (id, at) USING (id) WHERE placed_at < at',
        [ids, moments],
      )
      const outcomes = await databases.value(
        'orders',
        `SELECT string_agg(format('%s %s', count, outcome), ', ') FROM (
         SELECT concat_ws(' ', status, cancel_reason) AS outcome, count(*) FROM orders WHERE owner_kind = 'GUEST' GROUP BY 1) AS all_of_them`,
      )
      const retried = placed.filter(({ tries }) => tries > 1).length
      process.stdout.write(
        `${blows.join(', ')}\n${retried} orders were asked for again, ${lost} of them had been placed\n${String(outcomes)}\n`,
      )
    },
  )

  /** What is known of orders that are not final, where they are known. */
  async function openOrders(): Promise<string | null> {
    const open = `SELECT id, status, payment_status, version, attention_reason, placed_at, confirmed_at FROM orders
      WHERE status NOT IN ('COMPLETED', 'CANCELLED')`
    const json = async (database: string, rows: string, ...values: unknown[]) => {
      const text = await databases?.value(database, `SELECT json_agg(r)::text FROM (${rows}) r`, values)
      return typeof text === 'string' ? text : ''
    }
    const orders = await json('orders', open)
    if (!orders) return null
    const ids = (JSON.parse(orders) as { id: string }[]).map(({ id }) => id)
    const parts = [
      json('inventory', 'SELECT * FROM reservations WHERE order_id = ANY ($1::uuid[])', ids),
      json('payments', 'SELECT * FROM payments WHERE order_id = ANY ($1::uuid[])', ids),
      ...['orders', 'inventory', 'payments'].map((database) => json(database, 'SELECT * FROM dead_letters')),
    ]
    return [orders, ...(await Promise.all(parts))].join('\n')
  }

  async function count(rows: string, values: unknown[] = []): Promise<number> {
    return Number(await databases?.value('orders', `SELECT count(*) FROM ${rows}`, values))
  }

  /** Staff finds units meanwhile: each adjustment counts once, however often it is sent. */
  async function findUnits(variantId: string): Promise<void> {
    const { data } = await askUntilAnswered(staff, LEVELS, { variantId })
    const locationId: string = data.stockLevels.nodes[0].location.id
    for (let index = 0; index < COUNTED; index += 1) {
      await delay(BUYING_MS / COUNTED)
      const adjustment = { variantId, locationId, delta: 1, reason: 'COUNTED', note: 'found' }
      const input = { ...adjustment, idempotencyKey: `found ${index}` }
      const answer = await askUntilAnswered(staff, ADJUST, { input })
      expect(answer.data.adjustStock.userErrors).toEqual([])
    }
  }
})
