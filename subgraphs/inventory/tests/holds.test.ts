import { CheckoutChanged, CheckoutEnded, CheckoutStarted, OrderCancelled } from '@shop/schema/events/orders'
import { toGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startInventory } from './inventory-fixture.ts'
import type { InventoryFixture } from './inventory-fixture.ts'

let inventory: InventoryFixture
let near: string

beforeAll(async () => {
  inventory = await startInventory()
  near = await inventory.addLocation(1)
})
afterAll(() => inventory.stop())

type Lines = { variantId: string; quantity: number }[]

function cart() {
  return { cartId: randomUUID(), ownerId: randomUUID() }
}

async function hold(own: ReturnType<typeof cart>, lines: Lines, revision = 1): Promise<void> {
  const contract = revision === 1 ? CheckoutStarted : CheckoutChanged
  const expiresAt = new Date(inventory.clock.now().getTime() + 600_000).toISOString()
  await inventory.publish(contract, own.cartId, { ...own, revision, lines, expiresAt })
}

const HOLD = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Cart { stockHold { status revision expiresAt shortages { variant { id } requested available } } } } }`

async function holdSeenBy(cartId: string, viewerId: string, roles: 'CUSTOMER' | 'STAFF' = 'CUSTOMER') {
  const representations = [{ __typename: 'Cart', id: toGlobalId('Cart', cartId) }]
  return (await inventory.execute(HOLD, { representations }, [roles], viewerId)).data._entities[0].stockHold
}

it('holds all lines of a cart, so that nobody else gets them, and shows that to its owner and staff', async () => {
  const variantId = await inventory.addStock(near, 3)
  const own = cart()
  await hold(own, [{ variantId, quantity: 2 }])
  expect((await inventory.expectTold('StockHeld', own.cartId)).data).toMatchObject({
    revision: 1,
    allocations: [{ variantId, locationId: near, quantity: 2 }],
  })
  const other = await inventory.placeOrder([{ variantId, quantity: 2 }])
  await inventory.expectTold('StockRejected', other)
  expect(await holdSeenBy(own.cartId, own.ownerId)).toMatchObject({ status: 'HELD', revision: 1, shortages: [] })
  expect(await holdSeenBy(own.cartId, randomUUID(), 'STAFF')).toMatchObject({ status: 'HELD' })
  expect(await holdSeenBy(own.cartId, randomUUID())).toBeNull()
})

it('holds nothing when one line is short, and says which', async () => {
  const [plenty, short] = [await inventory.addStock(near, 5), await inventory.addStock(near, 1)]
  const own = cart()
  await hold(own, [
    { variantId: plenty, quantity: 1 },
    { variantId: short, quantity: 2 },
  ])
  await inventory.expectTold('StockHoldRejected', own.cartId)
  expect(await holdSeenBy(own.cartId, own.ownerId)).toMatchObject({
    status: 'REJECTED',
    shortages: [{ variant: { id: toGlobalId('ProductVariant', short) }, requested: 2, available: 1 }],
  })
  expect(await inventory.levels(plenty)).toEqual([{ on_hand: 5, reserved: 0 }])
})

it('holds what is in the cart after a change, and gives up what is not', async () => {
  const [one, two] = [await inventory.addStock(near, 5), await inventory.addStock(near, 5)]
  const own = cart()
  await hold(own, [{ variantId: one, quantity: 4 }])
  await hold(
    own,
    [
      { variantId: one, quantity: 1 },
      { variantId: two, quantity: 2 },
    ],
    2,
  )
  // Of the first change again, late.
  await hold(own, [{ variantId: one, quantity: 4 }])
  expect([await inventory.levels(one), await inventory.levels(two)]).toMatchObject([
    [{ reserved: 1 }],
    [{ reserved: 2 }],
  ])
  await hold(own, [], 3)
  expect([await inventory.levels(one), await inventory.levels(two)]).toMatchObject([
    [{ reserved: 0 }],
    [{ reserved: 0 }],
  ])
  expect(await holdSeenBy(own.cartId, own.ownerId)).toMatchObject({ status: 'RELEASED' })
})

it('makes what is held the order’s without touching the stock, so that nobody gets it in between', async () => {
  const variantId = await inventory.addStock(near, 2)
  const own = cart()
  await hold(own, [{ variantId, quantity: 2 }])
  const rivals = Array.from({ length: 20 }, () => inventory.placeOrder([{ variantId, quantity: 1 }]))
  const orderId = await inventory.placeOrder([{ variantId, quantity: 2 }], randomUUID(), own)
  for (const rival of await Promise.all(rivals)) await inventory.expectTold('StockRejected', rival)
  await inventory.expectTold('StockReserved', orderId)
  const movements = `SELECT kind FROM stock_movements JOIN stock_levels level ON level.id = stock_level_id WHERE variant_id = $1`
  expect((await inventory.pool.query(movements, [variantId])).rows).toEqual([{ kind: 'ALLOCATION' }])
  // Its time as a cart is over; it is an order's now.
  inventory.clock.turn(700)
  await inventory.publish(OrderCancelled, orderId, { ...own, orderId, number: 'SO-1', reason: 'CUSTOMER' })
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 2, reserved: 0 }])
})

it('lets an order take other units than were held, and an order of an expired cart take what is there', async () => {
  const variantId = await inventory.addStock(near, 3)
  const [changed, late] = [cart(), cart()]
  await hold(changed, [{ variantId, quantity: 1 }])
  const orderId = await inventory.placeOrder([{ variantId, quantity: 2 }], randomUUID(), changed)
  await inventory.expectTold('StockReserved', orderId)
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 3, reserved: 2 }])
  await hold(late, [{ variantId, quantity: 1 }])
  inventory.clock.turn(600 + 31)
  await inventory.expectTold('StockHoldEnded', late.cartId)
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 3, reserved: 2 }])
  await inventory.expectTold(
    'StockReserved',
    await inventory.placeOrder([{ variantId, quantity: 1 }], randomUUID(), late),
  )
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 3, reserved: 3 }])
})

it('keeps a hold for a while after its time, for the order that was placed in time and is told late', async () => {
  const variantId = await inventory.addStock(near, 1)
  const own = cart()
  await hold(own, [{ variantId, quantity: 1 }])
  inventory.clock.turn(605)
  expect(await holdSeenBy(own.cartId, own.ownerId)).toMatchObject({ status: 'EXPIRED' })
  await inventory.expectTold('StockRejected', await inventory.placeOrder([{ variantId, quantity: 1 }]))
  await inventory.expectTold(
    'StockReserved',
    await inventory.placeOrder([{ variantId, quantity: 1 }], randomUUID(), own),
  )
})

it('gives the units to exactly one, when an order takes its cart’s hold over as its time ends and another waits for them', async () => {
  for (let turn = 0; turn < 9; turn += 1) {
    const variantId = await inventory.addStock(near, 1)
    const own = cart()
    const lines = [{ variantId, quantity: 1 }]
    await hold(own, lines)
    const [ownOrder, rivalOrder] = [randomUUID(), randomUUID()]
    const rival = { cartId: randomUUID(), ownerId: randomUUID() }
    // Its last moment; the timer looks every 50 ms.
    inventory.clock.turn(600 + 30)
    const events: (() => Promise<unknown>)[] = [
      () => inventory.placeOrder(lines, ownOrder, own),
      () => inventory.placeOrder(lines, rivalOrder, rival),
      // Somebody else holds what is there, as another checkout.
      () => hold(rival, lines),
    ]
    await Promise.all(events.map((tell, place) => delay(((place + turn) % 3) * (turn % 2 === 0 ? 0 : 20)).then(tell)))
    const { rows } = await inventory.pool.query(
      `SELECT count(*) FILTER (WHERE status = 'RESERVED')::int AS winners, count(*)::int AS orders
       FROM reservations WHERE order_id = ANY ($1)`,
      [[ownOrder, rivalOrder]],
    )
    expect(rows).toEqual([{ winners: 1, orders: 2 }])
    expect(await inventory.levels(variantId)).toEqual([{ on_hand: 1, reserved: 1 }])
  }
  expect(await inventory.unexplainedReservations()).toEqual([])
})

it('gives back what it held when the cart is gone', async () => {
  const variantId = await inventory.addStock(near, 2)
  const own = cart()
  await hold(own, [{ variantId, quantity: 2 }])
  await inventory.publish(CheckoutEnded, own.cartId, { ...own, revision: 2 })
  expect((await inventory.expectTold('StockHoldEnded', own.cartId)).data).toMatchObject({ reason: 'CHECKOUT_ENDED' })
  expect(await inventory.levels(variantId)).toEqual([{ on_hand: 2, reserved: 0 }])
})

it('ends a hold in time although the process that made it was killed', async () => {
  const variantId = await inventory.addStock(near, 2)
  const { cartId } = cart()
  // Nobody else is there to end it meanwhile.
  await inventory.whileStopped(async () => {
    const script = fileURLToPath(new URL('processes/hold-and-die.ts', import.meta.url))
    const child = spawn(process.execPath, [script, inventory.dependencies.databaseUrl, variantId, cartId], {
      stdio: 'inherit',
    })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    expect(await inventory.levels(variantId)).toEqual([{ on_hand: 2, reserved: 2 }])
  })
  const isFree = async () => (await inventory.levels(variantId))[0]?.reserved === 0
  await waitUntil(isFree, { what: 'the hold to end', timeoutMs: 20_000 })
  const status = await inventory.pool.query('SELECT status FROM reservations WHERE cart_id = $1', [cartId])
  expect(status.rows).toEqual([{ status: 'EXPIRED' }])
})
