import { OrderPlaced } from '@shop/schema/events/orders'
import { VariantChanged } from '@shop/schema/events/products'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS, startOrders, variantState, type OrdersFixture, type Person } from './orders-fixture.ts'
import { addToCart, placeOrder } from './shopping.ts'

let shop: OrdersFixture
let ada: Person
beforeAll(async () => {
  shop = await startOrders()
})
afterAll(() => shop?.stop())

async function fillCart(quantity = 1): Promise<{ cartId: string; variantId: string }> {
  ada = await shop.person()
  const variantId = await shop.addVariant(2_000)
  const { cart } = await addToCart(shop, ada, variantId, quantity)
  return { cartId: cart.id, variantId }
}

async function countOrders(): Promise<number> {
  const [row] = await shop.query<{ count: number }>('SELECT count(*)::int AS count FROM orders WHERE owner_id = $1', [
    ada.id,
  ])
  return row?.count ?? -1
}

const codesOf = async (cartId: unknown, changes: Record<string, unknown> = {}) =>
  (await placeOrder(shop, ada, cartId, changes)).userErrors.map(({ code }) => code)

describe('placing an order', () => {
  test('closes the cart and tells what is to be reserved and paid', async () => {
    const { cartId, variantId } = await fillCart(2)
    const { order } = await placeOrder(shop, ada, cartId, { expectedTotal: { amount: '44.95', currencyCode: 'EUR' } })
    expect(order).toMatchObject({ lines: [{ quantity: 2, title: 'Linen Shirt, M / Sand' }], email: 'ada@example.org' })
    expect(await shop.ask(ada, '{ cart { id } }')).toEqual({ cart: null })
    const event = await waitUntil(() =>
      shop.events.find(({ type, data }) => type === 'OrderPlaced' && OrderPlaced.parse(data).ownerId === ada.id),
    )
    expect(event.data).toMatchObject({
      number: order.number,
      total: { amount: 4_495, currencyCode: 'EUR' },
      paymentMethod: 'pm_card_visa',
      lines: [{ variantId, quantity: 2, unitPrice: { amount: 2_000, currencyCode: 'EUR' } }],
    })
    // Events outlive the account, dead letters above all.
    expect(JSON.stringify(event)).not.toContain('@')
  })

  test('gives the same order for the same key and input, also at the same time', async () => {
    const { cartId } = await fillCart()
    const idempotencyKey = randomUUID()
    const answers = await Promise.all([1, 2, 3].map(() => placeOrder(shop, ada, cartId, { idempotencyKey })))
    expect(new Set(answers.map(({ order }) => order.id)).size).toBe(1)
    expect(await countOrders()).toBe(1)
    expect((await placeOrder(shop, ada, cartId, { idempotencyKey })).order.id).toBe(answers[0]?.order.id)
    expect(await codesOf(cartId, { idempotencyKey, email: 'other@example.org' })).toEqual(['IDEMPOTENCY_KEY_REUSED'])
  })

  test('orders what was put into the cart while it waited for it', async () => {
    for (const buyer of [await shop.person(), await shop.person('GUEST')]) {
      const { cart } = await addToCart(shop, buyer, await shop.addVariant())
      const variantId = await shop.addVariant()
      const other = new pg.Client(shop.databaseUrl)
      await other.connect()
      await other.query('BEGIN')
      await other.query('UPDATE carts SET updated_at = now() WHERE owner_id = $1', [buyer.id])
      await other.query(
        `INSERT INTO cart_lines (id, cart_id, variant_id, quantity, created_at)
         SELECT gen_random_uuid(), id, $2, 3, now() FROM carts WHERE owner_id = $1`,
        [buyer.id, variantId],
      )
      const placing = placeOrder(shop, buyer, cart.id)
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
      await waitUntil(async () => (await shop.query(waiting)).length > 0, { what: 'the order to wait for the cart' })
      await other.query('COMMIT')
      await other.end()
      expect((await placing).order.lines).toMatchObject([{ quantity: 1 }, { quantity: 3 }])
    }
  })

  test('orders a cart once, whatever keys come at the same time', async () => {
    const { cartId } = await fillCart()
    const answers = await Promise.all(Array.from({ length: 8 }, () => placeOrder(shop, ada, cartId)))
    expect(answers.filter(({ order }) => order)).toHaveLength(1)
    expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(Array(7).fill('NOT_FOUND'))
    expect(await countOrders()).toBe(1)
  })

  test('costs to the cent what the dearest thing costs a thousand times', async () => {
    ada = await shop.person()
    const { cart } = await addToCart(shop, ada, await shop.addVariant(99_999_999_99), 1_000)
    await placeOrder(shop, ada, cart.id)
    expect(await shop.query('SELECT total FROM orders WHERE owner_id = $1', [ada.id])).toEqual([
      { total: '9999999999000' },
    ])
  })

  test('lets a refused attempt be made good with the same key', async () => {
    const { cartId } = await fillCart()
    const idempotencyKey = randomUUID()
    const expectedTotal = { amount: '1.00', currencyCode: 'EUR' }
    expect(await codesOf(cartId, { idempotencyKey, expectedTotal })).toEqual(['TOTAL_CHANGED'])
    expect((await placeOrder(shop, ada, cartId, { idempotencyKey })).__typename).toBe('PlaceOrderSuccess')
  })
})

