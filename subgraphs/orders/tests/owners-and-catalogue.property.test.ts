import { newEventId } from '@shop/events/event-id'
import { VariantChanged } from '@shop/schema/events/products'
import { GuestSignedIn, UserErased } from '@shop/schema/events/users'
import { publishEvent } from '@shop/testkit/events'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOrders, variantState, type OrdersFixture, type Person } from './orders-fixture.ts'
import { addToCart, placeOrder, uuidOf } from './shopping.ts'

// What users and products tell, each twice and in any order, while a guest shops on: whose carts and orders are, what is left of a
// person who was erased, and what orders knows of a variant.
const RUNS = Number(process.env.ORDER_MODEL_RUNS ?? 10)

let shop: OrdersFixture
beforeAll(async () => {
  shop = await startOrders()
})
afterAll(() => shop?.stop())

type Told = 'signedIn' | 'erased' | 'cheaper' | 'delisted'
type Step = Told | 'guestOrders'

const TELLS: Told[] = ['signedIn', 'erased', 'cheaper', 'delisted']
const story = fc.subarray(TELLS, { minLength: 1 }).chain((told) => {
  const steps: Step[] = [...told, ...told, 'guestOrders']
  return fc.shuffledSubarray(steps, { minLength: steps.length })
})

async function play(steps: Step[]): Promise<void> {
  const [guest, user] = [await shop.person('GUEST'), await shop.person()]
  const [sold, kept] = [await shop.addVariant(), await shop.addVariant()]
  const orderIds = [await order(guest, sold)]
  await addToCart(shop, guest, kept)
  await addToCart(shop, user, kept, 2)
  const { cart } = await addToCart(shop, guest, sold)

  const occurredAt = new Date().toISOString()
  const ids = Object.fromEntries(TELLS.map((type) => [type, newEventId()])) as Record<Told, string>
  const tell: Record<Step, () => Promise<void>> = {
    signedIn: () =>
      publishEvent(
        shop.bus,
        GuestSignedIn,
        user.id,
        { guestId: guest.id, userId: user.id },
        { id: ids.signedIn, occurredAt },
      ),
    erased: () => publishEvent(shop.bus, UserErased, user.id, { userId: user.id }, { id: ids.erased, occurredAt }),
    cheaper: () => shop.tell(VariantChanged, kept, variantState(kept, 2, 1_500), ids.cheaper),
    delisted: () => shop.tell(VariantChanged, kept, variantState(kept, 3, 1_200, { listed: false }), ids.delisted),
    // The cart that the guest had before any of it: refused once it is the user's.
    async guestOrders() {
      const { order: placed } = await placeOrder(shop, guest, cart.id)
      if (placed) orderIds.push(uuidOf('Order', placed.id))
    },
  }
  for (const step of steps) await tell[step]()
  await expectOwners({ guest, user, orderIds, kept }, steps)
  await expectVariant(kept, steps)
  expect(await shop.query('SELECT event FROM dead_letters')).toEqual([])
}

async function order(buyer: Person, variantId: string): Promise<string> {
  const { cart } = await addToCart(shop, buyer, variantId)
  return uuidOf('Order', (await placeOrder(shop, buyer, cart.id)).order.id)
}

async function expectOwners(
  { guest, user, orderIds, kept }: { guest: Person; user: Person; orderIds: string[]; kept: string },
  steps: Step[],
): Promise<void> {
  const [isSignedIn, isErased] = [steps.includes('signedIn'), steps.includes('erased')]
  const orders = await shop.query(
    `SELECT owner_id, owner_kind, owner_erased_at IS NOT NULL AS erased FROM orders WHERE id = ANY ($1)`,
    [orderIds],
  )
  const owner = isSignedIn
    ? { owner_id: user.id, owner_kind: 'USER', erased: isErased }
    : { owner_id: guest.id, owner_kind: 'GUEST', erased: false }
  expect(orders).toEqual(orderIds.map(() => owner))

  const carts = await shop.query<{ owner: string; quantity: number }>(
    `SELECT owner_id AS owner, sum(quantity)::int AS quantity FROM carts JOIN cart_lines ON cart_id = carts.id
     WHERE owner_id = ANY ($1) AND variant_id = $2 GROUP BY 1`,
    [[guest.id, user.id], kept],
  )
  const unitsOf = (person: Person) => carts.find((one) => one.owner === person.id)?.quantity ?? 0
  const hasOrdered = orderIds.length > 1
  const ofGuest = hasOrdered ? 0 : 1
  expect(unitsOf(guest)).toBe(isSignedIn ? 0 : ofGuest)
  expect(unitsOf(user)).toBe(isErased ? 0 : 2 + (isSignedIn ? ofGuest : 0))
  const handOvers = await shop.query('SELECT FROM guest_hand_overs WHERE user_id = $1', [user.id])
  expect(handOvers).toHaveLength(isSignedIn && !isErased ? 1 : 0)
}

/** The newest state that was told, whatever came last. */
async function expectVariant(id: string, steps: Step[]): Promise<void> {
  const [variant] = await shop.query(
    'SELECT version, price::int, listed FROM catalogue_variants WHERE variant_id = $1',
    [id],
  )
  if (steps.includes('delisted')) expect(variant).toEqual({ version: 3, price: 1_200, listed: false })
  else expect(variant).toEqual({ version: steps.includes('cheaper') ? 2 : 1, price: variant?.price, listed: true })
}

test('a sign-in, an erasure and the states of a variant end the same, in whatever order and however often they come', async () => {
  await fc.assert(fc.asyncProperty(story, play), { numRuns: RUNS, endOnFailure: true })
}, 60_000)
