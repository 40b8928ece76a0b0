import { GuestSignedIn } from '@shop/schema/events/users'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { addToCart, placeOrder, uuidOf, type UserErrors } from './shopping.ts'

const START = `mutation ($input: StartCheckoutInput!) {
  startCheckout(input: $input) { cart { id checkout { revision expiresAt } } userErrors { code } }
}`
const UPDATE = `mutation ($input: UpdateCartLineInput!) { updateCartLine(input: $input) { cart { checkout { revision } } } }`
const REMOVE = `mutation ($input: RemoveCartLineInput!) { removeCartLine(input: $input) { cart { checkout { revision } } } }`

type Started = {
  cart: { id: string; checkout: { revision: number; expiresAt: string } } | null
  userErrors: UserErrors
}

let shop: OrdersFixture
beforeAll(async () => {
  shop = await startOrders()
})
afterAll(() => shop?.stop())

async function start(person: Person, cartId: string, idempotencyKey: string = randomUUID()): Promise<Started> {
  const input = { idempotencyKey, cartId }
  return (await shop.ask<{ startCheckout: Started }>(person, START, { input })).startCheckout
}

/** What was told of a cart's checkout so far, oldest first. */
async function told(cartId: string, count: number) {
  const subject = uuidOf('Cart', cartId)
  const ofCart = () => shop.events.filter((event) => event.subject === subject && event.type.startsWith('Checkout'))
  await expect.poll(() => ofCart().length).toBe(count)
  return ofCart().map(({ type, data }) => ({ type, ...(data as { revision: number; lines?: object[] }) }))
}

test('a checkout has the lines of the cart held, once per key, and each change after it', async () => {
  const ada = await shop.person()
  const variantId = await shop.addVariant()
  const other = await shop.addVariant()
  const { cart } = await addToCart(shop, ada, variantId, 2)
  const key = randomUUID()
  const first = await start(ada, cart.id, key)
  expect(first).toMatchObject({ cart: { checkout: { revision: 1 } }, userErrors: [] })
  expect(await start(ada, cart.id, key)).toEqual(first)

  await addToCart(shop, ada, other)
  const [line] = cart.lines
  await shop.ask(ada, UPDATE, { input: { id: line?.id, quantity: 5 } })
  await shop.ask(ada, REMOVE, { input: { id: line?.id } })
  expect(await told(cart.id, 4)).toMatchObject([
    { type: 'CheckoutStarted', revision: 1, lines: [{ variantId, quantity: 2 }] },
    { type: 'CheckoutChanged', revision: 2, lines: [{ variantId, quantity: 2 }, { variantId: other }] },
    { type: 'CheckoutChanged', revision: 3, lines: [{ variantId, quantity: 5 }, { variantId: other }] },
    { type: 'CheckoutChanged', revision: 4, lines: [{ variantId: other, quantity: 1 }] },
  ])
})

test('starting again does not prolong a checkout; when its time is over, changes of the cart are told nobody', async () => {
  const ada = await shop.person()
  const variantId = await shop.addVariant()
  const { cart } = await addToCart(shop, ada, variantId)
  const first = await start(ada, cart.id)
  const second = await start(ada, cart.id)
  expect(second.cart?.checkout).toEqual({ revision: 2, expiresAt: first.cart?.checkout.expiresAt })
  shop.clock.turn(601)
  await addToCart(shop, ada, variantId)
  const third = await start(ada, cart.id)
  expect(third.cart?.checkout.revision).toBe(3)
  expect(Date.parse(third.cart?.checkout.expiresAt ?? '')).toBeGreaterThan(shop.clock.now().getTime() + 500_000)
  expect((await told(cart.id, 3)).map(({ type }) => type)).toEqual(Array(3).fill('CheckoutStarted'))
})

test('the order says which cart it was made of, so what is held for it is the order’s', async () => {
  const ada = await shop.person()
  const { cart } = await addToCart(shop, ada, await shop.addVariant())
  await start(ada, cart.id)
  const { order } = await placeOrder(shop, ada, cart.id)
  const orderId = uuidOf('Order', order.id)
  await expect.poll(() => shop.events.some((event) => event.subject === orderId)).toBe(true)
  const placed = shop.events.find((event) => event.subject === orderId)
  expect(placed).toMatchObject({ type: 'OrderPlaced', data: { cartId: uuidOf('Cart', cart.id) } })
})

test('a guest’s checkout ends when the cart becomes part of the account’s', async () => {
  const guest = await shop.person('GUEST')
  const user = await shop.person()
  const variantId = await shop.addVariant()
  const { cart } = await addToCart(shop, guest, variantId)
  const { cart: own } = await addToCart(shop, user, variantId)
  await start(guest, cart.id)
  await start(user, own.id)
  await shop.tell(GuestSignedIn, user.id, { guestId: guest.id, userId: user.id })
  expect((await told(cart.id, 2))[1]).toMatchObject({ type: 'CheckoutEnded', revision: 2 })
  expect((await told(own.id, 2))[1]).toMatchObject({ type: 'CheckoutChanged', lines: [{ variantId, quantity: 2 }] })
})

test('nothing is held of a cart that is another’s, empty, or cannot be bought', async () => {
  const ada = await shop.person()
  const { cart } = await addToCart(shop, ada, await shop.addVariant())
  const codes = async (person: Person) => (await start(person, cart.id)).userErrors.map(({ code }) => code)
  expect(await codes(await shop.person())).toEqual(['NOT_FOUND'])
  await shop.query('UPDATE catalogue_variants SET listed = false')
  expect(await codes(ada)).toEqual(['NOT_PURCHASABLE'])
  await shop.ask(ada, REMOVE, { input: { id: cart.lines[0]?.id } })
  expect(await codes(ada)).toEqual(['EMPTY_CART'])
  expect(await shop.codes(null, START, { input: { idempotencyKey: 'x', cartId: cart.id } })).toEqual([
    'UNAUTHENTICATED',
  ])
})
