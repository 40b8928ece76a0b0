import { demoPassword } from '@shop/prisma/demo/people'
import { createRandom } from '@shop/prisma/demo/random'
import { redisAvailable } from '@shop/testkit/redis'
import { waitUntil } from '@shop/testkit/wait-until'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killEverything, startMortalRedis } from '../crash/killer.ts'
import type { MortalRedis } from '../crash/killer.ts'
import { askUntilAnswered } from '../crash/stubborn-client.ts'
import { expectCleanAudit } from '../shop/audit.ts'
import { openDatabases } from '../shop/databases.ts'
import type { Databases } from '../shop/databases.ts'
import { asGuest, orderInput, signIn } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { fillCart, findVariants, PLACE, setStock } from '../shop/shopping.ts'
import { startDistributedShop } from '../shop/topologies.ts'
import type { DistributedTestShop } from '../shop/topologies.ts'
import { followDelivery, followMyOrders, followOrder } from './followers.ts'
import type { Follower, Parcel, Transition } from './followers.ts'
import { startReloading } from './reloaded-supergraph.ts'
import type { ReloadedSupergraph } from './reloaded-supergraph.ts'

const SEED = Number(process.env.LIVE_SEED ?? Math.floor(Math.random() * 1_000_000))
const isFull = process.env.LIVE_E2E === 'full'
const FOLLOWERS = 500
/** CI has few orders, each with many followers. */
const ORDERS = isFull ? 100 : 20
/** Orders that are placed side by side. */
const AT_ONCE = 20
const ROUNDS = isFull ? 5 : 1
const RELOADS = 20
/** A parcel has four steps: orders live as long as the killing takes. */
const STEP_MS = isFull ? 12_000 : 2_500
const PAUSE_MS: [number, number] = isFull ? [2_000, 4_000] : [2_000, 3_000]
/** About as long as the killing takes. */
const TROUBLE_MS = isFull ? 45_000 : 8_000
const CUTS = isFull ? 2_000 : 400
const timeout = isFull ? 600_000 : 120_000
const METHODS = [...Array<string>(7).fill('pm_card_visa'), 'pm_card_chargeDeclined']

/** What happened to an order, by its own rows: the truth that followers are held to. */
type History = Pick<Transition, 'version' | 'status' | 'paymentStatus' | 'fulfillmentStatus'>[]

/** One who buys, and all who follow the order. */
type Buyer = {
  client: ShopClient
  token: string
  method: string
  variant: number
  mine: Follower<Transition | null>
  orderId: string
  orders: Follower<Transition>[]
  deliveries: Follower<Parcel>[]
}

