import { GuestSignedIn, UserErased } from '@shop/schema/events/users'
import { StockRejected } from '@shop/schema/events/inventory'
import { fromGlobalId, toGlobalId } from '@shop/subgraph/global-id'
import { countStatements } from '@shop/testkit/statements'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { addToCart, buy, ORDER, placeOrder, settle, until, uuidOf, type OrderAnswer } from './shopping.ts'

const READ = `query ($id: ID!) { order(id: $id) { id } }`
const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { order { id } } }`
const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename
  ... on Order { number } ... on OrderLine { sku } ... on Shipment { trackingCode } ... on TrackingEvent { message }
  ... on Cart { totalQuantity } ... on CartLine { quantity } ... on Promotion { code } ... on User { orders { nodes { id } } cart { id } } } }`
const USER_ORDERS = `query ($representations: [_Any!]!, $first: Int, $after: String, $last: Int, $before: String) {
  _entities(representations: $representations) { ... on User { orders(first: $first, after: $after, last: $last, before: $before) {
    nodes ${ORDER} told: nodes { id history(first: 2) { nodes { message } pageInfo { hasNextPage } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }`

type Entities = { _entities: (Record<string, unknown> | null)[] }
type Pages = {
  _entities: {
    orders: {
      nodes: OrderAnswer[]
      told: { id: string; history: { nodes: { message: string }[]; pageInfo: { hasNextPage: boolean } } | null }[]
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
    }
  }[]
}

let shop: OrdersFixture
let ada: Person
let staff: Person
beforeAll(async () => {
  // The timers rest, so that only the requests' own statements are counted.
  shop = await startOrders({ timerIntervalMs: 600_000, carrierStepMs: 5 })
  ada = await shop.person()
  staff = await shop.person('ADMIN')
})
afterAll(() => shop?.stop())

const user = ({ id }: Person) => ({ __typename: 'User', id: toGlobalId('User', id) })

/** Orders of the past, straight into the database. */
async function addOrders(owner: Person, count: number): Promise<void> {
  await shop.query(
    `WITH o AS (
       INSERT INTO orders (id, owner_id, owner_kind, email, currency_code, subtotal, discount_total, shipping_total, total,
         recipient, line1, city, postal_code, country_code, placed_at, updated_at)
       SELECT gen_random_uuid(), $1, 'USER', 'a@b.c', 'EUR', 200, 0, 0, 200, 'A', 'B', 'C', 'D', 'NL',
         timestamptz '2026-01-01' + n % 7 * interval '1 day', now() FROM generate_series(1, $2) n RETURNING id
     ), h AS (
       INSERT INTO order_history (order_id, kind, message, actor_kind, occurred_at)
       SELECT o.id, 'PLACED', o.id || ' ' || n, 'SYSTEM', now() FROM o, generate_series(1, 3) n ORDER BY n)
     INSERT INTO order_lines (id, order_id, position, variant_id, title, sku, quantity, currency_code, unit_price, discount)
     SELECT gen_random_uuid(), o.id, p, gen_random_uuid(), 't', 's', 1, 'EUR', 100, 0 FROM o, generate_series(1, 2) p`,
    [owner.id, count],
  )
}

