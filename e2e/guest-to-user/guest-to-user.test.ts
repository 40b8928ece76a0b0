import { demoPassword } from '@shop/prisma/demo/people'
import { waitUntil } from '@shop/testkit/wait-until'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectCleanAudit } from '../shop/audit.ts'
import { asGuest, connect, signIn } from '../shop/shop-client.ts'
import type { ShopClient } from '../shop/shop-client.ts'
import { fillCart, findVariants, placeOrder } from '../shop/shopping.ts'
import { topologies } from '../shop/topologies.ts'
import type { TestShop } from '../shop/topologies.ts'

const EMAIL = 'grete@example.com'
const PASSWORD = 'a rather long password'
const MINE = `{
  me { email orders(first: 10) { nodes { id status payments { status } } } cart { lines { quantity variant { id } } } }
}`
const ORDER = `query ($id: ID!) { order(id: $id) { id email shippingAddress { recipient } } }`
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } userErrors { code } } }`

describe.each(topologies.filter((topology) => topology.available))(
  'a guest who becomes a user in the $name topology',
  ({ start }) => {
    let shop: TestShop
    let variants: string[]

    beforeAll(async () => {
      shop = await start()
      variants = await findVariants(connect(shop.url))
    })
    afterAll(() => shop?.stop())

    const cartOf = async (client: ShopClient): Promise<Record<string, number>> => {
      const { data } = await client.ask(MINE)
      type Line = { quantity: number; variant: { id: string } }
      return Object.fromEntries(
        ((data.me.cart?.lines ?? []) as Line[]).map(({ quantity, variant }) => [variant.id, quantity]),
      )
    }
    const codesOf = async (client: ShopClient, orderId: string) =>
      (await client.ask(ORDER, { id: orderId })).errors?.map(({ extensions }) => extensions.code)

    it('takes the order and the cart along when they register', async () => {
      const guest = await asGuest(shop.url)
      const stranger = await asGuest(shop.url)
      const orderId = await placeOrder(guest.client, variants[0] ?? '')
      await fillCart(guest.client, variants[1] ?? '', 2)

      const register = `mutation ($input: RegisterInput!) { register(input: $input) { tokens { accessToken } userErrors { code } } }`
      const { data } = await connect(shop.url).ask(register, {
        input: { email: EMAIL, password: PASSWORD, givenName: 'Grete', familyName: 'Holm', guestToken: guest.token },
      })
      expect(data.register.userErrors).toEqual([])
      const grete = connect(shop.url, data.register.tokens.accessToken)

      const orders = async () => (await grete.ask(MINE)).data.me.orders.nodes as { id: string }[]
      await waitUntil(async () => (await orders()).length === 1, { what: 'the order to be theirs' })
      expect(await orders()).toMatchObject([{ id: orderId }])
      await waitUntil(async () => (await cartOf(grete))[variants[1] ?? ''] === 2, { what: 'the cart to be theirs' })
      // Payments hears of the new owner by an event of its own.
      await waitUntil(
        async () => (await grete.ask(MINE)).data.me.orders.nodes[0].payments?.[0]?.status === 'SUCCEEDED',
        { what: 'the payment to be theirs' },
      )

      expect(await codesOf(guest.client, orderId)).toEqual(['NOT_FOUND'])
      expect((await guest.client.ask('{ cart { id } }')).data.cart).toBeNull()
      const ada = await signIn(shop.url, 'ada@example.com', demoPassword)
      for (const other of [stranger.client, ada]) expect(await codesOf(other, orderId)).toEqual(['NOT_FOUND'])
    })

    it('has one cart with the units of both when they sign in', async () => {
      const guest = await asGuest(shop.url)
      await fillCart(guest.client, variants[1] ?? '', 3)
      await fillCart(guest.client, variants[2] ?? '', 1)
      const { data } = await connect(shop.url).ask(LOGIN, {
        input: { email: EMAIL, password: PASSWORD, guestToken: guest.token },
      })
      const grete = connect(shop.url, data.login.tokens.accessToken)
      await waitUntil(async () => Object.keys(await cartOf(grete)).length === 2, { what: 'the carts to be one' })
      expect(await cartOf(grete)).toEqual({ [variants[1] ?? '']: 5, [variants[2] ?? '']: 1 })
      expect((await guest.client.ask('{ cart { id } }')).data.cart).toBeNull()
    })

    it('cannot take over what belongs to another user', async () => {
      const login = await connect(shop.url).ask(LOGIN, { input: { email: 'ada@example.com', password: demoPassword } })
      const adasToken: string = login.data.login.tokens.accessToken
      const ada = connect(shop.url, adasToken)
      await fillCart(ada, variants[3] ?? '', 1)
      const { data } = await connect(shop.url).ask(LOGIN, {
        input: { email: EMAIL, password: PASSWORD, guestToken: adasToken },
      })
      expect(data.login).toEqual({ tokens: null, userErrors: [{ code: 'TOKEN_INVALID' }] })
      expect(await cartOf(ada)).toMatchObject({ [variants[3] ?? '']: 1 })
    })

    it('leaves nothing behind that an audit finds', () => expectCleanAudit(shop.databaseUrl, 30_000))
  },
)
