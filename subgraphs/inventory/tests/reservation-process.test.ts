import {
  CheckoutChanged,
  CheckoutEnded,
  CheckoutStarted,
  OrderCancelled,
  OrderConfirmed,
  OrderPlaced,
} from '@shop/schema/events/orders'
import { waitUntil } from '@shop/testkit/wait-until'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startInventory } from './inventory-fixture.ts'
import type { InventoryFixture } from './inventory-fixture.ts'

const MONEY = { amount: 1_000, currencyCode: 'EUR' }

let inventory: InventoryFixture
let locations: string[]

beforeAll(async () => {
  inventory = await startInventory({ holdGraceSeconds: 0 })
  locations = [await inventory.addLocation(1), await inventory.addLocation(2)]
})
afterAll(() => inventory.stop())

/** What happens to one cart. Units are those of three variants; a number of 0 is a line that is not there. */
type Story = {
  first: number[]
  later: number[]
  checkout: boolean
  changed: boolean
  ended: boolean
  placed: boolean
  confirmed: boolean
  cancelled: boolean
}
type Told = { story: number; contract: 'started' | 'changed' | 'ended' | 'placed' | 'confirmed' | 'cancelled' }

const units = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 })
  .filter((all) => all.some(Boolean))
const story: fc.Arbitrary<Story> = fc.record({
  first: units,
  later: units,
  checkout: fc.boolean(),
  changed: fc.boolean(),
  ended: fc.boolean(),
  placed: fc.boolean(),
  confirmed: fc.boolean(),
  cancelled: fc.boolean(),
})

function eventsOf(it: Story, index: number): Told[] {
  const told = (contract: Told['contract'], isTold: boolean) => (isTold ? [{ story: index, contract }] : [])
  return [
    ...told('started', it.checkout),
    ...told('changed', it.checkout && it.changed),
    ...told('ended', it.checkout && it.ended && !it.placed),
    ...told('placed', it.placed),
    ...told('confirmed', it.placed && it.confirmed),
    ...told('cancelled', it.placed && it.cancelled),
  ]
}

/** Every event twice, in any order. */
const history = fc.array(story, { minLength: 1, maxLength: 4 }).chain((stories) => {
  const all = stories.flatMap(eventsOf)
  const length = all.length * 2
  return fc.record({
    stories: fc.constant(stories),
    told: fc.shuffledSubarray([...all, ...all], { minLength: length, maxLength: length }),
    policy: fc.constantFrom('DENY', 'BACKORDER'),
  })
})

const INVARIANTS = {
  'a level is not the sum of its movements': `
    SELECT level.id FROM stock_levels level JOIN stock_movements ON stock_level_id = level.id
    GROUP BY level.id HAVING level.reserved <> sum(reserved_delta) OR level.on_hand <> 4 + sum(on_hand_delta)`,
  'more or less is reserved than open reservations hold': `
    SELECT level.id FROM stock_levels level
    LEFT JOIN (allocations JOIN reservations ON reservations.id = reservation_id AND status = 'RESERVED') ON stock_level_id = level.id
    GROUP BY level.id HAVING level.reserved <> coalesce(sum(quantity), 0)`,
  'more or less is owed than backorders say': `
    SELECT variant.id FROM variants variant LEFT JOIN backorders ON variant_id = variant.id
    GROUP BY variant.id HAVING backordered <> coalesce(sum(quantity), 0)`,
  'a closed reservation holds something': `
    SELECT id FROM reservations WHERE status NOT IN ('RESERVED', 'COMMITTED') AND (
      EXISTS (SELECT FROM allocations WHERE reservation_id = id) OR EXISTS (SELECT FROM backorders WHERE reservation_id = id))`,
  'an event could not take effect': 'SELECT id FROM dead_letters',
}

