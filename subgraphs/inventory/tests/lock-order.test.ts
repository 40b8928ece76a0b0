import { createInProcessBus } from '@shop/events/in-process-bus'
import type { EventContract } from '@shop/schema/events/define-event'
import {
  CheckoutChanged,
  CheckoutEnded,
  CheckoutStarted,
  OrderCancelled,
  OrderConfirmed,
  OrderEditRequested,
  OrderPlaced,
} from '@shop/schema/events/orders'
import { VariantChanged } from '@shop/schema/events/products'
import { publishEvent } from '@shop/testkit/events'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomInt, randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { createSubgraph } from '../src/subgraph.ts'
import { startInventory } from './inventory-fixture.ts'
import type { InventoryFixture } from './inventory-fixture.ts'

const MONEY = { amount: 1_000, currencyCode: 'EUR' }
const VARIANTS = 8
const CARTS_OF_A_WAVE = 16

it('never lets batches of two processes wait for each other in a circle, whatever is in them', async () => {
  const { inventory, bus, stop } = await startTwice()
  const buses = [inventory.bus, bus]
  const [near, far] = [await inventory.addLocation(1), await inventory.addLocation(2)]
  const variants = await Promise.all(Array.from({ length: VARIANTS }, () => inventory.addStock(near, 60)))
  await Promise.all(variants.map((id) => inventory.addStock(far, 60, id)))
  const publish = <Data>(turn: number, contract: EventContract<string, Data>, subject: string, data: Data) =>
    publishEvent(buses[turn % 2] ?? bus, contract, subject, data)
  const anyLines = () =>
    Array.from({ length: 3 }, () => ({ variantId: variants[randomInt(VARIANTS)] ?? '', quantity: 1 }))

  const carts = Array.from({ length: 3 * CARTS_OF_A_WAVE }, () => ({
    about: { orderId: randomUUID(), number: 'SO-1', ownerId: randomUUID() },
    cart: { cartId: randomUUID(), ownerId: randomUUID() },
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
  }))
  // Each wave: some begin, some that the wave before began go on; every step of a cart in the other process.
  const steps = [begin, goOn, finish]
  for (let wave = 0; wave < 5; wave += 1) {
    const rename = variants.map((variantId, turn) =>
      publish(turn, VariantChanged, variantId, variantOf(variantId, wave + 2)),
    )
    const moves = carts.flatMap((cart, place) => {
      const step = steps[wave - Math.floor(place / CARTS_OF_A_WAVE)]
      return step ? [step(cart, place)] : []
    })
    await Promise.all([...rename, ...moves])
  }

  function begin({ cart, expiresAt }: (typeof carts)[number], turn: number): Promise<void> {
    return publish(turn, CheckoutStarted, cart.cartId, { ...cart, expiresAt, revision: 1, lines: anyLines() })
  }
  function goOn({ about, cart, expiresAt }: (typeof carts)[number], turn: number): Promise<void> {
    if (turn % 4 === 0) {
      return publish(turn + 1, CheckoutChanged, cart.cartId, { ...cart, expiresAt, revision: 2, lines: anyLines() })
    }
    const lines = anyLines().map((line) => ({ ...line, lineId: randomUUID(), unitPrice: MONEY }))
    const order = { ...about, cartId: cart.cartId, total: MONEY, paymentMethod: 'pm', lines }
    return publish(turn + 1, OrderPlaced, about.orderId, order)
  }
  function finish({ about, cart }: (typeof carts)[number], turn: number): Promise<void> {
    const edit = { ...about, editId: randomUUID(), lines: anyLines(), shipped: [] }
    if (turn % 4 === 0) return publish(turn, CheckoutEnded, cart.cartId, { ...cart, revision: 3 })
    if (turn % 4 === 1) return publish(turn, OrderConfirmed, about.orderId, about)
    if (turn % 4 === 2) return publish(turn, OrderCancelled, about.orderId, { ...about, reason: 'CUSTOMER' })
    return publish(turn, OrderEditRequested, about.orderId, edit)
  }

  const faults = await inventory.unexplainedReservations()
  const letters = (await inventory.pool.query('SELECT error FROM dead_letters')).rows
  expect({ counted: await stop(), faults, letters }).toEqual({ counted: 0, faults: [], letters: [] })
})

