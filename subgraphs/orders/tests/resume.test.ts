import { PaymentAuthorized, PaymentCaptured, PaymentFailed } from '@shop/schema/events/payments'
import { GuestSignedIn, SessionsEnded } from '@shop/schema/events/users'
import { nextEvent, remainingEvents, streamOf, type ToldEvent } from '@shop/testkit/live'
import type { ExecutionResult } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { buy, payment, settle, until } from './shopping.ts'

const ORDER = `subscription ($id: ID!) { orderUpdated(orderId: $id) { version status paymentStatus number total { amount } lines { title } } }`
const MINE = `subscription { myOrdersUpdated { id version status } }`
const DELIVERY = `subscription ($id: ID!) { deliveryUpdated(orderId: $id) { id status trackingEvents { status latitude longitude } } }`
const PLACED = `subscription ($filter: OrdersPlacedFilter) { ordersPlaced(filter: $filter) { id status version total { amount } } }`

type Value = { id: string; version: number; status: string; trackingEvents: object[] }
type Told = ToldEvent<Value>
type Stream = AsyncGenerator<ExecutionResult>

let shop: OrdersFixture
let ada: Person
beforeAll(async () => {
  shop = await startOrders()
  ada = await shop.person()
})
afterAll(() => shop?.stop())

async function open(person: Person, query: string, variables: object = {}, resumeFrom?: string): Promise<Stream> {
  return streamOf(await shop.follow(person, query, { ...variables }, resumeFrom))
}

const next = (stream: Stream) => nextEvent<Value>(stream)
const rest = (stream: Stream) => remainingEvents<Value>(stream)

const versions = (told: readonly Told[]) => told.map(({ value }) => value.version)

describe('a cursor', () => {
  test('continues after each single event, in another process of the subgraph too, with nothing missing or twice', async () => {
    const bought = await buy(shop, ada)
    const { order } = bought
    const stream = await open(ada, ORDER, { id: order.id })
    await settle(shop, bought)
    const all = await rest(stream)
    expect(versions(all)).toEqual(all.map((_told, index) => index + 1))
    expect(all.at(-1)?.value).toMatchObject({ status: 'COMPLETED', number: order.number, lines: [{}] })
    expect(all.some(({ gap, conflationKey }) => gap || conflationKey)).toBe(false)
    await shop.restart()
    for (const [index, { cursor }] of all.entries()) {
      const later = await rest(await open(ada, ORDER, { id: order.id }, cursor))
      expect(later.map(({ value }) => value)).toEqual(all.slice(index + 1).map(({ value }) => value))
    }
  })

  test('goes on live after what was missed', async () => {
    const { order, orderId } = await buy(shop, ada)
    const stream = await open(ada, ORDER, { id: order.id })
    const first = await next(stream)
    await stream.return(undefined)
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    const resumed = await open(ada, ORDER, { id: order.id }, first.cursor)
    const missed = [await next(resumed)]
    await shop.tell(PaymentCaptured, orderId, payment(orderId))
    missed.push(await next(resumed))
    expect(versions(missed)).toEqual([2, 3])
    await resumed.return(undefined)
  })

  test('in the middle of what one transaction changed is a place to go on from, too', async () => {
    const { order, orderId } = await buy(shop, ada)
    const first = await next(await open(ada, ORDER, { id: order.id }))
    // The money has failed, and for that the order is cancelled.
    await shop.tell(PaymentFailed, orderId, { ...payment(orderId), code: 'card_declined' })
    const missed = await rest(await open(ada, ORDER, { id: order.id }, first.cursor))
    expect(versions(missed)).toEqual([2, 3])
    expect(versions(await rest(await open(ada, ORDER, { id: order.id }, missed[0]?.cursor)))).toEqual([3])
  })

  test('that is not of this subscription, or too old, or of a time to come gives the state with a gap', async () => {
    const { order } = await buy(shop, ada)
    const other = await buy(shop, ada)
    const { cursor = '' } = await next(await open(ada, ORDER, { id: order.id }))
    const [scope, issuedAt = '', snapshot] = cursor.split('.')
    const old = [scope, (Number.parseInt(issuedAt, 36) - 24 * 3_600_000).toString(36), snapshot].join('.')
    const future = [scope, issuedAt, 'zzzzzz_1'].join('.')
    const tried: [string, string][] = [
      [other.order.id, cursor],
      [order.id, old],
      [order.id, future],
      [order.id, 'nonsense'],
    ]
    for (const [id, text] of tried) {
      const stream = await open(ada, ORDER, { id }, text)
      expect(await next(stream)).toMatchObject({ value: { version: 1 }, gap: true })
      await stream.return(undefined)
    }
  })

  test('beyond what is replayed gives the state with a gap', async () => {
    const { order, orderId } = await buy(shop, ada)
    const { cursor } = await next(await open(ada, ORDER, { id: order.id }))
    await shop.query(
      `DO $$ BEGIN FOR number IN 1..1001 LOOP
         UPDATE orders SET version = version + 1 WHERE id = '${orderId}';
       END LOOP; END $$`,
    )
    const stream = await open(ada, ORDER, { id: order.id }, cursor)
    expect(await next(stream)).toMatchObject({ value: { version: 1_002 }, gap: true })
    await stream.return(undefined)
  })

  test('that is no text is an error of the client', async () => {
    const { order } = await buy(shop, ada)
    expect(await shop.follow(ada, ORDER, { id: order.id }, 7 as never)).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })

  test('does not open what the viewer may not see', async () => {
    const { order } = await buy(shop, ada)
    const { cursor } = await next(await open(ada, ORDER, { id: order.id }))
    expect(await shop.follow(await shop.person(), ORDER, { id: order.id }, cursor)).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    })
  })
})

