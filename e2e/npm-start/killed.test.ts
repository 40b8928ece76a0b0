import { waitUntil } from '@shop/testkit/wait-until'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDataFolder, removeDataFolder } from '../shop/data-folder.ts'
import { expectCleanAudit } from '../shop/audit.ts'
import { openDatabases } from '../shop/databases.ts'
import { asGuest, connect, orderInput } from '../shop/shop-client.ts'
import { fillCart, findVariants, PLACE } from '../shop/shopping.ts'
import { databaseServer, startProgram } from './program.ts'
import type { Program } from './program.ts'

/** A guest's attempt to buy; `orderId` once the shop has acknowledged it. */
type Attempt = { token: string; input: Record<string, unknown>; orderId?: string }

const BUYERS = 6
const ORDERS_BEFORE_THE_KILL = 30

describe('a shop that is killed while orders are placed', () => {
  let dataFolder: string
  let shop: Program

  const start = () => startProgram('standalone/src/main.ts', ['--port', '0', '--data', dataFolder])
  const orderCount = async () => {
    const databases = await openDatabases((name) => databaseServer(dataFolder)?.databaseUrl(name) ?? '')
    const count = await databases.value('orders', 'SELECT count(*)::int FROM orders')
    await databases.close()
    return count as number
  }

  beforeAll(() => {
    dataFolder = makeDataFolder()
  })
  afterAll(async () => {
    await shop?.end('SIGTERM')
    await removeDataFolder(dataFolder)
  })

  /** Buys again and again until the shop is gone. */
  async function buy(url: string, token: string, variantId: string, attempts: Attempt[]): Promise<void> {
    const client = connect(url, token)
    for (;;) {
      try {
        const cartId = await fillCart(client, variantId)
        const attempt: Attempt = { token, input: orderInput(cartId) }
        attempts.push(attempt)
        const { data } = await client.ask(PLACE, { input: attempt.input })
        attempt.orderId = data.placeOrder.order.id
      } catch (error) {
        // fetch says so when the connection is refused or breaks; anything else is a defect.
        if (error instanceof TypeError && error.message === 'fetch failed') return
        if (error instanceof TypeError && error.message === 'terminated') return
        throw error
      }
    }
  }

  it('has all that it acknowledged, does the rest once when asked again, and brings every order to its end', async () => {
    shop = start()
    const url = await shop.open()
    const before = await orderCount()
    const guests = await Promise.all(Array.from({ length: BUYERS }, () => asGuest(url)))
    const variants = await findVariants(guests[0]!.client)
    const attempts: Attempt[] = []
    const buyers = guests.map(({ token }, index) => buy(url, token, variants[index] ?? '', attempts))
    await waitUntil(() => attempts.filter(({ orderId }) => orderId).length >= ORDERS_BEFORE_THE_KILL, { intervalMs: 1 })
    await shop.end('SIGKILL')
    await Promise.all(buyers)

    shop = start()
    const urlAgain = await shop.open()
    // What was on its way, and not all that was ever told, which a day of it would be waited for.
    expect(shop.said()).not.toContain('publishes them again')
    const interrupted = attempts.filter(({ orderId }) => !orderId)
    for (const attempt of interrupted) {
      const { data } = await connect(urlAgain, attempt.token).ask(PLACE, { input: attempt.input })
      attempt.orderId = data.placeOrder.order.id
    }
    for (const { token, orderId } of attempts) {
      const client = connect(urlAgain, token)
      const query = `query ($id: ID!) { order(id: $id) { status paymentStatus payments { status } } }`
      await waitUntil(async () => (await client.ask(query, { id: orderId })).data.order.status === 'COMPLETED', {
        what: `order ${orderId} to be completed`,
        // What was under way when it was killed is taken up again when its lease of half a minute is over.
        timeoutMs: 60_000,
      })
      const { data } = await client.ask(query, { id: orderId })
      expect(data.order).toEqual({ status: 'COMPLETED', paymentStatus: 'PAID', payments: [{ status: 'SUCCEEDED' }] })
    }
    expect(new Set(attempts.map(({ orderId }) => orderId)).size).toBe(attempts.length)
    expect(await orderCount()).toBe(before + attempts.length)

    await expectCleanAudit((name) => databaseServer(dataFolder)?.databaseUrl(name) ?? '')
  })
})
