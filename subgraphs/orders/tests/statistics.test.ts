import { CartMerged, CartStarted, OrderCancelled, OrderConfirmed, OrderEdited } from '@shop/schema/events/orders'
import { RefundSettled } from '@shop/schema/events/payments'
import { GuestSignedIn } from '@shop/schema/events/users'
import { toGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { naiveParts, naiveProducts, naiveRefunds, type Refund } from './naive-statistics.ts'

const ZONE = 'Europe/Amsterdam'
const PERIOD = { from: '2026-03-01', to: '2026-04-30' }
const FIGURES = `placedOrders orders units revenue { amount } averageOrder { amount } cancelledOrders cancelledUnits
  cancelled { amount } refunds { amount } netRevenue { amount }`
const STATISTICS = `query ($from: Date, $to: Date, $interval: SalesInterval, $sort: ProductSalesSort, $first: Int, $after: String) {
  salesStatistics(from: $from, to: $to) {
    from to timeZone currencyCode currencies
    totals { ${FIGURES} }
    parts(interval: $interval) { start figures { ${FIGURES} } }
    products(sort: $sort, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor } nodes { product { id } units revenue { amount } }
    }
    categories { category { id } units revenue { amount } }
    carts { carts ordered rate }
  }
}`
const REBUILD = `mutation { rebuildStatistics { startedAt } }`

let shop: OrdersFixture
let staff: Person
const products = Array.from({ length: 4 }, () => ({ productId: randomUUID(), variantId: randomUUID() }))
const [clothing, shirts] = [randomUUID(), randomUUID()]
const refunds: Refund[] = []
/** Orders that were told of, each made of a cart of its own. */
let told = 0

beforeAll(async () => {
  shop = await startOrders({ timeZone: ZONE })
  staff = await shop.person('STAFF')
  for (const [index, { productId, variantId }] of products.entries()) {
    await shop.query(
      `INSERT INTO catalogue_variants (variant_id, product_id, version, sku, title, variant_title, price, currency_code, listed, category_ids)
       VALUES ($1::uuid, $2, 1, 'SKU', 'Shirt', 'M', 1000, 'EUR', true, $3)`,
      [variantId, productId, index === 3 ? [clothing] : [clothing, shirts]],
    )
  }
  await built()
})
afterAll(() => shop?.stop())

async function built(): Promise<void> {
  const open = `SELECT FROM statistics_generations WHERE built_at IS NULL`
  const done = `SELECT FROM statistics_generations WHERE built_at IS NOT NULL`
  await waitUntil(async () => (await shop.query(done)).length > 0 && (await shop.query(open)).length === 0, {
    what: 'the statistics to be built',
  })
}

type Drawn = {
  minutes: number
  lines: { product: number; quantity: number; price: number }[]
  fate: 'sold' | 'refused' | 'cancelled' | 'edited'
  refund: number
  later: number
  /** Whether a cart that was begun as a guest went into the one that was ordered. */
  wasGuest: boolean
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  // Over the hour that Amsterdam leaves out in March, and over the end of a month.
  minutes: fc.integer({ min: 0, max: 50 * 24 * 60 }),
  lines: fc.uniqueArray(
    fc.record({
      product: fc.integer({ min: 0, max: products.length - 1 }),
      quantity: fc.integer({ min: 1, max: 5 }),
      price: fc.integer({ min: 1, max: 5_000 }),
    }),
    { minLength: 1, maxLength: 3, selector: ({ product }) => product },
  ),
  fate: fc.constantFrom('sold', 'refused', 'cancelled', 'edited'),
  refund: fc.integer({ min: 0, max: 2_000 }),
  later: fc.integer({ min: 1, max: 5 * 24 * 60 }),
  wasGuest: fc.boolean(),
})

type Told = () => Promise<void>