describe('an order is refused, and nothing half-written,', () => {
  test('when the cart is empty, another’s, or gone', async () => {
    const { cartId } = await fillCart()
    const owner = ada
    ada = await shop.person()
    expect(await codesOf(cartId)).toEqual(['NOT_FOUND'])
    ada = owner
    await shop.query('DELETE FROM cart_lines WHERE cart_id = (SELECT id FROM carts WHERE owner_id = $1)', [ada.id])
    expect(await codesOf(cartId)).toEqual(['EMPTY_CART'])
    expect(await countOrders()).toBe(0)
  })

  test('when a variant was delisted meanwhile', async () => {
    const { cartId, variantId } = await fillCart()
    await shop.tell(VariantChanged, variantId, variantState(variantId, 2, 2_000, { listed: false }))
    expect(await codesOf(cartId)).toEqual(['NOT_PURCHASABLE'])
  })

  test('when the total or the currency is another than expected', async () => {
    const { cartId, variantId } = await fillCart()
    const expecting = (amount: string, currencyCode: string) =>
      codesOf(cartId, { expectedTotal: { amount, currencyCode } })
    expect(await expecting('24.95', 'USD')).toEqual(['CURRENCY_MISMATCH'])
    expect(await expecting('24.951', 'EUR')).toEqual(['TOTAL_CHANGED'])
    await shop.tell(VariantChanged, variantId, variantState(variantId, 2, 2_100))
    expect(await expecting('24.95', 'EUR')).toEqual(['TOTAL_CHANGED'])
    expect(await countOrders()).toBe(0)
    expect(await shop.query('SELECT * FROM idempotency_keys WHERE scope LIKE $1', [`${ada.id}%`])).toEqual([])
  })

  test.each([
    [{ email: 'nobody' }, ['INVALID_EMAIL']],
    [{ email: `${'a'.repeat(250)}@example.org` }, ['TOO_LONG']],
    [{ shippingAddress: { ...ADDRESS, recipient: '  ' } }, ['BLANK']],
    [{ shippingAddress: { ...ADDRESS, line1: 'x'.repeat(201) } }, ['TOO_LONG']],
    [{ shippingAddress: { ...ADDRESS, countryCode: 'XX' } }, ['INVALID_COUNTRY_CODE']],
    [{ shippingAddress: { ...ADDRESS, countryCode: 'nl' } }, ['INVALID_COUNTRY_CODE']],
    [{ shippingAddress: { ...ADDRESS, phone: '020 123' } }, ['INVALID_PHONE']],
    [{ shippingAddress: { ...ADDRESS, city: '', countryCode: '??' } }, ['BLANK', 'INVALID_COUNTRY_CODE']],
    [{ paymentMethod: '4242 4242 4242 4242' }, ['PAYMENT_METHOD_INVALID']],
    [{ idempotencyKey: '' }, ['INVALID_IDEMPOTENCY_KEY']],
    [{ idempotencyKey: 'k'.repeat(256) }, ['INVALID_IDEMPOTENCY_KEY']],
  ])('when the input is %j', async (changes, codes) => {
    const { cartId } = await fillCart()
    expect(await codesOf(cartId, changes)).toEqual(codes)
    expect(await countOrders()).toBe(0)
  })
})