async function play({ stories, told, policy }: { stories: Story[]; told: Told[]; policy: string }): Promise<void> {
  const variants = await Promise.all([0, 1, 2].map(() => inventory.addStock(locations[0] ?? '', 4)))
  await Promise.all(variants.map((id) => inventory.addStock(locations[1] ?? '', 4, id)))
  await inventory.pool.query('UPDATE variants SET policy = $1 WHERE id = ANY ($2)', [policy, variants])
  const actors = stories.map(() => ({ cartId: randomUUID(), orderId: randomUUID(), ownerId: randomUUID() }))
  const expiresAt = new Date(inventory.clock.now().getTime() + 600_000).toISOString()

  const lines = (all: number[]) =>
    all.flatMap((quantity, index) => (quantity > 0 ? [{ variantId: variants[index] ?? '', quantity }] : []))
  const linesAtLast = (own: Story) => lines(own.checkout && own.changed ? own.later : own.first)
  const tell = ({ story: index, contract }: Told): Promise<void> => {
    const [own, actor] = [stories[index], actors[index]]
    if (!own || !actor) throw new Error('an event of no story')
    const { cartId, orderId, ownerId } = actor
    const checkout = { cartId, ownerId, expiresAt }
    const about = { orderId, number: 'SO-1', ownerId }
    const ordered = linesAtLast(own).map((line) => ({ ...line, lineId: randomUUID(), unitPrice: MONEY }))
    const order = {
      ...about,
      cartId,
      email: 'ada@example.com',
      total: MONEY,
      paymentMethod: 'pm_card_visa',
      lines: ordered,
    }
    switch (contract) {
      case 'started':
        return inventory.publish(CheckoutStarted, cartId, { ...checkout, revision: 1, lines: lines(own.first) })
      case 'changed':
        return inventory.publish(CheckoutChanged, cartId, { ...checkout, revision: 2, lines: lines(own.later) })
      case 'ended':
        return inventory.publish(CheckoutEnded, cartId, { cartId, ownerId, revision: 3 })
      case 'placed':
        return inventory.publish(OrderPlaced, orderId, order)
      case 'confirmed':
        return inventory.publish(OrderConfirmed, orderId, about)
      case 'cancelled':
        return inventory.publish(OrderCancelled, orderId, { ...about, reason: 'CUSTOMER' })
    }
  }
  // Some at once, as the lanes of a bus are.
  for (let start = 0; start < told.length; start += 4) await Promise.all(told.slice(start, start + 4).map(tell))

  for (const [fault, sql] of Object.entries(INVARIANTS))
    expect((await inventory.pool.query(sql)).rows, fault).toEqual([])
  for (const [index, own] of stories.entries()) {
    const { rows } = await inventory.pool.query<{ status: string; units: number }>(
      `SELECT status, (SELECT coalesce(sum(quantity), 0)::int FROM (
         SELECT quantity FROM allocations WHERE reservation_id = id UNION ALL
         SELECT quantity FROM backorders WHERE reservation_id = id) AS held) AS units
       FROM reservations WHERE order_id = $1 OR cart_id = $2 ORDER BY order_id NULLS LAST`,
      [actors[index]?.orderId, actors[index]?.cartId],
    )
    const wanted = linesAtLast(own).reduce((sum, { quantity }) => sum + quantity, 0)
    const [{ status, units: held } = { status: undefined, units: 0 }, ...others] = rows
    expect(allowedEnds(own)).toContain(status)
    expect(held).toBe(status === 'RESERVED' || status === 'COMMITTED' ? wanted : 0)
    // A cart that was ordered holds nothing beside its order.
    expect(others.every((other) => other.status === 'RELEASED')).toBe(true)
  }
}

function allowedEnds(own: Story): (string | undefined)[] {
  if (own.placed && own.cancelled) return ['RELEASED', 'REJECTED']
  if (own.placed && own.confirmed) return ['COMMITTED', 'REJECTED']
  if (own.placed) return ['RESERVED', 'REJECTED']
  if (!own.checkout) return [undefined]
  return own.ended ? ['RELEASED'] : ['RESERVED', 'REJECTED']
}

it('whatever of carts and orders is told twice and in any order, units are held once, and given back whole', async () => {
  await fc.assert(fc.asyncProperty(history, play), { numRuns: 25, endOnFailure: true })
  // What carts still hold ends with its time, without anybody telling it.
  inventory.clock.turn(601)
  const open = `SELECT FROM reservations WHERE order_id IS NULL AND status = 'RESERVED'`
  await waitUntil(async () => (await inventory.pool.query(open)).rows.length === 0, { what: 'all holds to end' })
  for (const [fault, sql] of Object.entries(INVARIANTS))
    expect((await inventory.pool.query(sql)).rows, fault).toEqual([])
})