/** Writes an order into the database as orders would, step by step, and gives what is told of it. */
async function live({ minutes, lines, fate, refund, later, wasGuest }: Drawn): Promise<Told[]> {
  told += 1
  const [orderId, ownerId, cartId] = [randomUUID(), randomUUID(), randomUUID()]
  const about = { orderId, number: 'SO-1', ownerId }
  const placedAt = new Date(Date.UTC(2026, 2, 5) + minutes * 60_000)
  const laterOn = new Date(placedAt.getTime() + later * 60_000)
  const goods = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  await shop.query(
    `INSERT INTO orders (id, owner_id, owner_kind, cart_id, email, status, cancel_reason, currency_code, subtotal, discount_total,
       shipping_total, total, recipient, line1, city, postal_code, country_code, placed_at, confirmed_at, cancelled_at, updated_at)
     VALUES ($1, $2, 'USER', $3, '', $4, $5, 'EUR', $6::bigint, 0, 395, $6::bigint + 395, '', '', '', '', 'NL', $7, $8, $9, $7)`,
    [
      orderId,
      ownerId,
      cartId,
      ...(fate === 'refused' ? ['CANCELLED', 'OUT_OF_STOCK'] : ['CONFIRMED', null]),
      goods,
      placedAt,
      ...(fate === 'refused' ? [null, placedAt] : [placedAt, null]),
    ],
  )
  for (const [position, { product, quantity, price }] of lines.entries()) {
    await shop.query(
      `INSERT INTO order_lines (id, order_id, position, variant_id, title, sku, quantity, currency_code, unit_price, discount)
       VALUES ($1, $2, $3, $4, '', '', $5, 'EUR', $6, 0)`,
      [randomUUID(), orderId, position + 1, products[product]?.variantId, quantity, price],
    )
  }
  const cancelled = () => shop.tell(OrderCancelled, orderId, { ...about, reason: 'STAFF' }, cancelledId)
  const [cancelledId, confirmedId, editedId, refundId, cartEventId] = Array.from({ length: 5 }, () => randomUUID())
  const events: Told[] = [() => shop.tell(CartStarted, cartId, { cartId, ownerId }, cartEventId)]
  if (wasGuest) events.push(...mergedCart(cartId))
  if (fate === 'refused') return [...events, cancelled]
  events.push(() => shop.tell(OrderConfirmed, orderId, about, confirmedId))
  if (fate === 'cancelled') {
    events.push(async () => {
      await shop.query(
        `UPDATE orders SET status = 'CANCELLED', cancel_reason = 'STAFF', cancelled_at = $2 WHERE id = $1`,
        [orderId, laterOn],
      )
      await cancelled()
    })
  }
  if (fate === 'edited') {
    let isEdited = false
    events.push(async () => {
      // The event may come again; the order was edited once.
      if (!isEdited) await edit(orderId)
      isEdited = true
      const money = { amount: 0, currencyCode: 'EUR' }
      await shop.tell(OrderEdited, orderId, { ...about, total: money, version: 2, lines: [] }, editedId)
    })
  }
  if (refund > 0 && refund <= goods) {
    refunds.push({ orderId, amount: refund })
    const money = (amount: number) => ({ amount, currencyCode: 'EUR' })
    const data = { orderId, paymentId: randomUUID(), refundId: refundId ?? '', returnId: null }
    const amounts = { amount: money(refund), refundedTotal: money(refund), capturedTotal: money(goods + 395) }
    events.push(() => shop.tell(RefundSettled, orderId, { ...data, ...amounts }, refundId))
  }
  return events
}

/** A guest's cart that went into this one. */
function mergedCart(intoCartId: string): Told[] {
  const [cartId, ownerId, startedId, mergedId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  return [
    () => shop.tell(CartStarted, cartId, { cartId, ownerId }, startedId),
    () => shop.tell(CartMerged, cartId, { cartId, intoCartId }, mergedId),
  ]
}

async function edit(orderId: string): Promise<void> {
  await shop.query(`UPDATE order_lines SET quantity = quantity + 1 WHERE order_id = $1 AND position = 1`, [orderId])
  await shop.query(
    `UPDATE orders SET (subtotal, total) = (SELECT sum(quantity * unit_price), sum(quantity * unit_price) + 395
       FROM order_lines WHERE order_id = $1) WHERE id = $1`,
    [orderId],
  )
}

async function read(variables: Record<string, unknown> = {}) {
  type Answer = { salesStatistics: Record<string, never> }
  const { salesStatistics } = await shop.ask<Answer>(staff, STATISTICS, { ...PERIOD, ...variables })
  return JSON.parse(JSON.stringify(salesStatistics))
}

test('figures that events keep up to date are those of a naive count, in whatever order and however often events come', async () => {
  const history = fc.record({
    orders: fc.array(drawn, { minLength: 3, maxLength: 8 }),
    order: fc.infiniteStream(fc.nat({ max: 999 })),
    rebuildAfter: fc.nat({ max: 10 }),
  })
  await fc.assert(
    fc.asyncProperty(history, async ({ orders, order, rebuildAfter }) => {
      const waiting: Told[] = []
      for (const one of orders) waiting.push(...(await live(one)))
      const choose = order[Symbol.iterator]()
      for (let step = 0; waiting.length > 0; step += 1) {
        if (step === rebuildAfter) await shop.ask(staff, REBUILD)
        // Up to three at once, which may share a transaction.
        const together: Told[] = []
        for (let left = 1 + (Number(choose.next().value) % 3); left > 0; left -= 1) {
          together.push(...waiting.splice(Number(choose.next().value) % Math.max(1, waiting.length), 1))
        }
        await Promise.all(together.map((tell) => tell()))
        // A third of them come again, at once or later.
        waiting.push(...together.filter(() => Number(choose.next().value) % 3 === 0))
      }
      await built()
      for (const interval of ['DAY', 'WEEK', 'MONTH']) {
        const { parts } = await read({ interval })
        const happened = parts.filter(({ figures }: { figures: Record<string, number> }) =>
          [figures.placedOrders, figures.orders, figures.cancelledOrders].some(Boolean),
        )
        expect(happened.map(withoutRefunds)).toEqual(await naiveParts(shop, ZONE, interval))
      }
      expect((await read({ first: 100 })).products.nodes).toEqual(await naiveProducts(shop))
      // Events are told now, and so is when money was given back and when carts were begun.
      const { totals, carts } = await read(today())
      expect(totals.refunds).toEqual(await naiveRefunds(shop, refunds))
      expect(carts).toEqual({ carts: told, ordered: told, rate: 1 })
    }),
    // What it leaves in the database is the beginning of the next: nothing could be shrunk.
    { numRuns: 6, endOnFailure: true },
  )
})

function withoutRefunds({ start, figures }: { start: string; figures: Record<string, unknown> }) {
  const { refunds: _refunds, netRevenue: _netRevenue, ...rest } = figures
  return { start, ...rest }
}

function today(): { from: string; to: string } {
  const day = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 10)
  return { from: day(-24), to: day(24) }
}