describe.skipIf(!redisAvailable)(`orders that ${FOLLOWERS} follow (LIVE_SEED=${SEED})`, () => {
  let redis: MortalRedis
  let supergraph: ReloadedSupergraph
  let shop: DistributedTestShop
  let databases: Databases
  let staff: ShopClient
  const buyers: Buyer[] = []

  beforeAll(async () => {
    process.stdout.write(`LIVE_SEED=${SEED} repeats this run\n`)
    redis = await startMortalRedis()
    supergraph = await startReloading()
    shop = await startDistributedShop({
      REDIS_URL: redis.url,
      SUPERGRAPH: supergraph.file,
      CARRIER_STEP_MS: String(STEP_MS),
      PROVIDER_BACKOFF_MS: '100',
      CONNECTIONS_PER_VIEWER: String(FOLLOWERS),
      // What is killed makes the others complain, and rightly.
      LOG_LEVEL: 'fatal',
    })
    databases = await openDatabases(shop.databaseUrl)
    staff = await signIn(shop.url, 'staff@example.com', demoPassword)
  })
  afterAll(async () => {
    await Promise.all(buyers.flatMap(followersOf).map((follower) => follower.stop()))
    await databases?.close()
    await shop?.stop()
    await supergraph?.stop()
    await redis?.stop()
  })

  it(
    'tells each of them every transition once and in order, through kills, cuts and reloads',
    { timeout },
    async () => {
      const random = createRandom('live', SEED)
      const variants = (await findVariants(staff)).slice(0, 4)
      for (const variant of variants) await setStock(staff, variant, ORDERS * 2)
      for (let index = 0; index < ORDERS; index += 1) {
        buyers.push(await enter(random.pick(METHODS), random.between(0, 3)))
      }
      for (let next = 0; next < ORDERS; next += AT_ONCE) {
        await Promise.all(
          buyers.slice(next, next + AT_ONCE).map((buyer) => place(buyer, variants[buyer.variant] ?? '')),
        )
      }

      const [blows] = await Promise.all([
        killEverything({ shop, redis }, createRandom('blows', SEED), {
          rounds: ROUNDS,
          pauseMs: PAUSE_MS,
          named: ['router', 'orders', 'redis'],
        }),
        supergraph.reload(RELOADS, TROUBLE_MS / RELOADS),
        cutAtRandom(),
      ])
      const isOpen = `orders WHERE owner_kind = 'GUEST' AND status NOT IN ('COMPLETED', 'CANCELLED')`
      await waitUntil(async () => (await count(isOpen)) === 0, { what: 'every order to be final', timeoutMs: 90_000 })
      await waitUntil(() => buyers.flatMap(({ orders, deliveries }) => [...orders, ...deliveries]).every(hasEnded), {
        what: 'every stream of an order to end',
        timeoutMs: 30_000,
      })

      let transitions = 0
      for (const buyer of buyers) transitions += await check(buyer)
      await waitUntil(async () => (await descriptionOfOrder()) === supergraph.description(), {
        what: 'the router to serve the last supergraph',
        timeoutMs: 20_000,
      })
      const followers = buyers.flatMap(followersOf)
      const reconnects = followers.reduce((sum, follower) => sum + follower.reconnects(), 0)
      expect(reconnects).toBeGreaterThan(FOLLOWERS / 2)
      await expectCleanAudit(shop.databaseUrl, 60_000)
      process.stdout.write(
        `${blows.join(', ')}\n${transitions} transitions told to ${followers.length} followers, who came back ${reconnects} times\n`,
      )
    },
  )

  const hasEnded = (follower: Follower<unknown>) => follower.hasEnded() || follower.complaints.length > 0

  function followersOf({ mine, orders, deliveries }: Buyer): Follower<unknown>[] {
    return [mine, ...orders, ...deliveries]
  }

  async function enter(method: string, variant: number): Promise<Buyer> {
    const { client, token } = await asGuest(shop.url)
    const mine = followMyOrders(shop.url, token)
    return { client, token, method, variant, mine, orderId: '', orders: [], deliveries: [] }
  }

  /** Orders, and is followed from then on by many. */
  async function place(buyer: Buyer, variantId: string): Promise<void> {
    const cartId = await fillCart(buyer.client, variantId)
    const input = orderInput(cartId, { paymentMethod: buyer.method })
    const { data } = await askUntilAnswered(buyer.client, PLACE, { input })
    const orderId: string | undefined = data.placeOrder.order?.id
    if (!orderId) throw new Error(`an order was refused: ${JSON.stringify(data)}`)
    buyer.orderId = orderId
    const others = Math.floor(FOLLOWERS / ORDERS) - 1
    for (let index = 0; index < others; index += 1) {
      if (index % 4 === 3) buyer.deliveries.push(followDelivery(shop.url, buyer.token, orderId))
      else buyer.orders.push(followOrder(shop.url, buyer.token, orderId))
    }
  }

  async function cutAtRandom(): Promise<void> {
    const random = createRandom('cuts', SEED)
    for (let cut = 0; cut < CUTS; cut += 1) {
      await delay(TROUBLE_MS / CUTS)
      random.pick(buyers.flatMap(followersOf)).cut()
    }
  }

  /** Holds everybody who followed an order to what happened to it. Answers how many transitions they were told. */
  async function check({ orderId, mine, orders, deliveries }: Buyer): Promise<number> {
    const history = await historyOf(orderId)
    const complaints = [mine, ...orders, ...deliveries].flatMap((follower) => follower.complaints)
    expect(complaints, orderId).toEqual([])
    // It followed before there was the order: everything.
    const last = history.at(-1)?.version
    await waitUntil(() => mine.told.at(-1)?.version === last, { what: 'the last version' })
    const ofMine = mine.told.filter((order) => order !== null)
    expect(ofMine.map(transitionOf), orderId).toEqual(history)
    for (const { told } of orders) {
      // They came when it was there already: everything from then on.
      const [first] = told
      const expected = history.filter(({ version }) => version >= (first?.version ?? Number.POSITIVE_INFINITY))
      expect(expected.length, orderId).toBeGreaterThan(0)
      expect(told.map(transitionOf), orderId).toEqual(expected)
      expect(told.every(({ lines }) => lines.every(({ title, variant }) => title && variant?.sku))).toBe(true)
    }
    await checkDeliveries(orderId, deliveries)
    return orders.reduce((sum, { told }) => sum + told.length, ofMine.length)
  }

  /** Of a parcel the newest state is enough: it holds every report, in their order. */
  async function checkDeliveries(orderId: string, deliveries: readonly Follower<Parcel>[]): Promise<void> {
    const sql = `SELECT json_agg(event.status ORDER BY event.occurred_at, event.id) FROM shipments parcel
                   JOIN tracking_events event ON event.shipment_id = parcel.id
                  WHERE parcel.order_id = $1 GROUP BY parcel.id`
    const reports = (await databases.value('orders', sql, [uuidOf(orderId)])) as string[] | undefined
    for (const { told } of deliveries) {
      const seen = told.at(-1)?.trackingEvents.map(({ status }) => status)
      expect(seen, orderId).toEqual(reports)
      const counts = told.map(({ trackingEvents }) => trackingEvents.length)
      expect(counts, orderId).toEqual(counts.toSorted((one, other) => one - other))
    }
  }

  async function historyOf(orderId: string): Promise<History> {
    const sql = `SELECT json_agg(json_build_object('version', data->'version', 'status', data->'status',
                          'paymentStatus', data->'payment_status', 'fulfillmentStatus', data->'fulfillment_status')
                          ORDER BY position)
                   FROM live_changes WHERE topics @> ARRAY['order:' || $1]`
    const history = (await databases.value('orders', sql, [uuidOf(orderId)])) as History
    const version = await databases.value('orders', 'SELECT version FROM orders WHERE id = $1', [uuidOf(orderId)])
    expect(history.map((transition) => transition.version)).toEqual(history.map((_each, index) => index + 1))
    expect(history.at(-1)?.version).toBe(version)
    return history
  }

  async function count(rows: string): Promise<number> {
    return Number(await databases.value('orders', `SELECT count(*) FROM ${rows}`))
  }

  async function descriptionOfOrder(): Promise<string> {
    const { data } = await askUntilAnswered(staff, '{ __type(name: "Order") { description } }', {})
    return data.__type.description
  }
})

function transitionOf({ version, status, paymentStatus, fulfillmentStatus }: Transition): History[number] {
  return { version, status, paymentStatus, fulfillmentStatus }
}

function uuidOf(globalId: string): string {
  return Buffer.from(globalId, 'base64url').toString().replace('Order:', '')
}