describe('what belongs to somebody else', () => {
  test('is not found, as if it did not exist', async () => {
    const { order } = await buy(shop, ada)
    for (const viewer of [await shop.person(), await shop.person('GUEST'), null]) {
      expect(await shop.codes(viewer, READ, { id: order.id })).toEqual(['NOT_FOUND'])
    }
    expect(await shop.codes(ada, READ, { id: toGlobalId('Order', randomUUID()) })).toEqual(['NOT_FOUND'])
    expect(await shop.codes(ada, READ, { id: toGlobalId('Cart', randomUUID()) })).toEqual(['INVALID_GLOBAL_ID'])
    expect(await shop.ask(staff, READ, { id: order.id })).toEqual({ order: { id: order.id } })
    expect(await shop.codes(ada, '{ orders { nodes { id } } }')).toEqual(['FORBIDDEN'])
  })

  test('is not told to the guest who bought it when a mutation is repeated after it became a user’s', async () => {
    const guest = await shop.person('GUEST')
    const { cart } = await addToCart(shop, guest, await shop.addVariant())
    const [placing, cancelling] = [{ idempotencyKey: randomUUID() }, { idempotencyKey: randomUUID() }]
    const { order } = await placeOrder(shop, guest, cart.id, placing)
    const input = { ...cancelling, orderId: order.id }
    expect(await shop.ask(guest, CANCEL, { input })).toEqual({ cancelOrder: { order: { id: order.id } } })

    await shop.tell(GuestSignedIn, ada.id, { guestId: guest.id, userId: ada.id })
    expect((await placeOrder(shop, guest, cart.id, placing)).order).toBeNull()
    expect(await shop.ask(guest, CANCEL, { input })).toEqual({ cancelOrder: { order: null } })
  })

  test('includes what is ordered with a guest’s token after the guest has signed in', async () => {
    const [guest, user] = [await shop.person('GUEST'), await shop.person()]
    await shop.tell(GuestSignedIn, user.id, { guestId: guest.id, userId: user.id })
    const { cart } = await addToCart(shop, guest, await shop.addVariant())
    expect(await placeOrder(shop, guest, cart.id)).toMatchObject({ order: null, userErrors: [] })
    const [late] = await shop.query('SELECT owner_id, owner_kind FROM orders WHERE cart_id = $1', [
      fromGlobalId(cart.id, 'Cart'),
    ])
    expect(late).toEqual({ owner_id: user.id, owner_kind: 'USER' })

    // Until the account is erased: then nobody is there to have it.
    await shop.tell(UserErased, user.id, { userId: user.id })
    const again = await addToCart(shop, guest, await shop.addVariant())
    expect(await placeOrder(shop, guest, again.cart.id)).toMatchObject({ order: { status: 'PENDING' } })
  })

  test('includes what a guest orders at the moment they sign in', async () => {
    const variantId = await shop.addVariant()
    const signIns = Array.from({ length: 30 }, async () => {
      const [guest, user] = [await shop.person('GUEST'), await shop.person()]
      const { cart } = await addToCart(shop, guest, variantId)
      const signedIn = shop.tell(GuestSignedIn, user.id, { guestId: guest.id, userId: user.id })
      await Promise.all([signedIn, placeOrder(shop, guest, cart.id)])
      return guest.id
    })
    const left = await shop.query('SELECT FROM orders WHERE owner_id = ANY ($1)', [await Promise.all(signIns)])
    expect(left).toEqual([])
  })

  test('stays hidden as an entity, too', async () => {
    const bought = await buy(shop, ada)
    await settle(shop, bought)
    const order = await until(shop, ada, bought.order, ({ status }) => status === 'COMPLETED')
    const { cart } = await addToCart(shop, ada, await shop.addVariant())
    const [event] = await shop.query<{ id: string }>('SELECT id FROM tracking_events LIMIT 1')
    const representations = [
      { __typename: 'Order', id: order.id },
      { __typename: 'OrderLine', id: order.lines[0]?.id },
      { __typename: 'Shipment', id: order.shipments[0]?.id },
      { __typename: 'TrackingEvent', id: toGlobalId('TrackingEvent', event?.id ?? '') },
      { __typename: 'Cart', id: cart.id },
      { __typename: 'CartLine', id: cart.lines[0]?.id },
    ]
    const seen = async (viewer: Person | null) =>
      (await shop.ask<Entities>(viewer, ENTITIES, { representations }))._entities
    expect(await seen(await shop.person())).toEqual(Array(6).fill(null))
    expect(await seen(null)).toEqual(Array(6).fill(null))
    expect((await seen(ada)).every((entity) => entity !== null)).toBe(true)
    expect((await seen(staff)).every((entity) => entity !== null)).toBe(true)
    const { _entities: users } = await shop.ask<Entities>(await shop.person(), ENTITIES, {
      representations: [user(ada)],
    })
    expect(users).toEqual([{ __typename: 'User', orders: null, cart: null }])
  })

  test('fails alone when one of many ids is malformed', async () => {
    const { data, errors } = await shop.execute(ada, ENTITIES, {
      representations: [{ __typename: 'Order', id: 'x' }, user(ada)],
    })
    expect(errors).toMatchObject([{ path: ['_entities', 0], extensions: { code: 'INVALID_GLOBAL_ID' } }])
    expect((data as Entities)._entities).toMatchObject([null, { __typename: 'User' }])
  })
})

