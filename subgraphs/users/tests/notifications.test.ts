import {
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  ShipmentCreated,
  ShipmentStatusChanged,
} from '@shop/schema/events/orders'
import type { EventContract } from '@shop/schema/events/define-event'
import { toGlobalId } from '@shop/subgraph/global-id'
import { publishEvent } from '@shop/testkit/events'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codesOf, MARK_READ, NOTIFICATIONS } from './operations.ts'
import { startUsers } from './users-fixture.ts'
import type { UsersFixture } from './users-fixture.ts'

let users: UsersFixture

beforeAll(async () => void (users = await startUsers()))
afterAll(() => users.stop())

function orderOf(ownerId: string) {
  return { orderId: randomUUID(), number: 'SO-1001', ownerId }
}

function shipmentOf(ownerId: string) {
  return { ...orderOf(ownerId), shipmentId: randomUUID(), carrier: 'Sandbox Post', trackingCode: 'SP1' }
}

const list = async (bearer: string, page: object = {}) =>
  (await users.execute(NOTIFICATIONS, page as Record<string, unknown>, bearer)).data.me.notifications

it('welcomes who registers, and tells them of each step of their order', async () => {
  const ada = await users.register()
  const order = orderOf(ada.id)
  const shipment = { ...shipmentOf(ada.id), ...order }
  const steps = [
    () => users.publish(OrderConfirmed, order.orderId, order),
    () => users.publish(ShipmentCreated, order.orderId, shipment),
    () => users.publish(ShipmentStatusChanged, order.orderId, { ...shipment, status: 'IN_TRANSIT' }),
    () => users.publish(ShipmentStatusChanged, order.orderId, { ...shipment, status: 'OUT_FOR_DELIVERY' }),
    () => users.publish(OrderDelivered, order.orderId, order),
    () => users.publish(OrderCancelled, order.orderId, { ...order, reason: 'UNDELIVERABLE' }),
  ]
  for (const step of steps) {
    users.travel(1_000)
    await step()
  }
  const { nodes, unreadCount } = await list(ada.accessToken)
  expect(unreadCount).toBe(6)
  expect(nodes.map((node: { kind: string }) => node.kind)).toEqual([
    'ORDER_CANCELLED',
    'ORDER_DELIVERED',
    'OUT_FOR_DELIVERY',
    'SHIPMENT_CREATED',
    'ORDER_CONFIRMED',
    'WELCOME',
  ])
  expect(nodes[0]).toMatchObject({
    title: 'Order SO-1001 is cancelled',
    body: 'The parcel could not be delivered and came back to us. What you have paid for it is given back.',
    orderId: toGlobalId('Order', order.orderId),
    readAt: null,
  })
  expect(nodes[5]).toMatchObject({ title: 'Welcome, Ada', orderId: null })
})

it('tells of each step once and lists them in order, in whatever order and however often it hears of them', async () => {
  type Step = { kind: string; tell(): Promise<void> }
  const stepsOf = (ownerId: string): Step[] => {
    const order = orderOf(ownerId)
    const shipment = { ...shipmentOf(ownerId), ...order }
    let minute = 0
    const step = <Data>(kind: string, contract: EventContract<string, Data>, data: NoInfer<Data>): Step => {
      // When it happened, whenever it is heard of. After the welcome.
      const envelope = { id: randomUUID(), occurredAt: new Date(Date.now() + (minute += 1) * 60_000).toISOString() }
      return { kind, tell: () => publishEvent(users.bus, contract, order.orderId, data, envelope) }
    }
    return [
      step('ORDER_CONFIRMED', OrderConfirmed, order),
      step('SHIPMENT_CREATED', ShipmentCreated, shipment),
      step('OUT_FOR_DELIVERY', ShipmentStatusChanged, { ...shipment, status: 'OUT_FOR_DELIVERY' }),
      step('ORDER_DELIVERED', OrderDelivered, order),
      step('ORDER_CANCELLED', OrderCancelled, { ...order, reason: 'UNDELIVERABLE' }),
    ]
  }
  const places = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(places, { minLength: places.length }), async (told) => {
      const ada = await users.register()
      const steps = stepsOf(ada.id)
      for (const place of told) await steps[place]?.tell()
      const kinds = (await list(ada.accessToken)).nodes.map((node: { kind: string }) => node.kind)
      expect(kinds).toEqual([...steps.map(({ kind }) => kind).toReversed(), 'WELCOME'])
    }),
    { numRuns: 5, endOnFailure: true },
  )
})

