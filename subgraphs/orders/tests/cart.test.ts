import { VariantChanged } from '@shop/schema/events/products'
import { GuestSignedIn } from '@shop/schema/events/users'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOrders, variantGid, variantState, type OrdersFixture, type Person } from './orders-fixture.ts'
import { addToCart, CART, type CartAnswer, type UserErrors } from './shopping.ts'

const READ = `{ cart ${CART} }`
const UPDATE = `mutation ($input: UpdateCartLineInput!) { updateCartLine(input: $input) { cart ${CART} userErrors { code } } }`
const REMOVE = `mutation ($input: RemoveCartLineInput!) { removeCartLine(input: $input) { cart ${CART} userErrors { code } } }`
const ADD = `mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { cart { id } userErrors { code message } } }`

let shop: OrdersFixture
beforeAll(async () => {
  shop = await startOrders()
})
afterAll(() => shop?.stop())

async function cartOf(person: Person | null): Promise<CartAnswer | null> {
  return (await shop.ask<{ cart: CartAnswer | null }>(person, READ)).cart
}

describe('a cart', () => {
  test('is null for who put nothing in, and for who has no token', async () => {
    expect(await cartOf(await shop.person())).toBeNull()
    expect(await cartOf(null)).toBeNull()
    expect(await shop.codes(null, ADD, { input: { variantId: variantGid(randomUUID()) } })).toEqual(['UNAUTHENTICATED'])
  })

  test('adds units of the same variant up, and shows what they cost now', async () => {
    const guest = await shop.person('GUEST')
    const variantId = await shop.addVariant(1_999)
    await addToCart(shop, guest, variantId, 2)
    const { cart } = await addToCart(shop, guest, variantId, 1)
    expect(cart).toMatchObject({
      totalQuantity: 3,
      lines: [
        { quantity: 3, purchasable: true, unitPrice: { amount: '19.99' }, variant: { id: variantGid(variantId) } },
      ],
      subtotal: { amount: '59.97' },
      shippingTotal: { amount: '0.00' },
      total: { amount: '59.97', currencyCode: 'EUR' },
    })
    await shop.tell(VariantChanged, variantId, variantState(variantId, 2, 1_000))
    // An older state that comes late changes nothing.
    await shop.tell(VariantChanged, variantId, variantState(variantId, 1, 5))
    expect(await cartOf(guest)).toMatchObject({ subtotal: { amount: '30.00' }, shippingTotal: { amount: '4.95' } })
  })

  test('changes and loses lines, and charges no delivery for nothing', async () => {
    const ada = await shop.person()
    const { cart } = await addToCart(shop, ada, await shop.addVariant())
    const id = cart.lines[0]?.id
    const updated = await shop.ask<{ updateCartLine: { cart: CartAnswer } }>(ada, UPDATE, {
      input: { id, quantity: 5 },
    })
    expect(updated.updateCartLine.cart.totalQuantity).toBe(5)
    const removed = await shop.ask<{ removeCartLine: { cart: CartAnswer } }>(ada, REMOVE, { input: { id } })
    expect(removed.removeCartLine.cart).toMatchObject({ lines: [], total: { amount: '0.00' } })
    const again = await shop.ask<{ removeCartLine: { userErrors: UserErrors } }>(ada, REMOVE, { input: { id } })
    expect(again.removeCartLine.userErrors).toEqual([{ code: 'NOT_FOUND' }])
  })

  test.each([0, -1, 1_001, 1_000_000_000])(
    'refuses %i units, says how many are possible, and stays as it is',
    async (quantity) => {
      const ada = await shop.person()
      const variantId = await shop.addVariant()
      expect(await addToCart(shop, ada, variantId, quantity)).toMatchObject({
        cart: null,
        userErrors: [{ code: 'INVALID_QUANTITY', field: ['input', 'quantity'] }],
      })
      expect(await cartOf(ada)).toBeNull()
      type Answer = { addCartLine: { userErrors: { message: string }[] } }
      const { addCartLine } = await shop.ask<Answer>(ada, ADD, {
        input: { variantId: variantGid(variantId), quantity },
      })
      expect(addCartLine.userErrors[0]?.message).toBe('A line has 1 to 1000 units.')
    },
  )

  test('refuses units that make a line larger than its limit', async () => {
    const ada = await shop.person()
    const variantId = await shop.addVariant()
    await addToCart(shop, ada, variantId, 999)
    expect((await addToCart(shop, ada, variantId, 2)).userErrors).toMatchObject([{ code: 'INVALID_QUANTITY' }])
    expect(await cartOf(ada)).toMatchObject({ totalQuantity: 999 })
  })

  test('refuses what is unknown, delisted, or not sold in euros', async () => {
    const ada = await shop.person()
    const refused = async (variantId: string) =>
      (await addToCart(shop, ada, variantId)).userErrors.map(({ code }) => code)
    expect(await refused(randomUUID())).toEqual(['NOT_FOUND'])
    expect(await refused(await shop.addVariant(100, { listed: false }))).toEqual(['NOT_PURCHASABLE'])
    expect(await refused(await shop.addVariant(100, { currencyCode: 'USD' }))).toEqual(['NOT_PURCHASABLE'])
  })

  test.each(['', 'nonsense', 'UHJvZHVjdFZhcmlhbnQ6MQ', variantGid('7'), `${variantGid(randomUUID())}=`])(
    'refuses the malformed id "%s"',
    async (variantId) => {
      expect(await shop.codes(await shop.person(), ADD, { input: { variantId } })).toEqual(['INVALID_GLOBAL_ID'])
    },
  )

  test('shows that a variant was delisted meanwhile', async () => {
    const ada = await shop.person()
    const variantId = await shop.addVariant()
    await addToCart(shop, ada, variantId)
    await shop.tell(VariantChanged, variantId, variantState(variantId, 2, 2_000, { listed: false }))
    expect((await cartOf(ada))?.lines).toMatchObject([{ purchasable: false }])
  })

  test('takes at most 100 lines', async () => {
    const ada = await shop.person()
    const { cart } = await addToCart(shop, ada, await shop.addVariant())
    await shop.query(
      `WITH v AS (INSERT INTO catalogue_variants SELECT gen_random_uuid(), gen_random_uuid(), 1, 's', 't', 'v', 100, 'EUR', true
                  FROM generate_series(1, 99) RETURNING variant_id)
       INSERT INTO cart_lines SELECT gen_random_uuid(), (SELECT id FROM carts WHERE owner_id = $1), variant_id, 1, now() FROM v`,
      [ada.id],
    )
    expect(cart.lines).toHaveLength(1)
    expect((await addToCart(shop, ada, await shop.addVariant())).userErrors).toMatchObject([{ code: 'LIMIT_REACHED' }])
  })

  test('survives twenty requests at once that open it', async () => {
    const ada = await shop.person()
    const variantId = await shop.addVariant()
    await Promise.all(Array.from({ length: 20 }, () => addToCart(shop, ada, variantId)))
    expect(await cartOf(ada)).toMatchObject({ totalQuantity: 20, lines: [{ quantity: 20 }] })
  })

  test('is answered with what others have put there at the same time', async () => {
    const ada = await shop.person()
    const variants = await Promise.all(Array.from({ length: 10 }, () => shop.addVariant()))
    const answers = await Promise.all([...variants, ...variants].map((variantId) => addToCart(shop, ada, variantId)))
    // Each comes after another, and sees what that has put, and no more.
    const seen = answers.map(({ cart }) => cart.totalQuantity).toSorted((one, other) => one - other)
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect((await cartOf(ada))?.lines).toHaveLength(10)
  })
})

describe('a guest who signs in', () => {
  test('finds the units of both carts in one, at most 1,000 of each', async () => {
    const [guest, ada] = [await shop.person('GUEST'), await shop.person()]
    const [shared, onlyGuest] = [await shop.addVariant(), await shop.addVariant()]
    await addToCart(shop, guest, shared, 700)
    await addToCart(shop, guest, onlyGuest, 2)
    await addToCart(shop, ada, shared, 600)
    await shop.tell(GuestSignedIn, ada.id, { guestId: guest.id, userId: ada.id })
    expect((await cartOf(ada))?.lines.map(({ quantity }) => quantity)).toEqual([1_000, 2])
    expect(await cartOf(guest)).toBeNull()
  })

  test('brings a cart along when the user has none', async () => {
    const [guest, ada] = [await shop.person('GUEST'), await shop.person()]
    await addToCart(shop, guest, await shop.addVariant(), 3)
    await shop.tell(GuestSignedIn, ada.id, { guestId: guest.id, userId: ada.id })
    await shop.tell(GuestSignedIn, ada.id, { guestId: guest.id, userId: ada.id })
    expect(await cartOf(ada)).toMatchObject({ totalQuantity: 3 })
  })
})