test('what is read while an order changes is neither told twice nor left out', async () => {
  const { order, orderId } = await buy(shop, ada)
  const opened: Promise<Stream>[] = []
  for (let round = 0; round < 40; round += 1) {
    void shop.query('UPDATE orders SET version = version + 1 WHERE id = $1', [orderId])
    opened.push(open(ada, ORDER, { id: order.id }))
  }
  for (const stream of await Promise.all(opened)) {
    const told = [await next(stream)]
    while ((told.at(-1)?.value.version ?? 0) < 41) told.push(await next(stream))
    expect(versions(told)).toEqual(told.map((_each, index) => 41 - told.length + index + 1))
    await stream.return(undefined)
  }
})

describe('myOrdersUpdated', () => {
  test('begins with open orders, tells of all of the viewer’s and of nobody else’s', async () => {
    const me = await shop.person()
    const empty = await open(me, MINE)
    const begin = await next(empty)
    expect(begin).toMatchObject({ value: null, cursor: expect.any(String) })
    await buy(shop, ada)
    const first = await buy(shop, me)
    expect(await next(empty)).toMatchObject({ value: { id: first.order.id, version: 1 } })
    const second = await buy(shop, me)
    const both = await open(me, MINE)
    const state = [await next(both), await next(both)]
    expect(state.map(({ value }) => value.id)).toEqual([first.order.id, second.order.id])
    await shop.tell(PaymentAuthorized, first.orderId, payment(first.orderId))
    expect(await next(both)).toMatchObject({ value: { id: first.order.id, version: 2 } })
    // From the very beginning: everything that was missed; from the middle of the state: the state again.
    const resumed = await open(me, MINE, {}, begin.cursor)
    const missed = [await next(resumed), await next(resumed), await next(resumed)]
    expect(missed.map(({ value }) => [value.id, value.version])).toEqual([
      [first.order.id, 1],
      [second.order.id, 1],
      [first.order.id, 2],
    ])
    const again = await open(me, MINE, {}, state[0]?.cursor)
    expect(await next(again)).toMatchObject({ value: { id: first.order.id, version: 2 } })
    await Promise.all([empty, both, resumed, again].map((stream) => stream.return(undefined)))
  })

  test('tells a guest’s order to the user whose it becomes', async () => {
    const [guest, user] = [await shop.person('GUEST'), await shop.person()]
    const [ofGuest, ofUser] = [await open(guest, MINE), await open(user, MINE)]
    await Promise.all([next(ofGuest), next(ofUser)])
    const { order } = await buy(shop, guest)
    await next(ofGuest)
    await shop.tell(GuestSignedIn, user.id, { guestId: guest.id, userId: user.id })
    expect(await next(ofUser)).toMatchObject({ value: { id: order.id, version: 2 } })
    const { order: later } = await buy(shop, user)
    expect(await next(ofUser)).toMatchObject({ value: { id: later.id } })
    const silent = next(ofGuest)
    await Promise.all([ofGuest.return(undefined), ofUser.return(undefined)])
    await expect(silent).rejects.toThrow('ended')
  })

  test('needs a viewer', async () => {
    expect(await shop.follow(null, MINE, {})).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  })
})

test('deliveryUpdated tells states of a parcel, with where it was', async () => {
  const bought = await buy(shop, ada)
  const stream = await open(ada, DELIVERY, { id: bought.order.id })
  await settle(shop, bought)
  const told = await rest(stream)
  expect(new Set(told.map(({ conflationKey }) => conflationKey)).size).toBe(1)
  expect(told.at(-1)?.value).toMatchObject({ status: 'DELIVERED' })
  expect(told.at(-1)?.value.trackingEvents).toContainEqual({
    status: 'IN_TRANSIT',
    latitude: 52.0907,
    longitude: 5.1214,
  })
  const later = await rest(await open(ada, DELIVERY, { id: bought.order.id }, told[0]?.cursor))
  expect(later.map(({ value }) => value.status)).toEqual(told.slice(1).map(({ value }) => value.status))
})

describe('ordersPlaced', () => {
  test('tells staff of each order that is like the filter, as it was when it was placed', async () => {
    const staff = await shop.person('STAFF')
    const stream = await open(staff, PLACED, { filter: { minimumTotal: '50.00' } })
    const { cursor } = await next(stream)
    await buy(shop, ada, { price: 1_000 })
    const dear = await buy(shop, ada, { price: 9_000 })
    await settle(shop, dear)
    await until(shop, ada, dear.order, ({ status }) => status === 'COMPLETED')
    expect(await next(stream)).toMatchObject({ value: { id: dear.order.id, status: 'PENDING', version: 1 } })
    const resumed = await open(staff, PLACED, { filter: { minimumTotal: '50.00' } }, cursor)
    expect(await next(resumed)).toMatchObject({ value: { id: dear.order.id, status: 'PENDING' } })
    await Promise.all([stream.return(undefined), resumed.return(undefined)])
  })

  test('is for staff only, and takes amounts only', async () => {
    expect(await shop.follow(ada, PLACED, {})).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    const filter = { minimumTotal: '1.2345' }
    expect(await shop.follow(await shop.person('STAFF'), PLACED, { filter })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })
})

test('a stream ends with its session, and the session’s token opens none any more', async () => {
  const staff = await shop.person('STAFF')
  const waiting = await open(staff, PLACED)
  await next(waiting)
  const answer = next(waiting)
  await shop.tell(SessionsEnded, staff.id, { userId: staff.id, sessionIds: [staff.sessionId] })
  expect(await answer).toMatchObject({ code: 'UNAUTHENTICATED' })
  expect(await next(await open(staff, PLACED))).toMatchObject({ code: 'UNAUTHENTICATED' })
})
