import { StockReservationAdjusted } from '@shop/schema/events/inventory'
import {
  OrderEditCovered,
  PaymentActionEnded,
  PaymentActionRequired,
  PaymentAuthorized,
  PaymentBalanceDue,
  PaymentCaptured,
  RefundFailed,
} from '@shop/schema/events/payments'
import { publishEvent } from '@shop/testkit/events'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WAITING_STATE_NAMES, WAITING_STATES } from '../src/order/waiting-states.ts'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { allocation, buy, payment, readOrder, settle, until, uuidOf } from './shopping.ts'

const WAITING = `query ($overdue: Boolean! = true, $first: Int, $after: String) {
  waitingOrders(overdue: $overdue, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { order { id number } state since dueAt isOverdue outcome why }
  }
}`

type Waiting = {
  waitingOrders: {
    pageInfo: { hasNextPage: boolean; endCursor: string }
    nodes: { order: { id: string }; state: string; since: string; dueAt: string; isOverdue: boolean; outcome: string }[]
  }
}

let shop: OrdersFixture
let staff: Person

beforeAll(async () => {
  shop = await startOrders()
  staff = await shop.person('STAFF')
})
afterAll(() => shop?.stop())

async function waitingOrders(variables: Record<string, unknown> = {}) {
  return (await shop.ask<Waiting>(staff, WAITING, { first: 100, ...variables })).waitingOrders
}

async function statesOf(order: { id: string }, variables: Record<string, unknown> = {}) {
  return (await waitingOrders(variables)).nodes.filter((node) => node.order.id === order.id)
}

/** Has an order be one that was placed and confirmed so many hours ago. */
async function confirmSince(orderId: string, hours: number): Promise<void> {
  const since = `now() - interval '${hours} hours'`
  await shop.query(
    `UPDATE orders SET status = 'CONFIRMED', placed_at = ${since}, confirmed_at = ${since} WHERE id = $1`,
    [orderId],
  )
}

test('an order is listed with what it waits for, since when, and what happens then', async () => {
  const ada = await shop.person()
  const { order, orderId } = await buy(shop, ada)
  expect(await statesOf(order)).toEqual([])
  const [pending] = await statesOf(order, { overdue: false })
  expect(pending).toMatchObject({ state: 'STOCK_AND_PAYMENT', isOverdue: false, outcome: 'CANCEL' })
  const seconds = (Date.parse(pending?.dueAt ?? '') - Date.parse(pending?.since ?? '')) / 1_000
  expect(seconds).toBe(900)

  await confirmSince(orderId, 2)
  expect(await statesOf(order)).toMatchObject([
    { state: 'PARCEL', isOverdue: true, outcome: 'RAISE', why: expect.stringContaining('no parcel is on its way') },
  ])
  const flagged = await until(shop, staff, order, ({ attentionReason }) => attentionReason !== null)
  expect(flagged.attentionReason).toBe(WAITING_STATES.PARCEL.why)
})

test('an order that waits for nothing is not listed', async () => {
  const ada = await shop.person()
  const bought = await buy(shop, ada)
  await settle(shop, bought)
  await until(shop, ada, bought.order, ({ status }) => status === 'COMPLETED')
  expect(await statesOf(bought.order, { overdue: false })).toEqual([])
})

test('a parcel that was taken back before a carrier knew it waits for none', async () => {
  const ada = await shop.person()
  const { order, orderId } = await buy(shop, ada)
  await confirmSince(orderId, 2)
  await shop.query(
    `INSERT INTO shipments (id, order_id, location_id, carrier, created_at, status)
     VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'sandbox', now() - interval '3 hours', 'CANCELLED')`,
    [orderId],
  )
  expect(await statesOf(order)).toMatchObject([{ state: 'PARCEL' }])
  await shop.query(`UPDATE shipments SET status = 'UNKNOWN' WHERE order_id = $1`, [orderId])
  expect(await statesOf(order)).toMatchObject([{ state: 'CARRIER' }, { state: 'PARCEL' }])
  const query = 'query ($id: ID!) { order(id: $id) { attention { kind } } }'
  type Answer = { order: { attention: { kind: string }[] } }
  const kinds = async () =>
    (await shop.ask<Answer>(staff, query, { id: order.id })).order.attention.map(({ kind }) => kind)
  await waitUntil(async () => (await kinds()).length === 2)
  const told = `SELECT message FROM order_history WHERE order_id = $1 AND kind = 'ATTENTION_NEEDED' ORDER BY message`
  expect(await shop.query(told, [orderId])).toEqual([
    { message: WAITING_STATES.PARCEL.why },
    { message: WAITING_STATES.CARRIER.why },
  ])
})