it('tells once, also when the event comes again after its inbox row is gone', async () => {
  const ada = await users.register()
  const order = orderOf(ada.id)
  const id = randomUUID()
  await users.publish(OrderConfirmed, order.orderId, order, id)
  await users.publish(OrderConfirmed, order.orderId, order, id)
  await users.pool.query('DELETE FROM inbox_entries WHERE event_id = $1', [id])
  await users.publish(OrderConfirmed, order.orderId, order, id)
  expect((await list(ada.accessToken)).nodes).toHaveLength(2)
})

it('tells guests and erased users nothing, and the event is done', async () => {
  const erased = await users.register()
  await users.pool.query(
    `UPDATE users SET email = NULL, email_normalized = NULL, password_hash = NULL, given_name = NULL, family_name = NULL,
       erased_at = now() WHERE id = $1`,
    [erased.id],
  )
  for (const ownerId of [randomUUID(), erased.id]) {
    const order = orderOf(ownerId)
    const id = randomUUID()
    await users.publish(OrderConfirmed, order.orderId, order, id)
    const { rows } = await users.pool.query(
      `SELECT (SELECT count(*)::int FROM inbox_entries WHERE event_id = $1) AS done,
              (SELECT count(*)::int FROM notifications WHERE order_id = $2) AS told`,
      [id, order.orderId],
    )
    expect(rows).toEqual([{ done: 1, told: 0 }])
  }
})

it('pages through notifications by key, forwards and backwards', async () => {
  const ada = await users.register()
  for (let turn = 0; turn < 6; turn += 1) {
    const order = orderOf(ada.id)
    await users.publish(OrderConfirmed, order.orderId, order)
  }
  const all = (await list(ada.accessToken, { first: 100 })).nodes
  const first = await list(ada.accessToken, { first: 3 })
  const second = await list(ada.accessToken, { first: 3, after: first.pageInfo.endCursor })
  const back = await list(ada.accessToken, { last: 3, before: second.pageInfo.startCursor })
  expect([...first.nodes, ...second.nodes]).toEqual(all.slice(0, 6))
  expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
  expect(back.nodes).toEqual(first.nodes)
})

it('refuses cursors that no list made instead of failing on them', async () => {
  const { accessToken } = await users.register()
  const forge = (...values: unknown[]) =>
    Buffer.from(JSON.stringify(['createdAt desc,id desc', ...values])).toString('base64url')
  const cursors = [
    'x',
    forge('2026-01-01T00:00:00.000Z', 'no uuid'),
    forge('+200000-01-01T00:00:00.000Z', randomUUID()),
    forge('yesterday', randomUUID()),
  ]
  for (const after of cursors) {
    const { errors } = await users.execute(NOTIFICATIONS, { after }, accessToken)
    expect(errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', argument: ['after'] })
  }
})

it('marks notifications of the viewer as read, and ignores those of others', async () => {
  const ada = await users.register()
  const stranger = await users.register()
  const [mine] = (await list(ada.accessToken)).nodes
  const [foreign] = (await list(stranger.accessToken)).nodes
  const mark = async (ids: string[]) => users.execute(MARK_READ, { input: { ids } }, ada.accessToken)
  const { markNotificationsRead } = (await mark([foreign.id, mine.id, mine.id])).data
  expect(markNotificationsRead.notifications).toEqual([{ id: mine.id, readAt: expect.any(String) }])
  users.travel(5_000)
  expect((await mark([mine.id])).data.markNotificationsRead).toEqual(markNotificationsRead)
  expect((await list(ada.accessToken)).unreadCount).toBe(0)
  expect((await list(stranger.accessToken)).unreadCount).toBe(1)

  const ids = Array.from({ length: 101 }, () => toGlobalId('Notification', randomUUID()))
  expect(codesOf((await mark(ids)).data.markNotificationsRead)).toEqual(['input.ids: TOO_MANY'])
  expect((await mark(ids.slice(1))).data.markNotificationsRead).toEqual({ notifications: [], userErrors: [] })
  expect((await mark([mine.id, 'nonsense'])).errors[0].extensions.code).toBe('INVALID_GLOBAL_ID')
})
