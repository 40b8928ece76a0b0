import { demoPassword } from '@shop/prisma/demo/people'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomInt, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectCleanAudit } from '../shop/audit.ts'
import { openDatabases } from '../shop/databases.ts'
import type { Databases } from '../shop/databases.ts'
import { asGuest, signIn } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { fillCart, setStock, unitsAvailable } from '../shop/shopping.ts'
import { topologies } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'
import { drawPlans, enterShop, forEach, order, shuffle, START } from './buyers.ts'
import type { Plan } from './buyers.ts'

const SEED = Number(process.env.CONTENTION_SEED ?? randomInt(2 ** 31))
/** CI has the time for one; `CONTENTION_TOPOLOGY=distributed` runs the other. */
const TOPOLOGY = process.env.CONTENTION_TOPOLOGY ?? 'standalone'
/** As many as CI has the time for; a thousand take a minute and a half on two cores. */
const BUYERS = Number(process.env.CONTENTION_BUYERS ?? 300)
const STOCK = BUYERS / 10
const UNCONTENDED_BUYERS = BUYERS / 10
/** Filling carts, ordering and sending, on a machine that others use, too; of CI's few buyers five minutes. */
const TIMEOUT_MS = Math.max(300_000, BUYERS * 1_000)
/** Guests who fill their carts at a time; they order all at once. */
const GUESTS_AT_ONCE = 50

type Variant = { id: string; sku: string }

async function listVariants(client: ShopClient): Promise<Variant[]> {
  const query = `{ products(first: 100) { nodes { variants { id sku listed } } } }`
  const { data } = await client.ask(query)
  const nodes = data.products.nodes as { variants: (Variant & { listed: boolean })[] }[]
  return nodes.flatMap(({ variants }) => variants.filter(({ listed }) => listed).map(({ id, sku }) => ({ id, sku })))
}

/** Fills the shelves of one location, as staff does when a lorry has come. */
async function stockUp(staff: ShopClient, variants: readonly Variant[]): Promise<void> {
  const { data } = await staff.ask('{ locations { name } }')
  const location: string = data.locations[0].name
  const rows = variants.map(({ sku }) => ({ sku, location, onHand: 10_000 }))
  const mutation = `mutation ($input: ImportStockInput!) { importStock(input: $input) { report { applied } userErrors { code } } }`
  const answer = await staff.ask(mutation, { input: { idempotencyKey: randomUUID(), rows } })
  expect(answer.data?.importStock.report.applied, JSON.stringify(answer)).toBe(variants.length)
}

describe.each(topologies.filter(({ name, available }) => available && name === TOPOLOGY))(
  'a rush in the $name topology',
  ({ start }) => {
    let shop: TestShop
    let databases: Databases
    let staff: ShopClient

    beforeAll(async () => {
      shop = await start()
      databases = await openDatabases(shop.databaseUrl)
      staff = await signIn(shop.url, 'staff@example.com', demoPassword)
    })
    afterAll(async () => {
      await databases?.close()
      await shop?.stop()
    })

    /** Lets all order at once; answers how many per second were decided: set aside or refused. */
    async function rush(plans: readonly Plan[]): Promise<number> {
      const buyers = await forEach(plans, GUESTS_AT_ONCE, (plan) => enterShop(shop.url, plan))
      const decided = async () =>
        Number(await databases.value('inventory', 'SELECT count(*) FROM reservations WHERE order_id IS NOT NULL'))
      const before = await decided()
      const startedAt = performance.now()
      await Promise.all(buyers.map(order))
      await waitUntil(async () => (await decided()) === before + plans.length, {
        what: 'inventory to decide about every order',
        timeoutMs: TIMEOUT_MS,
      })
      return plans.length / ((performance.now() - startedAt) / 1_000)
    }

    async function settle(): Promise<void> {
      const open = `SELECT count(*)::int FROM orders WHERE status IN ('PENDING', 'CONFIRMED')`
      const isSettled = async () => (await databases.value('orders', open)) === 0
      await waitUntil(isSettled, { what: 'every order to be final', timeoutMs: TIMEOUT_MS })
    }

    it('shows on the cart whether its units are held, and lets go of them with the cart', async () => {
      const [variant] = await listVariants(staff)
      const { client } = await asGuest(shop.url)
      const cartId = await fillCart(client, variant?.id ?? '')
      await client.ask(START, { input: { idempotencyKey: randomUUID(), cartId } })
      const read = `{ cart { lines { id } checkout { revision } stockHold { status revision expiresAt shortages { requested } } } }`
      const cart = async () => (await client.ask(read)).data.cart
      const answered = async (status: string) => {
        const { checkout, stockHold } = await cart()
        return stockHold?.revision === checkout.revision && stockHold.status === status
      }
      await waitUntil(() => answered('HELD'), { what: 'the hold', timeoutMs: 30_000 })
      const remove = `mutation ($input: RemoveCartLineInput!) { removeCartLine(input: $input) { userErrors { code } } }`
      await client.ask(remove, { input: { id: (await cart()).lines[0].id } })
      await waitUntil(() => answered('RELEASED'), { what: 'the hold to end', timeoutMs: 30_000 })
    })

    it(
      `of ${BUYERS} buyers who want the same three things ${STOCK} get them, and none waits for another in a circle`,
      async () => {
        console.log(`contention: CONTENTION_SEED=${SEED} CONTENTION_TOPOLOGY=${TOPOLOGY} CONTENTION_BUYERS=${BUYERS}`)
        const variants = await listVariants(staff)
        await stockUp(staff, variants)
        const calm = drawPlans(SEED, UNCONTENDED_BUYERS, (random) =>
          shuffle(random, variants)
            .slice(0, 3)
            .map(({ id }) => id),
        )
        const uncontended = await rush(calm)
        await settle()

        const hot = variants.slice(0, 3).map(({ id }) => id)
        for (const id of hot) await setStock(staff, id, STOCK)
        const contended = await rush(drawPlans(SEED, BUYERS, (random) => shuffle(random, hot)))
        await settle()

        const outcomes = `SELECT jsonb_object_agg(outcome, count) FROM (
        SELECT concat_ws(' ', status, cancel_reason) AS outcome, count(*) FROM orders
        WHERE cart_id IS NOT NULL GROUP BY 1) AS outcomes`
        expect(await databases.value('orders', outcomes)).toEqual({
          COMPLETED: UNCONTENDED_BUYERS + STOCK,
          'CANCELLED OUT_OF_STOCK': BUYERS - STOCK,
        })
        for (const id of hot) expect(await unitsAvailable(staff, id)).toBe(0)
        const deadlocks = 'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()'
        expect(await databases.value('inventory', deadlocks)).toBe(0)
        const rates = `${uncontended.toFixed(0)}/s on ${variants.length} variants, ${contended.toFixed(0)}/s on three`
        console.log(`contention: orders decided by inventory: ${rates}; ratio ${(contended / uncontended).toFixed(2)}`)
        await expectCleanAudit(shop.databaseUrl)
      },
      TIMEOUT_MS,
    )
  },
)