test('totals are the sum of the parts, and categories hold what is sold below them', async () => {
  const { totals, parts, categories, products: sold, currencies } = await read({ interval: 'WEEK', first: 100 })
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const cents = ({ amount }: { amount: string }) => Math.round(Number(amount) * 100)
  type Part = { figures: { orders: number; revenue: { amount: string } } }
  expect(totals.orders).toBe(sum(parts.map(({ figures }: Part) => figures.orders)))
  expect(cents(totals.revenue)).toBe(sum(parts.map(({ figures }: Part) => cents(figures.revenue))))
  expect(cents(totals.netRevenue)).toBe(cents(totals.revenue) - cents(totals.cancelled) - cents(totals.refunds))
  expect(currencies).toEqual(['EUR'])
  const everything = sum(sold.nodes.map(({ revenue }: { revenue: { amount: string } }) => cents(revenue)))
  expect(categories[0]).toMatchObject({ category: { id: toGlobalId('Category', clothing) } })
  expect(cents(categories[0].revenue)).toBe(everything)
})

test('products are listed in pages, and the slowest are those on sale that nobody wants', async () => {
  const unwanted = randomUUID()
  await shop.query(
    `INSERT INTO catalogue_variants (variant_id, product_id, version, sku, title, variant_title, price, currency_code, listed)
     VALUES ($1::uuid, $1::uuid, 1, 'HAT', 'Hat', 'M', 1000, 'EUR', true)`,
    [unwanted],
  )
  const slowest = (await read({ sort: 'SLOWEST', first: 100 })).products.nodes
  expect(slowest).toContainEqual({
    product: { id: toGlobalId('Product', unwanted) },
    units: 0,
    revenue: { amount: '0.00' },
  })
  expect(slowest[0].units).toBe(0)
  const all = (await read({ sort: 'UNITS', first: 100 })).products.nodes
  const paged: object[] = []
  for (let after: string | undefined; ;) {
    const { nodes, pageInfo } = (await read({ sort: 'UNITS', first: 2, after })).products
    paged.push(...nodes)
    if (!pageInfo.hasNextPage) break
    after = pageInfo.endCursor
  }
  expect(paged).toEqual(all)
})

test('a cart that is not ordered counts as begun, and one that a guest takes along counts once', async () => {
  const before = (await read(today())).carts
  const merged = `SELECT FROM cart_journeys WHERE is_merged`
  const mergedBefore = (await shop.query(merged)).length
  const variantId = await shop.addVariant()
  const [guest, user] = [await shop.person('GUEST'), await shop.person()]
  const add = `mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { userErrors { code } } }`
  await shop.ask(guest, add, { input: { variantId: toGlobalId('ProductVariant', variantId), quantity: 1 } })
  await waitUntil(async () => (await read(today())).carts.carts === before.carts + 1)
  await shop.tell(GuestSignedIn, user.id, { guestId: guest.id, userId: user.id })
  await waitUntil(async () => (await shop.query(merged)).length === mergedBefore + 1)
  const begun = `SELECT FROM cart_journeys JOIN carts ON carts.id = cart_id WHERE owner_id = $1`
  await waitUntil(async () => (await shop.query(begun, [user.id])).length === 1)
  const after = (await read(today())).carts
  expect(after).toMatchObject({ carts: before.carts + 1, ordered: before.ordered })
})

test('statistics are for staff, and about days that there are', async () => {
  const customer = await shop.person()
  expect(await shop.codes(customer, STATISTICS, PERIOD)).toEqual(['FORBIDDEN'])
  expect(await shop.codes(customer, REBUILD)).toEqual(['FORBIDDEN'])
  expect(await shop.codes(staff, STATISTICS, { from: '2026-04-01', to: '2026-03-01' })).toEqual(['BAD_USER_INPUT'])
  expect(await shop.codes(staff, STATISTICS, { from: '2020-01-01', to: '2026-03-01' })).toEqual(['BAD_USER_INPUT'])
  expect(await shop.codes(staff, STATISTICS, { from: '2026-02-30', to: '2026-03-01' })).toEqual(['BAD_USER_INPUT'])
  expect(await shop.codes(staff, STATISTICS, { to: '0001-01-02' })).toEqual([])
})
