import { subgraphNames } from '@shop/prisma/databases'
import { demoPassword } from '@shop/prisma/demo/people'
import { toGlobalId } from '@shop/subgraph/global-id'
import { CLOCK_TOLERANCE_SECONDS } from '@shop/subgraph/token-verifier'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabases } from '../shop/databases.ts'
import type { Databases } from '../shop/databases.ts'
import { asGuest, connect, orderInput, signIn } from '../shop/shop-client.ts'
import { fillCart, findVariants, PLACE } from '../shop/shopping.ts'
import { startStandaloneShop } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'
import { post } from './post.ts'
import type { Response } from './post.ts'

const ADD = `mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { cart { id } userErrors { code field message } } }`
const ORDER = `query ($id: ID!) { order(id: $id) { id email } }`
const ACCESS_TOKEN_SECONDS = 5

describe('bad input', () => {
  let shop: TestShop
  let databases: Databases
  let variantId: string
  let delistedId: string
  /** A guest with a filled cart and a placed order. */
  let buyer: { token: string; cartId: string; orderId: string; placed: Record<string, unknown> }
  /** A guest with an empty cart. */
  let idle: { token: string; cartId: string }

  beforeAll(async () => {
    shop = await startStandaloneShop({ ACCESS_TOKEN_SECONDS: String(ACCESS_TOKEN_SECONDS) })
    databases = await openDatabases(shop.databaseUrl)
    const [first = '', second = ''] = await findVariants(connect(shop.url))
    variantId = first
    delistedId = second

    const { client, token } = await asGuest(shop.url)
    const placed = orderInput(await fillCart(client, variantId))
    const orderId: string = (await client.ask(PLACE, { input: placed })).data.placeOrder.order.id
    buyer = { token, orderId, placed, cartId: await fillCart(client, variantId) }

    const empty = await asGuest(shop.url)
    const cartId = await fillCart(empty.client, variantId)
    const { data } = await empty.client.ask('{ cart { lines { id } } }')
    const remove = `mutation ($input: RemoveCartLineInput!) { removeCartLine(input: $input) { userErrors { code } } }`
    await empty.client.ask(remove, { input: { id: data.cart.lines[0].id } })
    idle = { token: empty.token, cartId }

    const staff = await signIn(shop.url, 'staff@example.com', demoPassword)
    const delist = `mutation ($input: DelistProductVariantInput!) { delistProductVariant(input: $input) { userErrors { code } } }`
    await staff.ask(delist, { input: { id: delistedId } })
    await waitUntil(
      async () =>
        (await client.ask(ORDER.replace('email', 'status'), { id: orderId })).data.order.status === 'COMPLETED',
      { what: 'the order to be completed' },
    )
    await quiet()
  })
  afterAll(async () => {
    await databases?.close()
    await shop?.stop()
  })

  /** In one process an event counts as published when every group has handled it. */
  async function isAllHandled(): Promise<boolean> {
    const waiting = 'SELECT count(*)::int FROM outbox_events WHERE published_at IS NULL'
    const counts = await Promise.all(subgraphNames.map((name) => databases.value(name, waiting)))
    return counts.every((count) => count === 0)
  }

  /** Waits until nothing is under way: a change after this is the test's own. */
  async function quiet(): Promise<Record<string, number>> {
    let before = await databases.rowCounts()
    for (;;) {
      await delay(300)
      const after = await databases.rowCounts()
      if (JSON.stringify(before) === JSON.stringify(after) && (await isAllHandled())) return after
      before = after
    }
  }

  /** Asks, and holds that not one row was written anywhere. */
  async function refused(body: unknown, token?: string): Promise<Response> {
    const before = await databases.rowCounts()
    const answer = await post(
      shop.url,
      typeof body === 'string' ? body : JSON.stringify(body),
      token ? { authorization: `Bearer ${token}` } : {},
    )
    expect(await databases.rowCounts()).toEqual(before)
    return answer
  }
  const errorOf = ({ status, errors, data }: Response) => {
    expect(errors, JSON.stringify(data)).toHaveLength(1)
    return { status, code: errors?.[0]?.extensions.code, path: errors?.[0]?.path }
  }
  const place = (change: Record<string, unknown>, cartId = buyer.cartId) =>
    refused({ query: PLACE, variables: { input: orderInput(cartId, change) } }, buyer.token)
  const rejection = (answer: Response) => {
    expect(answer.status).toBe(200)
    expect(answer.data?.placeOrder.__typename, answer.text).toBe('PlaceOrderRejection')
    expect(answer.data.placeOrder.userErrors[0].message).toEqual(expect.any(String))
    return answer.data.placeOrder.userErrors.map(({ code }: { code: string }) => code)
  }

  it('finds no product, variant, user or order of an id that nobody has', async () => {
    const query = `query ($product: ID!, $variant: ID!) { product(id: $product) { title } productVariant(id: $variant) { sku } }`
    const variables = {
      product: toGlobalId('Product', randomUUID()),
      variant: toGlobalId('ProductVariant', randomUUID()),
    }
    const answer = await refused({ query, variables })
    expect(answer).toMatchObject({ status: 200, data: { product: null, productVariant: null } })
    const order = await refused({ query: ORDER, variables: { id: toGlobalId('Order', randomUUID()) } }, buyer.token)
    expect(errorOf(order)).toEqual({ status: 200, code: 'NOT_FOUND', path: ['order'] })
  })

  it.each([
    ['an unknown variant', () => ({ variantId: toGlobalId('ProductVariant', randomUUID()) }), 'NOT_FOUND'],
    ['a delisted variant', () => ({ variantId: delistedId }), 'NOT_PURCHASABLE'],
    ['0 units', () => ({ variantId, quantity: 0 }), 'INVALID_QUANTITY'],
    ['-1 units', () => ({ variantId, quantity: -1 }), 'INVALID_QUANTITY'],
    ['1,000,000,000 units', () => ({ variantId, quantity: 1_000_000_000 }), 'INVALID_QUANTITY'],
  ])('does not put %s into a cart', async (_name, input, code) => {
    const answer = await refused({ query: ADD, variables: { input: input() } }, buyer.token)
    expect(answer).toMatchObject({ status: 200, data: { addCartLine: { cart: null, userErrors: [{ code }] } } })
    const [{ field, message }] = answer.data.addCartLine.userErrors
    expect(field).toEqual(['input', code === 'INVALID_QUANTITY' ? 'quantity' : 'variantId'])
    expect(message).toEqual(expect.any(String))
  })

  it.each([
    ['a fraction', 1.5],
    ['more than an Int holds', 10_000_000_000],
    ['text', '2'],
  ])('does not take %s for a quantity', async (_name, quantity) => {
    const answer = await refused({ query: ADD, variables: { input: { variantId, quantity } } }, buyer.token)
    expect(errorOf(answer)).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  it.each([
    ['an empty cart', () => ({}), () => idle, 'EMPTY_CART'],
    ['a cart that nobody has', () => ({ cartId: toGlobalId('Cart', randomUUID()) }), () => idle, 'NOT_FOUND'],
    ['the cart of another', () => ({ cartId: buyer.cartId }), () => idle, 'NOT_FOUND'],
  ])('does not order %s', async (_name, change, who, code) => {
    const { token, cartId } = who()
    const answer = await refused({ query: PLACE, variables: { input: orderInput(cartId, change()) } }, token)
    expect(rejection(answer)).toEqual([code])
  })

  it.each([
    [
      'an expected total of another currency',
      { expectedTotal: { amount: '10.00', currencyCode: 'USD' } },
      'CURRENCY_MISMATCH',
    ],
    [
      'an expected total that is another by now',
      { expectedTotal: { amount: '0.01', currencyCode: 'EUR' } },
      'TOTAL_CHANGED',
    ],
    ['an unknown payment method', { paymentMethod: 'cash' }, 'PAYMENT_METHOD_INVALID'],
    ['an address of mail that is none', { email: 'ada' }, 'INVALID_EMAIL'],
    ['an empty idempotency key', { idempotencyKey: '' }, 'INVALID_IDEMPOTENCY_KEY'],
  ])('does not order with %s', async (_name, change, code) => {
    expect(rejection(await place(change))).toEqual([code])
  })

  it('does not order again with a key that was used for something else, and tells the old answer for the same', async () => {
    const other = await place({ idempotencyKey: buyer.placed['idempotencyKey'] })
    expect(rejection(other)).toEqual(['IDEMPOTENCY_KEY_REUSED'])
    const same = await refused({ query: PLACE, variables: { input: buyer.placed } }, buyer.token)
    expect(same.data.placeOrder.order.id).toBe(buyer.orderId)
  })

  it("shows and cancels nobody else's order, and lets nobody else follow it", async () => {
    const seen = await refused({ query: ORDER, variables: { id: buyer.orderId } }, idle.token)
    expect(errorOf(seen)).toEqual({ status: 200, code: 'NOT_FOUND', path: ['order'] })
    const cancel = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { order { id } userErrors { code } } }`
    const input = { idempotencyKey: randomUUID(), orderId: buyer.orderId }
    const cancelled = await refused({ query: cancel, variables: { input } }, idle.token)
    expect(cancelled.data.cancelOrder).toEqual({ order: null, userErrors: [{ code: 'NOT_FOUND' }] })

    const stranger = connect(shop.url, idle.token)
    for (const field of ['orderUpdated', 'deliveryUpdated']) {
      const following = stranger.follow(`subscription ($orderId: ID!) { ${field}(orderId: $orderId) { id } }`, {
        orderId: buyer.orderId,
      })
      const error = await following.ended.then(
        () => undefined,
        (reason: Error) => reason.message,
      )
      const said = JSON.stringify(following.told) + String(error)
      expect(said).toContain('NOT_FOUND')
      expect(said).toContain(`["${field}"]`)
      expect(said).not.toContain('@example.com')
    }
    await stranger.close()
  })

  it.each([
    ['no global id', 'nonsense'],
    ['empty', ''],
    ['no base64', '%%%'],
    ['a global id without a uuid', Buffer.from('Order:1').toString('base64url')],
    ['a global id of another type', toGlobalId('Payment', randomUUID())],
  ])('says that an id is malformed when it is %s', async (_name, id) => {
    const answer = await refused({ query: ORDER, variables: { id } }, buyer.token)
    expect(errorOf(answer)).toEqual({ status: 200, code: 'INVALID_GLOBAL_ID', path: ['order'] })
  })

  it('does not take a price in another currency, or one that is none', async () => {
    const query = `mutation ($input: ChangeProductVariantPriceInput!) {
      changeProductVariantPrice(input: $input) { productVariant { id } userErrors { code field } }
    }`
    const change = async (amount: string, currencyCode: string) => {
      const login = `mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } } }`
      const input = { email: 'staff@example.com', password: demoPassword }
      const token: string = (await connect(shop.url).ask(login, { input })).data.login.tokens.accessToken
      const variables = { input: { id: variantId, price: { amount, currencyCode } } }
      return (await refused({ query, variables }, token)).data.changeProductVariantPrice.userErrors[0].code
    }
    expect(await change('12.00', 'USD')).toBe('CURRENCY_MISMATCH')
    expect(await change('-12.00', 'EUR')).toBe('INVALID_AMOUNT')
    expect(await change('12.005', 'EUR')).toBe('INVALID_AMOUNT')
    const byGuest = await refused(
      { query, variables: { input: { id: variantId, price: { amount: '1.00', currencyCode: 'EUR' } } } },
      buyer.token,
    )
    expect(errorOf(byGuest)).toMatchObject({ code: 'FORBIDDEN', path: ['changeProductVariantPrice'] })
  })

  it('refuses tokens that are nonsense, expired or missing', async () => {
    const login = `mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken accessTokenExpiresAt } } }`
    const input = { email: 'ada@example.com', password: demoPassword }
    const { accessToken, accessTokenExpiresAt } = (await connect(shop.url).ask(login, { input })).data.login.tokens
    const me = { query: '{ me { email } }' }
    expect((await refused(me, accessToken)).data.me.email).toBe('ada@example.com')

    expect(errorOf(await refused(me, 'nonsense'))).toMatchObject({ status: 401, code: 'TOKEN_INVALID' })
    expect(errorOf(await refused(me, `${accessToken.slice(0, -4)}AAAA`))).toMatchObject({ code: 'TOKEN_INVALID' })
    const nobody = await refused({ query: ADD, variables: { input: { variantId } } })
    expect(errorOf(nobody)).toEqual({ status: 200, code: 'UNAUTHENTICATED', path: ['addCartLine'] })

    await delay(Date.parse(accessTokenExpiresAt) - Date.now() + CLOCK_TOLERANCE_SECONDS * 1_000 + 500)
    expect(errorOf(await refused(me, accessToken))).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' })
  })

  it.each([
    ['a query of 1 MB', () => ({ query: `{ me { id } } #${'x'.repeat(1_000_000)}` }), 413, 'PAYLOAD_TOO_LARGE'],
    ['a body that is no JSON', () => 'query=me', 400, 'BAD_REQUEST'],
    ['an empty body', () => '', 400, 'BAD_REQUEST'],
    ['a query that is no GraphQL', () => ({ query: '{ me { id }' }), 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', () => ({ query: '{ me { shoeSize } }' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a query that is too deep', () => ({ query: deepQuery(21) }), 400, 'QUERY_TOO_COMPLEX'],
    ['a query of too many fields', () => ({ query: `{ ${'cart { id } '.repeat(2_000)} }` }), 400, 'QUERY_TOO_COMPLEX'],
  ])('refuses %s', async (_name, body, status, code) => {
    const answer = await refused(body())
    expect(errorOf(answer)).toMatchObject({ status, code })
    expect(answer.data).toBeUndefined()
  })

  function deepQuery(levels: number): string {
    return `{ categories { ${'children { '.repeat(levels - 2)} id ${'} '.repeat(levels - 1)}}`
  }
})