describe('User.orders', () => {
  test('costs the same statements for 50 users with 5 orders as for one with one', async () => {
    const people = await Promise.all(Array.from({ length: 50 }, () => shop.person()))
    await Promise.all(people.map((person) => addOrders(person, 5)))
    const cost = async (some: Person[], first: number) => {
      const ask = () => shop.ask(staff, USER_ORDERS, { representations: some.map(user), first })
      const counts: number[] = []
      for (let time = 0; time < 5; time += 1) {
        // The sandbox carrier looks for work all the time, by a statement that begins with WITH. All reads of the request begin so.
        counts.push((await countStatements(ask)).filter((text) => /^\s*SELECT/.test(text)).length)
      }
      // What other workers look for now and then only adds to it.
      return Math.min(...counts)
    }
    const one = await cost(people.slice(0, 1), 1)
    expect(await cost(people, 5)).toBe(one)
    expect(one).toBeLessThanOrEqual(9)
  })

  test('has the history of each order, for staff, and not that of another', async () => {
    const [one, other] = [await shop.person(), await shop.person()]
    await Promise.all([addOrders(one, 3), addOrders(other, 2)])
    const representations = [user(one), user(other)]
    const seen = await shop.ask<Pages>(staff, USER_ORDERS, { representations, last: 100 })
    const told = seen._entities.flatMap(({ orders }) => orders.told)
    expect(told).toHaveLength(5)
    for (const { id, history } of told) {
      const messages = [1, 2].map((place) => ({ message: `${uuidOf('Order', id)} ${place}` }))
      expect(history).toEqual({ nodes: messages, pageInfo: { hasNextPage: true } })
    }
    const own = await shop.ask<Pages>(one, USER_ORDERS, { representations: [user(one)] })
    expect(own._entities[0]?.orders.told.map(({ history }) => history)).toEqual([null, null, null])
  })

  test('leads through all pages, forward and backward, without gaps among equal times', async () => {
    const reader = await shop.person()
    await addOrders(reader, 50)
    const page = async (args: Record<string, unknown>) => {
      const { _entities } = await shop.ask<Pages>(reader, USER_ORDERS, { representations: [user(reader)], ...args })
      return _entities[0]!.orders
    }
    const all = (await page({ first: 100 })).nodes.map(({ id }) => id)
    expect(new Set(all).size).toBe(50)
    const forward: string[] = []
    let after: string | undefined
    do {
      const { nodes, pageInfo } = await page({ first: 8, after })
      forward.push(...nodes.map(({ id }) => id))
      after = pageInfo.hasNextPage ? pageInfo.endCursor : undefined
    } while (after)
    expect(forward).toEqual(all)
    const last = await page({ last: 8 })
    const before = await page({ last: 8, before: last.pageInfo.startCursor })
    expect([...before.nodes, ...last.nodes].map(({ id }) => id)).toEqual(all.slice(-16))
  })
})