test('an order waits for a parcel when its only one was taken back, or has arrived and is not all', async () => {
  const ada = await shop.person()
  const { order, orderId } = await buy(shop, ada)
  await confirmSince(orderId, 9)
  await shop.query(
    `INSERT INTO shipments (id, order_id, location_id, carrier, tracking_code, created_at, status, status_at)
     VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'sandbox', 'T-1', now(), 'IN_TRANSIT', now() - interval '2 hours')`,
    [orderId],
  )
  expect(await statesOf(order, { overdue: false })).toMatchObject([{ state: 'DELIVERY' }])
  for (const status of ['CANCELLED', 'DELIVERED']) {
    await shop.query('UPDATE shipments SET status = $2::shipment_status WHERE order_id = $1', [orderId, status])
    const [waits] = await statesOf(order)
    expect(waits).toMatchObject({ state: 'PARCEL', isOverdue: true })
    expect(Date.now() - Date.parse(waits?.since ?? '')).toBeLessThan(3 * 3_600_000)
  }
})

test('an order that was delivered and not paid is shown to staff', async () => {
  const ada = await shop.person()
  const bought = await buy(shop, ada)
  await settle(shop, bought)
  await until(shop, ada, bought.order, ({ status }) => status === 'COMPLETED')
  const unpaid = `UPDATE orders SET payment_status = 'AUTHORIZED', completed_at = now() - interval '2 hours' WHERE id = $1`
  await shop.query(unpaid, [bought.orderId])
  expect(await statesOf(bought.order)).toMatchObject([{ state: 'CAPTURE', isOverdue: true, outcome: 'RAISE' }])
  const flagged = await until(shop, staff, bought.order, ({ attentionReason }) => attentionReason !== null)
  expect(flagged.attentionReason).toBe(WAITING_STATES.CAPTURE.why)
})

test('an additional payment that waits for its customer is shown to them, and to staff when that lasts', async () => {
  const ada = await shop.person()
  const bought = await buy(shop, ada)
  await settle(shop, bought)
  await until(shop, ada, bought.order, ({ status }) => status === 'COMPLETED')
  const since = async () => {
    const query = 'query ($id: ID!) { order(id: $id) { paymentActionSince attentionReason } }'
    return (await shop.ask<{ order: object }>(staff, query, { id: bought.order.id })).order
  }
  const about = { ...payment(bought.orderId, 500), attempt: 0 }
  const askedAt = new Date(Date.now() - 7_200_000).toISOString()
  const ask = (attempt: number) =>
    publishEvent(shop.bus, PaymentActionRequired, bought.orderId, { ...about, attempt }, { occurredAt: askedAt })
  const end = (attempt: number) => shop.tell(PaymentActionEnded, bought.orderId, { ...about, attempt })

  await ask(0)
  expect(await statesOf(bought.order)).toMatchObject([{ state: 'PAYMENT_ACTION', isOverdue: true, outcome: 'RAISE' }])
  await until(shop, staff, bought.order, ({ attentionReason }) => attentionReason === WAITING_STATES.PAYMENT_ACTION.why)
  expect(await since()).toMatchObject({ paymentActionSince: askedAt })
  // They were asked again, which is heard of before the end of the first time.
  await ask(1)
  await end(0)
  expect(await since()).toMatchObject({ paymentActionSince: askedAt })
  await end(1)
  await ask(0)
  expect(await since()).toEqual({ paymentActionSince: null, attentionReason: null })
  expect(await statesOf(bought.order, { overdue: false })).toEqual([])
})

