import {
  CheckoutChanged,
  CheckoutEnded,
  CheckoutStarted,
  OrderCancelled,
  OrderConfirmed,
  OrderEditRequested,
  OrderOwnerChanged,
  OrderPlaced,
  ReturnReceived,
} from '@shop/schema/events/orders'
import { VariantChanged } from '@shop/schema/events/products'
import { toGlobalId } from '@shop/subgraph/global-id'
import { publishEvent } from '@shop/testkit/events'
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
  /** The order becomes somebody's, and then another's. */
  owned: boolean
  /** What becomes of it after it was confirmed. */
  fate: 'EDITED' | 'RETURNED' | null
}
type Told = {
  story: number
  contract:
    | 'started'
    | 'changed'
    | 'ended'
    | 'placed'
    | 'confirmed'
    | 'cancelled'
    | 'owned'
    | 'ownedByAnother'
    | 'edited'
    | 'returned'
    | 'renamed'
    | 'renamedAgain'
}

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
  owned: fc.boolean(),
  fate: fc.constantFrom('EDITED', 'RETURNED', null),
})

function eventsOf(it: Story, index: number): Told[] {
  const told = (contract: Told['contract'], isTold: boolean) => (isTold ? [{ story: index, contract }] : [])
  return [
    ...told('started', it.checkout),
    ...told('changed', it.checkout && it.changed),
    ...told('ended', it.checkout && it.ended && !it.placed),
    ...told('placed', it.placed),
    ...told('confirmed', it.placed && it.confirmed),
    ...told('cancelled', it.placed && it.cancelled && it.fate !== 'RETURNED'),
    ...told('owned', it.placed && it.owned),
    ...told('ownedByAnother', it.placed && it.owned),
    ...told('edited', it.placed && it.fate === 'EDITED'),
    ...told('returned', it.placed && it.confirmed && it.fate === 'RETURNED'),
    // Products tells of a variant, whatever becomes of the carts.
    ...told('renamed', it.ended),
    ...told('renamedAgain', it.ended),
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
  const actors = stories.map(() => ({
    cartId: randomUUID(),
    orderId: randomUUID(),
    ownerId: randomUUID(),
    laterOwnerIds: [randomUUID(), randomUUID()] as const,
    returnId: randomUUID(),
  }))
  const expiresAt = new Date(inventory.clock.now().getTime() + 600_000).toISOString()

  const lines = (all: number[]) =>
    all.flatMap((quantity, index) => (quantity > 0 ? [{ variantId: variants[index] ?? '', quantity }] : []))
  const linesAtLast = (own: Story) => lines(own.checkout && own.changed ? own.later : own.first)
  const tell = ({ story: index, contract }: Told): Promise<void> => {
    const [own, actor] = [stories[index], actors[index]]
    if (!own || !actor) throw new Error('an event of no story')
    const { cartId, orderId, ownerId, laterOwnerIds, returnId } = actor
    const checkout = { cartId, ownerId, expiresAt }
    const about = { orderId, number: 'SO-1', ownerId }
    const ordered = linesAtLast(own).map((line) => ({ ...line, lineId: randomUUID(), unitPrice: MONEY }))
    const order = {
      ...about,
      cartId,
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
      case 'owned':
        return changeOwner({ ...about, ownerId: laterOwnerIds[0] }, 1)
      case 'ownedByAnother':
        return changeOwner({ ...about, ownerId: laterOwnerIds[1] }, 2)
      case 'edited': {
        const edit = { editId: actor.returnId, lines: lines(own.later), shipped: [] }
        return inventory.publish(OrderEditRequested, orderId, { ...about, ...edit })
      }
      case 'returned':
        return giveBack({ ...about, returnId })
      case 'renamed':
      case 'renamedAgain':
        return rename(variants[index % 3] ?? '', contract === 'renamed' ? 2 : 3)
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
    const { orderId = '', laterOwnerIds = [] } = actors[index] ?? {}
    const isEdited = await isTold('StockReservationAdjusted', orderId)
    const ordered = isEdited ? lines(own.later) : linesAtLast(own)
    const wanted = ordered.reduce((sum, { quantity }) => sum + quantity, 0)
    const [{ status, units: held } = { status: undefined, units: 0 }, ...others] = rows
    expect(allowedEnds(own)).toContain(status)
    expect(held).toBe(status === 'RESERVED' || status === 'COMMITTED' ? wanted : 0)
    // A cart that was ordered holds nothing beside its order.
    expect(others.every((other) => other.status === 'RELEASED')).toBe(true)
    const isOwned = own.placed && own.owned
    const seen = await Promise.all(laterOwnerIds.map((id) => isSeenBy(id, orderId)))
    expect(seen).toEqual(laterOwnerIds.map((_id, place) => isOwned && place === 1))
  }
  const { rows: versions } = await inventory.pool.query('SELECT id, version FROM variants WHERE id = ANY ($1)', [
    variants,
  ])
  const renamed = new Set(stories.flatMap((own, index) => (own.ended ? [variants[index % 3]] : [])))
  expect(new Map(versions.map(({ id, version }) => [id, version]))).toEqual(
    new Map(variants.map((id) => [id, renamed.has(id) ? 3 : 1])),
  )
}

/** Told by this moment, whenever it is heard. */
async function changeOwner(order: { orderId: string; number: string; ownerId: string }, second: number): Promise<void> {
  const occurredAt = new Date(Date.UTC(2026, 10, 26, 12, 0, second)).toISOString()
  await publishEvent(inventory.bus, OrderOwnerChanged, order.orderId, order, { occurredAt })
}

/** A unit of what was sold comes back; nothing does of what was not. */
async function giveBack(order: { orderId: string; number: string; ownerId: string; returnId: string }): Promise<void> {
  const { rows } = await inventory.pool.query<{ variant_id: string }>(
    `SELECT variant_id FROM reservations JOIN allocations ON reservation_id = reservations.id
     JOIN stock_levels level ON level.id = stock_level_id
     WHERE order_id = $1 AND status = 'COMMITTED' ORDER BY variant_id LIMIT 1`,
    [order.orderId],
  )
  const lines = rows.map(({ variant_id: variantId }) => ({ variantId, quantity: 1 }))
  if (lines.length === 0) return
  // Once, by the event's id: the same units come back only once.
  const data = { ...order, refund: MONEY, lines }
  await publishEvent(inventory.bus, ReturnReceived, order.orderId, data, { id: order.returnId })
}

async function rename(variantId: string, version: number): Promise<void> {
  const texts = { sku: `SKU ${version}`, title: 'Linen Shirt', variantTitle: 'M / Sand' }
  const variant = {
    variantId,
    productId: randomUUID(),
    version,
    ...texts,
    price: MONEY,
    listed: true,
    weightGrams: 300,
  }
  await inventory.publish(VariantChanged, variantId, variant)
}

async function isTold(type: string, subject: string): Promise<boolean> {
  const sql = 'SELECT FROM outbox_events WHERE type = $1 AND subject = $2'
  return (await inventory.pool.query(sql, [type, subject])).rows.length > 0
}

async function isSeenBy(viewerId: string, orderId: string): Promise<boolean> {
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Order { backorders { quantity } } }
  }`
  const representations = [{ __typename: 'Order', id: toGlobalId('Order', orderId) }]
  const { data } = await inventory.execute(query, { representations }, ['CUSTOMER'], viewerId)
  return data._entities[0].backorders !== null
}

function allowedEnds(own: Story): (string | undefined)[] {
  if (own.placed && own.cancelled && own.fate !== 'RETURNED') return ['RELEASED', 'REJECTED']
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