describe('an erased account', () => {
  test('leaves orders without the person: final ones at once, others when they are final', async () => {
    const person = await shop.person()
    const done = await buy(shop, person)
    await shop.tell(StockRejected, done.orderId, { orderId: done.orderId, shortages: [] })
    const open = await buy(shop, person)
    await addToCart(shop, person, await shop.addVariant())
    await shop.tell(UserErased, person.id, { userId: person.id })
    const emailOf = async (orderId: string) =>
      (
        await shop.query<{ email: string; line1: string }>('SELECT email, line1 FROM orders WHERE id = $1', [orderId])
      )[0]
    expect(await emailOf(done.orderId)).toEqual({ email: '', line1: 'Erased' })
    expect(await emailOf(open.orderId)).toMatchObject({ email: 'ada@example.org' })
    await shop.tell(StockRejected, open.orderId, { orderId: open.orderId, shortages: [] })
    expect(await emailOf(open.orderId)).toEqual({ email: '', line1: 'Erased' })
    expect(await shop.ask(person, '{ cart { id } }')).toEqual({ cart: null })
  })

  test('orders nothing any more, whatever its token was doing when that was heard', async () => {
    const buyers = await Promise.all(Array.from({ length: 6 }, () => shop.person()))
    const signedIn = await Promise.all(Array.from({ length: 6 }, () => shop.person('GUEST')))
    const variantId = await shop.addVariant()
    await Promise.all(
      signedIn.map((guest, index) =>
        shop.tell(GuestSignedIn, guest.id, { guestId: guest.id, userId: buyers[index]?.id ?? '' }),
      ),
    )
    const carts = new Map<Person, string>()
    for (const viewer of [...buyers, ...signedIn]) carts.set(viewer, (await addToCart(shop, viewer, variantId)).cart.id)
    await Promise.all([
      ...[...carts].map(([viewer, cartId]) => placeOrder(shop, viewer, cartId)),
      ...buyers.map(({ id }) => shop.tell(UserErased, id, { userId: id })),
    ])
    const kept = `SELECT FROM orders WHERE owner_id = ANY ($1) AND owner_erased_at IS NULL`
    expect(await shop.query(kept, [buyers.map(({ id }) => id)])).toEqual([])
    for (const buyer of buyers) {
      const input = { variantId: toGlobalId('ProductVariant', variantId), quantity: 1 }
      const adding = 'mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { cart { id } } }'
      expect(await shop.codes(buyer, adding, { input })).toEqual(['UNAUTHENTICATED'])
    }
  })

  test('leaves no cart, whatever was put into one when that was heard', async () => {
    const person = await shop.person()
    const variantId = await shop.addVariant()
    const other = new pg.Client(shop.databaseUrl)
    await other.connect()
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    const isWaiting = (count: number) =>
      waitUntil(async () => (await shop.query(waiting)).length >= count, { what: `${count} to wait` })
    const adding = 'mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { cart { id } } }'
    const add = (viewer: Person) =>
      shop.codes(viewer, adding, { input: { variantId: toGlobalId('ProductVariant', variantId), quantity: 1 } })
    const erase = ({ id }: Person) => shop.tell(UserErased, id, { userId: id })
    const isErased = async ({ id }: Person) =>
      (await shop.query('SELECT FROM erased_users WHERE user_id = $1', [id])).length > 0

    // The cart is being opened.
    await other.query('BEGIN')
    await other.query(
      `INSERT INTO carts (id, owner_id, owner_kind, created_at, updated_at)
       VALUES (gen_random_uuid(), $1, 'USER', now(), now())`,
      [person.id],
    )
    const opening = add(person)
    await isWaiting(1)
    const erasing = erase(person)
    await Promise.race([isWaiting(2), waitUntil(() => isErased(person))])
    await other.query('ROLLBACK')
    expect(await opening).toEqual([])
    await erasing

    // The cart is being taken away.
    const second = await shop.person()
    await addToCart(shop, second, variantId)
    await other.query('BEGIN')
    await other.query('SELECT FROM carts WHERE owner_id = $1 FOR UPDATE', [second.id])
    const taking = erase(second)
    await isWaiting(1)
    const late = add(second)
    await isWaiting(2)
    await other.query('COMMIT')
    await other.end()
    expect(await late).toEqual(['UNAUTHENTICATED'])
    await taking
    expect(await shop.query('SELECT FROM carts WHERE owner_id = ANY ($1)', [[person.id, second.id]])).toEqual([])
  })
})
