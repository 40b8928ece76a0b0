import { StockReservationAdjusted } from '@shop/schema/events/inventory'
import { PaymentAuthorized } from '@shop/schema/events/payments'
import { toGlobalId } from '@shop/subgraph/global-id'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import {
  addToCart,
  CART,
  payment,
  placeOrder,
  readOrder,
  until,
  uuidOf,
  type CartAnswer,
  type UserErrors,
} from './shopping.ts'

const CREATE = `mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { promotion { id code } userErrors { code } } }`
const APPLY = `mutation ($input: ApplyPromotionCodeInput!) { applyPromotionCode(input: $input) { cart ${CART} userErrors { code } } }`
const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { order { status } userErrors { code } } }`
const END = `mutation ($input: EndPromotionInput!) { endPromotion(input: $input) { promotion { endsAt } userErrors { code } } }`
const LIST_IDS = `{ promotions(first: 1) { nodes { id usageCount } } }`
const LIST = `query ($first: Int, $after: String) { promotions(first: $first, after: $after) { nodes { code usageCount usageLimit } pageInfo { hasNextPage endCursor } } }`

type Applied = { applyPromotionCode: { cart: CartAnswer | null; userErrors: UserErrors } }

let shop: OrdersFixture
let staff: Person
beforeAll(async () => {
  shop = await startOrders()
  staff = await shop.person('CUSTOMER', 'STAFF')
})
afterAll(() => shop?.stop())

async function create(input: Record<string, unknown>) {
  type Answer = { createPromotion: { promotion: { code: string } | null; userErrors: UserErrors } }
  return (await shop.ask<Answer>(staff, CREATE, { input: { percentageOff: 15, ...input } })).createPromotion
}

async function apply(person: Person, code: string | null) {
  return (await shop.ask<Applied>(person, APPLY, { input: { code } })).applyPromotionCode
}

async function usageOf(code: string): Promise<number | undefined> {
  const [row] = await shop.query<{ usage_count: number }>('SELECT usage_count FROM promotions WHERE code = $1', [code])
  return row?.usage_count
}

describe('a promotion', () => {
  test('takes its percentage off, and can be taken off itself', async () => {
    await create({ code: 'spring-15' })
    const ada = await shop.person()
    await addToCart(shop, ada, await shop.addVariant(4_999))
    expect((await apply(ada, ' Spring-15 ')).cart).toMatchObject({
      promotionCode: 'SPRING-15',
      discountTotal: { amount: '7.50' },
      shippingTotal: { amount: '4.95' },
      total: { amount: '47.44' },
    })
    expect((await apply(ada, null)).cart).toMatchObject({ promotionCode: null, discountTotal: { amount: '0.00' } })
  })

  test('is not found when it is unknown, not yet or no longer working', async () => {
    const ada = await shop.person()
    expect((await apply(ada, 'SPRING-15')).userErrors).toEqual([{ code: 'NOT_FOUND' }])
    await addToCart(shop, ada, await shop.addVariant())
    await create({ code: 'LATER', startsAt: '2999-01-01T00:00:00Z' })
    await create({ code: 'EARLIER', endsAt: '2000-01-01T00:00:00Z' })
    for (const code of ['LATER', 'EARLIER', 'UNHEARD-OF', '"; DROP TABLE'])
      expect((await apply(ada, code)).userErrors).toEqual([{ code: 'NOT_FOUND' }])
  })

  test('is used by no more orders than its limit, however many buyers come at once', async () => {
    await create({ code: 'FIRST-5', usageLimit: 5 })
    const variantId = await shop.addVariant()
    const buyers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const person = await shop.person('GUEST')
        const { cart } = await addToCart(shop, person, variantId)
        await apply(person, 'FIRST-5')
        return { person, cartId: cart.id }
      }),
    )
    const answers = await Promise.all(buyers.map(({ person, cartId }) => placeOrder(shop, person, cartId)))
    const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))
    expect(codes).toEqual(Array(15).fill('PROMOTION_NOT_APPLICABLE'))
    expect(await usageOf('FIRST-5')).toBe(5)

    const winner = answers.findIndex(({ order }) => order)
    const input = { idempotencyKey: randomUUID(), orderId: answers[winner]?.order.id }
    await shop.ask(buyers[winner]?.person ?? null, CANCEL, { input })
    await shop.ask(buyers[winner]?.person ?? null, CANCEL, { input })
    expect(await usageOf('FIRST-5')).toBe(4)
  })

  test('is refused at the till when it has ended since it was applied', async () => {
    await create({ code: 'ENDING' })
    const ada = await shop.person()
    const { cart } = await addToCart(shop, ada, await shop.addVariant())
    await apply(ada, 'ENDING')
    await shop.query(`UPDATE promotions SET ends_at = now() WHERE code = 'ENDING'`)
    expect((await placeOrder(shop, ada, cart.id)).userErrors).toMatchObject([{ code: 'PROMOTION_NOT_APPLICABLE' }])
    expect((await shop.ask<{ cart: CartAnswer }>(ada, `{ cart ${CART} }`)).cart).toMatchObject({
      promotionCode: 'ENDING',
      discountTotal: { amount: '0.00' },
    })
  })
})

describe('a promotion that works by itself', () => {
  test('needs no code, can be for some products only, and is counted while its order stands', async () => {
    const variantId = await shop.addVariant(1_000)
    const variantIds = [toGlobalId('ProductVariant', variantId)]
    const common = { percentageOff: null, variantIds }
    await create({ ...common, title: 'Three for two', kind: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1 })
    const ada = await shop.person()
    await addToCart(shop, ada, await shop.addVariant(500), 3)
    const { cart } = await addToCart(shop, ada, variantId, 3)
    expect(cart).toMatchObject({ discountTotal: { amount: '10.00' }, promotionCode: null })
    const { order } = await placeOrder(shop, ada, cart.id)
    expect(order).toMatchObject({ discountTotal: { amount: '10.00' }, total: { amount: '39.95' } })
    type Page = { promotions: { nodes: { id: string; usageCount: number }[] } }
    const newest = async () => (await shop.ask<Page>(staff, LIST_IDS)).promotions.nodes[0]
    expect(await newest()).toMatchObject({ usageCount: 1 })
    await shop.ask(ada, CANCEL, { input: { idempotencyKey: randomUUID(), orderId: order.id } })
    expect(await newest()).toMatchObject({ usageCount: 0 })
    await shop.ask(staff, END, { input: { id: (await newest())?.id } })
    const { cart: again } = await addToCart(shop, ada, variantId, 3)
    expect(again.discountTotal).toEqual({ amount: '0.00' })
  })

  test('ends for a customer who has used it as often as may be, who then pays the full price', async () => {
    const variantId = await shop.addVariant(10_000)
    const variantIds = [toGlobalId('ProductVariant', variantId)]
    const amountOff = { amount: '5.00', currencyCode: 'EUR' }
    const kind = { kind: 'FIXED_AMOUNT', percentageOff: null, amountOff }
    await create({ ...kind, title: 'First order', variantIds, usageLimitPerCustomer: 1 })
    const ada = await shop.person()
    const order = async () => {
      const { cart } = await addToCart(shop, ada, variantId)
      return (await placeOrder(shop, ada, cart.id, { expectedTotal: { ...cart.total } })).order
    }
    expect(await order()).toMatchObject({ total: { amount: '95.00' } })
    expect(await order()).toMatchObject({ total: { amount: '100.00' } })
  })

  test('ends with its last use, and comes back when the order that had it is cancelled', async () => {
    const variantId = await shop.addVariant(10_000)
    const variantIds = [toGlobalId('ProductVariant', variantId)]
    await create({ title: 'The first one', percentageOff: 10, variantIds, usageLimit: 1 })
    const ada = await shop.person()
    const first = (await addToCart(shop, ada, variantId)).cart
    const other = await shop.person()
    expect((await addToCart(shop, other, variantId)).cart).toMatchObject({ total: { amount: '90.00' } })
    const { order } = await placeOrder(shop, ada, first.id)
    const total = async () => (await shop.ask<{ cart: CartAnswer }>(other, `{ cart ${CART} }`)).cart.total.amount
    expect(await total()).toBe('100.00')
    await shop.ask(ada, CANCEL, { input: { idempotencyKey: randomUUID(), orderId: order.id } })
    expect(await total()).toBe('90.00')
  })

  test('comes back, too, when an edit had left it nothing to take off', async () => {
    await create({ code: 'FROM-50', minimumSubtotal: { amount: '50.00', currencyCode: 'EUR' }, usageLimit: 1 })
    const ada = await shop.person()
    const variantId = await shop.addVariant(3_000)
    const { cart } = await addToCart(shop, ada, variantId, 2)
    await apply(ada, 'FROM-50')
    const { order } = await placeOrder(shop, ada, cart.id)
    const orderId = uuidOf('Order', order.id)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    const { version } = await until(shop, ada, order, ({ status }) => status === 'CONFIRMED')
    const lines = [{ orderLineId: order.lines[0]?.id, quantity: 1 }]
    const edit = `mutation ($input: EditOrderInput!) { editOrder(input: $input) { edit { id } } }`
    const input = { idempotencyKey: randomUUID(), orderId: order.id, expectedVersion: version, lines }
    const { editOrder } = await shop.ask<{ editOrder: { edit: { id: string } } }>(ada, edit, { input })
    const editId = uuidOf('OrderEdit', editOrder.edit.id)
    await shop.tell(StockReservationAdjusted, orderId, { orderId, editId, committed: false, allocations: [] })
    expect((await readOrder(shop, ada, order)).lines).toMatchObject([{ quantity: 1 }])
    expect(await usageOf('FROM-50')).toBe(1)
    await shop.ask(ada, CANCEL, { input: { idempotencyKey: randomUUID(), orderId: order.id } })
    expect(await usageOf('FROM-50')).toBe(0)
  })

  test('holds for the next cart when another process has changed it', async () => {
    const variantId = await shop.addVariant(10_000)
    const variantIds = [toGlobalId('ProductVariant', variantId)]
    await create({ title: 'Ten off', percentageOff: 10, variantIds })
    const add = async () => (await addToCart(shop, await shop.person(), variantId)).cart.total.amount
    expect(await add()).toBe('90.00')
    await shop.query(`UPDATE promotions SET percentage_off = 20 WHERE title = 'Ten off'`)
    expect(await add()).toBe('80.00')
    await shop.query(`DELETE FROM promotions WHERE title = 'Ten off'`)
    expect(await add()).toBe('100.00')
  })
})

describe('a limit per customer', () => {
  test('holds when the same customer orders twice at once, also as two guests with one email address', async () => {
    await create({ code: 'ONCE', usageLimitPerCustomer: 1 })
    const variantId = await shop.addVariant()
    const email = `${randomUUID()}@example.org`
    const carts = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const person = await shop.person('GUEST')
        const { cart } = await addToCart(shop, person, variantId)
        await apply(person, 'ONCE')
        return { person, cartId: cart.id }
      }),
    )
    const answers = await Promise.all(carts.map(({ person, cartId }) => placeOrder(shop, person, cartId, { email })))
    const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))
    expect(codes).toEqual(Array(5).fill('PROMOTION_NOT_APPLICABLE'))
    expect(await usageOf('ONCE')).toBe(1)
  })
})

describe('both limits', () => {
  test('hold in two processes at once: five orders in all, one of each customer', async () => {
    await create({ code: 'FEW-EACH', usageLimit: 5, usageLimitPerCustomer: 1 })
    const other = await shop.startAnother()
    try {
      const variantId = await shop.addVariant()
      // Eight customers, each as three guests with one email address.
      const emails = Array.from({ length: 8 }, () => `${randomUUID()}@example.org`)
      const carts = await Promise.all(
        Array.from({ length: 24 }, async (_, index) => {
          const person = await shop.person('GUEST')
          const { cart } = await addToCart(shop, person, variantId)
          await apply(person, 'FEW-EACH')
          return { person, cartId: cart.id, email: emails[index % 8] ?? '' }
        }),
      )
      const answers = await Promise.all(
        carts.map(async ({ person, cartId, email }, index) => {
          const { order } = await placeOrder(index % 2 === 0 ? shop : other, person, cartId, { email })
          return order ? [email] : []
        }),
      )
      const winners = answers.flat()
      expect(winners).toHaveLength(5)
      expect(new Set(winners).size).toBe(5)
      expect(await usageOf('FEW-EACH')).toBe(5)
      const redeemed = await shop.query(
        `SELECT lower(email), count(*)::int AS uses FROM promotion_redemptions JOIN orders ON orders.id = order_id
         JOIN promotions ON promotions.id = promotion_redemptions.promotion_id
         WHERE code = 'FEW-EACH' AND released_at IS NULL GROUP BY 1`,
      )
      expect(redeemed.map(({ uses }) => uses)).toEqual([1, 1, 1, 1, 1])
    } finally {
      await other.stop()
    }
  })
})

describe('creating promotions', () => {
  test('is for staff', async () => {
    const input = { code: 'MINE', percentageOff: 100 }
    expect(await shop.codes(await shop.person(), CREATE, { input })).toEqual(['FORBIDDEN'])
    expect(await shop.codes(null, LIST)).toEqual(['UNAUTHENTICATED'])
  })

  test.each(['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00'])(
    'refuses a time that no database keeps: %s',
    async (startsAt) => {
      const input = { code: 'NEVER', percentageOff: 1, startsAt }
      expect(await shop.codes(staff, CREATE, { input })).toEqual(['BAD_USER_INPUT'])
    },
  )

  test.each([
    [{ code: 'spring-15' }, 'CODE_TAKEN'],
    [{ code: '' }, 'INVALID_CODE'],
    [{ code: 'A B' }, 'INVALID_CODE'],
    [{ code: 'X', percentageOff: 0 }, 'OUT_OF_RANGE'],
    [{ code: 'X', percentageOff: 101 }, 'OUT_OF_RANGE'],
    [{ code: 'X', usageLimit: 0 }, 'OUT_OF_RANGE'],
    [{ code: 'X', usageLimitPerCustomer: 0 }, 'OUT_OF_RANGE'],
    [{ percentageOff: 10 }, 'BLANK'],
    [{ code: 'X', percentageOff: null }, 'OUT_OF_RANGE'],
    [{ code: 'X', kind: 'FREE_SHIPPING' }, 'OUT_OF_RANGE'],
    [{ code: 'X', kind: 'FIXED_AMOUNT', percentageOff: null }, 'OUT_OF_RANGE'],
    [
      { code: 'X', kind: 'FIXED_AMOUNT', percentageOff: null, amountOff: { amount: '1', currencyCode: 'USD' } },
      'CURRENCY_MISMATCH',
    ],
    [{ code: 'X', kind: 'BUY_X_GET_Y', buyQuantity: 2 }, 'OUT_OF_RANGE'],
    [{ code: 'X', startsAt: '2026-01-02T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' }, 'OUT_OF_RANGE'],
  ])('refuses %j', async (input, code) => {
    expect(await create(input)).toEqual({ promotion: null, userErrors: [{ code }] })
  })

  test('lists them newest first, page by page', async () => {
    type Page = {
      promotions: { nodes: { code: string | null }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
    }
    const { promotions: first } = await shop.ask<Page>(staff, LIST, { first: 2 })
    expect(first.pageInfo.hasNextPage).toBe(true)
    const { promotions: rest } = await shop.ask<Page>(staff, LIST, { first: 100, after: first.pageInfo.endCursor })
    expect([...first.nodes, ...rest.nodes].flatMap(({ code }) => code ?? [])).toEqual([
      'FEW-EACH',
      'ONCE',
      'FROM-50',
      'ENDING',
      'FIRST-5',
      'EARLIER',
      'LATER',
      'SPRING-15',
    ])
  })
})