test('an order that an edit made dearer waits until that edit is paid, and not an earlier one; nothing of it is owed then', async () => {
  const ada = await shop.person()
  const { order, orderId, variantId } = await buy(shop, ada, { quantity: 3 })
  await shop.tell(PaymentAuthorized, orderId, payment(orderId, 6_000))
  await shop.tell(PaymentCaptured, orderId, payment(orderId, 6_000))
  const editTo = async (quantity: number) => {
    const { version: expectedVersion, lines } = await readOrder(shop, ada, order)
    const input = { idempotencyKey: randomUUID(), orderId: order.id, expectedVersion }
    const edit = `mutation ($input: EditOrderInput!) { editOrder(input: $input) { edit { id } } }`
    const changed = { ...input, lines: [{ orderLineId: lines[0]?.id, quantity }] }
    const { editOrder } = await shop.ask<{ editOrder: { edit: { id: string } } }>(ada, edit, { input: changed })
    const editId = uuidOf('OrderEdit', editOrder.edit.id)
    const taken = { ...allocation(orderId, variantId, quantity), editId, committed: quantity === 4 }
    await shop.tell(StockReservationAdjusted, orderId, taken)
    return (await readOrder(shop, ada, order)).version
  }
  const inEuros = (amount: number) => ({ amount, currencyCode: 'EUR' })
  const cover = (version: number, owed = 0) =>
    shop.tell(OrderEditCovered, orderId, { orderId, version, total: inEuros(8_000), owedTotal: inEuros(owed) })
  const failed = { ...payment(orderId, 500), code: 'card_declined' }
  const refuse = () => shop.tell(RefundFailed, orderId, { ...failed, refundId: randomUUID(), returnId: null })
  const kindsOf = async () =>
    (
      await shop.query<{ kinds: string[] }>(
        `SELECT jsonb_path_query_array(attention, '$[*].kind') AS kinds FROM orders WHERE id = $1`,
        [orderId],
      )
    )[0]?.kinds
  const parcels = () => shop.query('SELECT FROM shipments WHERE order_id = $1', [orderId])
  const [first, second] = [await editTo(5), await editTo(4)]
  await refuse()
  await cover(first)
  expect(await parcels()).toEqual([])
  expect(await kindsOf()).toEqual(['OWED'])
  await shop.tell(PaymentBalanceDue, orderId, { ...failed, amountDue: inEuros(500) })
  expect(await kindsOf()).toEqual(['UNPAID'])
  await refuse()
  await cover(second)
  expect(await parcels()).toHaveLength(1)
  expect(await kindsOf()).toEqual([])
  await cover(second)
  expect(await parcels()).toHaveLength(1)
})

test('what is overdue the longest comes first, page by page', async () => {
  const ada = await shop.person()
  for (const hours of [5, 9, 7]) {
    const { orderId } = await buy(shop, ada)
    await confirmSince(orderId, hours)
  }
  const all = (await waitingOrders()).nodes
  const due = all.map(({ dueAt }) => dueAt)
  expect(due).toEqual(due.toSorted())
  const first = await waitingOrders({ first: 2 })
  expect(first.pageInfo.hasNextPage).toBe(true)
  const rest = await waitingOrders({ after: first.pageInfo.endCursor })
  expect([...first.nodes, ...rest.nodes]).toEqual(all)
})

test('every state has its place in the API, and the list is for staff', async () => {
  const { __type: type } = await shop.ask<{ __type: { enumValues: { name: string }[] } }>(
    staff,
    `{ __type(name: "WaitingState") { enumValues { name } } }`,
  )
  expect(type.enumValues.map(({ name }) => name)).toEqual(WAITING_STATE_NAMES)
  expect(await shop.codes(await shop.person(), WAITING)).toEqual(['FORBIDDEN'])
})