it('never waits in a circle with the placing of an order that its confirmation overtook', async () => {
  const { inventory, bus, isWaiting, stop } = await startTwice()
  const variantId = await inventory.addStock(await inventory.addLocation(1), 10)
  const about = { orderId: randomUUID(), number: 'SO-1', ownerId: randomUUID() }
  const lines = [{ variantId, quantity: 1, lineId: randomUUID(), unitPrice: MONEY }]
  const order = { ...about, total: MONEY, paymentMethod: 'pm', lines }

  const holder = await inventory.pool.connect()
  await holder.query('BEGIN')
  await holder.query('SELECT FROM variants WHERE id = $1 FOR UPDATE', [variantId])
  // Both in one batch, which the other order brings to the variant.
  const overtaking = [
    publishEvent(bus, OrderConfirmed, about.orderId, about),
    publishEvent(bus, VariantChanged, variantId, variantOf(variantId, 2)),
  ]
  await isWaiting(1)
  const placing = inventory.publish(OrderPlaced, about.orderId, order)
  await isWaiting(2)
  await holder.query('COMMIT')
  holder.release()
  await Promise.all([...overtaking, placing])

  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 9, reserved: 0 }])
  expect(await stop()).toBe(0)
})

it('never waits in a circle with a late checkout of the cart of an order that its confirmation overtook', async () => {
  const { inventory, bus, isWaiting, stop } = await startTwice()
  const variantId = await inventory.addStock(await inventory.addLocation(1), 10)
  const cartId = randomUUID()
  const about = { orderId: randomUUID(), number: 'SO-1', ownerId: randomUUID() }
  const lines = [{ variantId, quantity: 1, lineId: randomUUID(), unitPrice: MONEY }]
  const order = { ...about, cartId, total: MONEY, paymentMethod: 'pm', lines }
  const checkout = { cartId, ownerId: about.ownerId, revision: 1, lines }
  const expiresAt = new Date(Date.now() + 600_000).toISOString()

  await inventory.publish(OrderConfirmed, about.orderId, about)
  const holder = await inventory.pool.connect()
  await holder.query('BEGIN')
  await holder.query('SELECT FROM variants WHERE id = $1 FOR UPDATE', [variantId])
  const placing = inventory.publish(OrderPlaced, about.orderId, order)
  await isWaiting(1)
  const checkingOut = publishEvent(bus, CheckoutStarted, cartId, { ...checkout, expiresAt })
  await isWaiting(2)
  await holder.query('COMMIT')
  holder.release()
  await Promise.all([placing, checkingOut])

  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 9, reserved: 0 }])
  expect(await stop()).toBe(0)
})

/** Inventory in two processes, as it were: the second's events come by a bus of its own. */
async function startTwice() {
  const inventory = await startInventory()
  const bus = createInProcessBus({ log: inventory.dependencies.log })
  const second = await createSubgraph(readConfig({}), { ...inventory.dependencies, bus })
  const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  return {
    inventory,
    bus,
    isWaiting: (count: number) =>
      waitUntil(async () => (await inventory.pool.query(waiting)).rows.length >= count, { what: `${count} to wait` }),
    /** Answers how many deadlocks there were. */
    async stop(): Promise<number> {
      await second.stop()
      await bus.stop()
      const counted = await countDeadlocks(inventory)
      await inventory.stop()
      return counted
    },
  }
}

/** A connection tells of its deadlocks at its end, if not before. */
async function countDeadlocks(inventory: InventoryFixture): Promise<number> {
  let counted = 0
  await inventory.whileStopped(async () => {
    const sql = 'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()'
    counted = (await inventory.pool.query(sql)).rows[0].deadlocks
  })
  return counted
}

function variantOf(variantId: string, version: number) {
  const texts = { sku: `SKU-${variantId}`, title: 'Linen Shirt', variantTitle: 'M / Sand' }
  return { variantId, productId: randomUUID(), version, ...texts, price: MONEY, listed: true, weightGrams: 300 }
}
