import { StockAdjustmentRejected, StockCommitted, StockReservationAdjusted } from '@shop/schema/events/inventory'
import { OrderEdited, OrderEditRequested } from '@shop/schema/events/orders'
import { PaymentAuthorized, PaymentCaptured } from '@shop/schema/events/payments'
import { toGlobalId } from '@shop/subgraph/global-id'
import { publishEvent } from '@shop/testkit/events'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS, startOrders, variantGid, type OrdersFixture, type Person } from './orders-fixture.ts'
import {
  addToCart,
  allocation,
  buy,
  payment,
  placeOrder,
  readOrder,
  until,
  uuidOf,
  type OrderAnswer,
  type UserErrors,
} from './shopping.ts'

const EDIT_FIELDS = `edit { id status total { amount } lines { title quantity } shortages { requested available } } order { id version total { amount } } userErrors { code field }`
const EDIT = `mutation ($input: EditOrderInput!) { editOrder(input: $input) { ${EDIT_FIELDS} } }`
const CANCEL_LINES = `mutation ($input: CancelOrderLinesInput!) { cancelOrderLines(input: $input) { ${EDIT_FIELDS} } }`
const CREATE = `mutation ($input: CreateShipmentInput!) { createShipment(input: $input) { order { manualFulfillment } userErrors { code } } }`
const TAKE_BACK = `mutation ($input: CancelShipmentInput!) { cancelShipment(input: $input) { order { manualFulfillment } userErrors { code } } }`
const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { order { status } userErrors { code } } }`
const HISTORY = `query ($id: ID!) { order(id: $id) { version pendingEdit { status } edits { status rejection } history(first: 100) {
  nodes { kind actor message user { id } } } } }`

type Answer = {
  edit: { id: string; status: string; total: { amount: string } } | null
  order: OrderAnswer | null
  userErrors: UserErrors
}
type Told = {
  history: { nodes: { kind: string; actor: string }[] } | null
  edits: { status: string; rejection: string | null }[]
}

let shop: OrdersFixture
let ada: Person
let staff: Person
beforeAll(async () => {
  // The carrier fetches nothing by itself.
  shop = await startOrders({ carrierStepMs: 600_000 })
  ada = await shop.person()
  staff = await shop.person('STAFF')
})
afterAll(() => shop?.stop())

/** An order of three shirts at 20.00, confirmed. */
async function confirmed() {
  const bought = await buy(shop, ada, { quantity: 3 })
  await shop.tell(PaymentAuthorized, bought.orderId, payment(bought.orderId, 6_000))
  return { ...bought, order: await until(shop, ada, bought.order, ({ status }) => status === 'CONFIRMED') }
}

/** One whose parcel was announced to the carrier. */
async function announced() {
  const bought = await confirmed()
  const { orderId, variantId } = bought
  const locationId = randomUUID()
  await shop.tell(StockCommitted, orderId, allocation(orderId, variantId, 3, locationId))
  await shop.tell(PaymentCaptured, orderId, payment(orderId, 6_000))
  // After the carrier's first report the order does not change by itself.
  const order = await until(shop, ada, bought.order, ({ shipments }) => shipments[0]?.trackingEvents.length === 1)
  return { ...bought, order, locationId }
}

async function edit(person: Person, order: OrderAnswer, changes: object, mutation = EDIT): Promise<Answer> {
  const { version } = await readOrder(shop, ada, order)
  const input = { idempotencyKey: randomUUID(), orderId: order.id, expectedVersion: version, ...changes }
  return Object.values(await shop.ask<Record<string, Answer>>(person, mutation, { input }))[0] as Answer
}

const toQuantity = (order: OrderAnswer, quantity: number) => ({
  lines: [{ orderLineId: order.lines[0]?.id, quantity }],
})
const codesOf = ({ userErrors }: Answer) => userErrors.map(({ code }) => code)
const eventsOf = (orderId: string, type: string) =>
  shop.events.filter((event) => event.subject === orderId && event.type === type)

/** The carrier has answered of every parcel that was taken back. */
const answered = (orderId: string) =>
  waitUntil(async () => {
    const rows = await shop.query(`SELECT FROM shipments WHERE order_id = $1 AND carrier_task = 'WITHDRAW'`, [orderId])
    return rows.length === 0
  })

async function accept(orderId: string, answer: Answer, allocations: object[], committed = true): Promise<void> {
  const editId = uuidOf('OrderEdit', answer.edit?.id)
  await answered(orderId)
  await shop.tell(StockReservationAdjusted, orderId, { orderId, editId, committed, allocations: allocations as never })
}

describe('editing an order', () => {
  test('waits for stock, changes all of it at once, and tells its whole new state', async () => {
    const { order, orderId, variantId } = await confirmed()
    const lamp = await shop.addVariant(1_500)
    const changes = { ...toQuantity(order, 1), addLines: [{ variantId: variantGid(lamp), quantity: 2 }] }
    const answer = await edit(ada, order, changes)
    expect(answer).toMatchObject({ edit: { status: 'PENDING', total: { amount: '50.00' } }, userErrors: [] })
    expect(await readOrder(shop, ada, order)).toMatchObject({ total: { amount: '60.00' }, lines: [{ quantity: 3 }] })
    const [requested] = await waitUntil(
      () => eventsOf(orderId, 'OrderEditRequested').length > 0 && eventsOf(orderId, 'OrderEditRequested'),
    )
    expect(OrderEditRequested.parse(requested?.data)).toMatchObject({
      lines: [
        { variantId, quantity: 1 },
        { variantId: lamp, quantity: 2 },
      ],
      shipped: [],
    })

    const locationId = randomUUID()
    const allocations = [
      { variantId, locationId, quantity: 1 },
      { variantId: lamp, locationId, quantity: 2 },
    ]
    await accept(orderId, answer, allocations)
    await accept(orderId, answer, allocations)
    const edited = await readOrder(shop, ada, order)
    expect(edited).toMatchObject({ total: { amount: '50.00' }, lines: [{ quantity: 1 }, { quantity: 2 }] })
    await waitUntil(() => eventsOf(orderId, 'OrderEdited').length > 0)
    expect(eventsOf(orderId, 'OrderEdited')).toHaveLength(1)
    expect(OrderEdited.parse(eventsOf(orderId, 'OrderEdited')[0]?.data)).toMatchObject({
      version: edited.version,
      total: { amount: 5_000, currencyCode: 'EUR' },
      lines: [
        { variantId, quantity: 1, total: { amount: 2_000 } },
        { variantId: lamp, quantity: 2 },
      ],
    })
    // What was there at first is told late: the edit holds.
    const occurredAt = new Date(Date.now() - 60_000).toISOString()
    await publishEvent(shop.bus, StockCommitted, orderId, allocation(orderId, variantId, 3), { occurredAt })
    await shop.tell(PaymentCaptured, orderId, payment(orderId, 5_000))
    const sent = await until(shop, ada, order, ({ shipments }) => shipments.length === 1)
    expect(sent.shipments[0]?.lines.map(({ quantity }) => quantity).toSorted()).toEqual([1, 2])
  })

  test('leaves the order as it was when something is not in stock', async () => {
    const { order, orderId, variantId } = await announced()
    const answer = await edit(ada, order, toQuantity(order, 5))
    expect(await readOrder(shop, ada, order)).toMatchObject({ shipments: [{ status: 'CANCELLED' }] })
    const editId = uuidOf('OrderEdit', answer.edit?.id)
    const shortages = [{ variantId, requested: 2, available: 1 }]
    await answered(orderId)
    await shop.tell(StockAdjustmentRejected, orderId, { orderId, editId, shortages })
    // Late, from another process, or both: what was decided stays.
    await accept(orderId, answer, [{ variantId, locationId: randomUUID(), quantity: 5 }])
    const after = await until(shop, ada, order, ({ shipments }) => shipments.length === 2)
    expect(after).toMatchObject({ total: { amount: '60.00' }, lines: [{ quantity: 3 }] })
    expect(after.shipments.map(({ status }) => status)).toEqual(['CANCELLED', 'PRE_TRANSIT'])
    expect((await shop.ask<{ order: Told }>(ada, HISTORY, { id: order.id })).order).toMatchObject({
      pendingEdit: null,
      edits: [{ status: 'REJECTED', rejection: 'OUT_OF_STOCK' }],
      history: null,
    })
  })

  test('takes the parcel back that no carrier has fetched, and sends another with what is left', async () => {
    const { order, orderId, variantId, locationId } = await announced()
    const answer = await edit(ada, order, { lines: [{ orderLineId: order.lines[0]?.id, quantity: 1 }] }, CANCEL_LINES)
    expect(answer).toMatchObject({ edit: { status: 'PENDING', total: { amount: '44.95' } } })
    await accept(orderId, answer, [{ variantId, locationId, quantity: 2 }])
    const after = await until(shop, ada, order, ({ shipments }) => shipments.length === 2)
    expect(after).toMatchObject({ lines: [{ quantity: 2 }], total: { amount: '44.95' } })
    expect(after.shipments).toMatchObject([{ status: 'CANCELLED' }, { lines: [{ quantity: 2 }] }])
  })

  test.each([
    ['other units', (order: OrderAnswer) => toQuantity(order, 2)],
    ['another address', () => ({ shippingAddress: { ...ADDRESS, line1: 'Elsewhere 1' } })],
  ])('to %s is rejected when the carrier has fetched the parcel, which is the only one', async (_what, changes) => {
    const { order, orderId } = await announced()
    // Fetched, and its report is still to come.
    await shop.query(`UPDATE sandbox_parcels SET step = 2 WHERE reference = $1`, [
      uuidOf('Shipment', order.shipments[0]?.id),
    ])
    expect(await edit(ada, order, changes(order))).toMatchObject({ edit: { status: 'PENDING' }, userErrors: [] })
    await answered(orderId)
    const { order: told } = await shop.ask<{ order: Told }>(staff, HISTORY, { id: order.id })
    expect(told).toMatchObject({ pendingEdit: null, edits: [{ status: 'REJECTED', rejection: 'PARCEL_LEFT' }] })
    expect(await readOrder(shop, ada, order)).toMatchObject({
      total: { amount: '60.00' },
      lines: [{ quantity: 3 }],
      shipments: [{ status: 'IN_TRANSIT' }],
    })
    expect(await shop.query('SELECT FROM shipments WHERE order_id = $1', [orderId])).toHaveLength(1)
    const asked = await shop.query(
      `SELECT FROM outbox_events WHERE subject = $1 AND type IN ('OrderEditRequested', 'OrderEdited')`,
      [orderId],
    )
    expect(asked).toEqual([])
  })

  test('to another address needs no stock, is applied when the parcel is back, and costs what that place costs', async () => {
    const { order, orderId } = await announced()
    const answer = await edit(ada, order, { shippingAddress: { ...ADDRESS, recipient: 'Eve', countryCode: 'BE' } })
    expect(answer).toMatchObject({ edit: { status: 'PENDING' }, userErrors: [] })
    await answered(orderId)
    expect(await readOrder(shop, ada, order)).toMatchObject({
      shippingAddress: { recipient: 'Eve' },
      lines: [{ quantity: 3 }],
    })
    const after = await until(shop, ada, order, ({ shipments }) => shipments.length === 2)
    expect(after.shipments.map(({ status }) => status)).toEqual(['CANCELLED', 'PRE_TRANSIT'])
    const rows = await shop.query<{ draft: { shippingAddress: unknown } }>(
      'SELECT draft FROM order_edits WHERE order_id = $1',
      [uuidOf('Order', order.id)],
    )
    expect(rows).toMatchObject([{ draft: { shippingAddress: null } }])
  })

  test('is refused to who has seen another version, and one of two edits at once is', async () => {
    const { order } = await confirmed()
    const { version } = await readOrder(shop, ada, order)
    expect(codesOf(await edit(ada, order, { ...toQuantity(order, 1), expectedVersion: version - 1 }))).toEqual([
      'VERSION_CONFLICT',
    ])
    const changes = { ...toQuantity(order, 1), expectedVersion: version }
    const answers = await Promise.all([
      edit(ada, order, changes),
      edit(staff, order, changes),
      edit(ada, order, changes),
    ])
    expect(answers.filter((answer) => answer.edit)).toHaveLength(1)
    expect(new Set(answers.flatMap(codesOf))).toEqual(new Set(['VERSION_CONFLICT']))
    expect(codesOf(await edit(ada, order, toQuantity(order, 2)))).toEqual(['NOT_EDITABLE'])
    const cancel = { idempotencyKey: randomUUID(), orderId: order.id, expectedVersion: version }
    expect(await shop.ask(ada, CANCEL, { input: cancel })).toMatchObject({
      cancelOrder: { userErrors: [{ code: 'VERSION_CONFLICT' }] },
    })
  })

  test('gives the same answer for the same key, and none to a stranger', async () => {
    const { order } = await confirmed()
    const { version } = await readOrder(shop, ada, order)
    const changes = { ...toQuantity(order, 2), idempotencyKey: randomUUID(), expectedVersion: version }
    const first = await edit(ada, order, changes)
    expect((await edit(ada, order, changes)).edit?.id).toBe(first.edit?.id)
    expect(codesOf(await edit(ada, order, { ...changes, ...toQuantity(order, 1) }))).toEqual(['IDEMPOTENCY_KEY_REUSED'])
    expect(codesOf(await edit(await shop.person(), order, toQuantity(order, 1)))).toEqual(['NOT_FOUND'])
  })

  test('ends with the order that is cancelled meanwhile', async () => {
    const { order, orderId, variantId } = await confirmed()
    const answer = await edit(ada, order, toQuantity(order, 4))
    await shop.ask(ada, CANCEL, { input: { idempotencyKey: randomUUID(), orderId: order.id } })
    await accept(orderId, answer, [{ variantId, locationId: randomUUID(), quantity: 4 }])
    expect(await readOrder(shop, ada, order)).toMatchObject({ status: 'CANCELLED', lines: [{ quantity: 3 }] })
    expect((await shop.ask<{ order: Told }>(ada, HISTORY, { id: order.id })).order.edits).toEqual([
      { status: 'CANCELLED', rejection: null },
    ])
  })

  test('is refused when it makes no sense', async () => {
    const { order } = await confirmed()
    const codes = async (changes: object) => codesOf(await edit(ada, order, changes))
    const unlisted = await shop.addVariant(1_000, { listed: false })
    expect(await codes({})).toEqual(['INVALID_QUANTITY'])
    expect(await codes(toQuantity(order, 0))).toEqual(['NOT_EDITABLE'])
    expect(await codes(toQuantity(order, 1_001))).toEqual(['INVALID_QUANTITY'])
    expect(await codes({ addLines: [{ variantId: variantGid(unlisted), quantity: 1 }] })).toEqual(['NOT_PURCHASABLE'])
    expect(await codes({ addLines: [{ variantId: variantGid(randomUUID()), quantity: 1 }] })).toEqual(['NOT_FOUND'])
    expect(await codes({ ...toQuantity(order, 1), expectedTotal: { amount: '1.00', currencyCode: 'EUR' } })).toEqual([
      'TOTAL_CHANGED',
    ])
    expect(await codes({ shippingAddress: { ...ADDRESS, city: ' ' } })).toEqual(['BLANK'])
    const pending = await buy(shop, ada)
    expect(codesOf(await edit(ada, pending.order, toQuantity(pending.order, 2)))).toEqual(['NOT_EDITABLE'])
  })
})

describe('several parcels', () => {
  const create = async (order: OrderAnswer, locationId: string, quantity: number) => {
    const lines = [{ orderLineId: order.lines[0]?.id, quantity }]
    const input = {
      idempotencyKey: randomUUID(),
      orderId: order.id,
      locationId: toGlobalId('Location', locationId),
      lines,
    }
    type Created = { createShipment: { userErrors: UserErrors } }
    return (await shop.ask<Created>(staff, CREATE, { input })).createShipment.userErrors.map(({ code }) => code)
  }
  /** The carrier reports that it has delivered a parcel. */
  const deliver = async (shipmentId: string) => {
    await shop.query(
      `UPDATE sandbox_parcels SET step = 3, next_scan_at = now(), leased_until = NULL WHERE reference = $1`,
      [uuidOf('Shipment', shipmentId)],
    )
    await waitUntil(async () => {
      const rows = await shop.query(`SELECT FROM shipments WHERE id = $1 AND status = 'OUT_FOR_DELIVERY'`, [
        uuidOf('Shipment', shipmentId),
      ])
      return rows.length === 1
    })
    await shop.query(`UPDATE sandbox_parcels SET next_scan_at = now() WHERE reference = $1`, [
      uuidOf('Shipment', shipmentId),
    ])
  }

  test('are made by staff who have taken the planned one back; the order is complete when every unit has arrived', async () => {
    const { order, orderId, locationId } = await announced()
    const [planned] = order.shipments
    expect(await create(order, locationId, 1)).toEqual(['NOT_SHIPPABLE'])
    const input = { idempotencyKey: randomUUID(), shipmentId: planned?.id }
    expect(await shop.ask(staff, TAKE_BACK, { input })).toMatchObject({
      cancelShipment: { order: { manualFulfillment: true } },
    })
    await answered(orderId)
    expect(await create(order, randomUUID(), 1)).toEqual(['NOT_SHIPPABLE'])
    expect(await create(order, locationId, 4)).toEqual(['NOT_SHIPPABLE'])
    expect(await create(order, locationId, 2)).toEqual([])
    const half = await until(shop, ada, order, ({ shipments }) => shipments.length === 2)
    await deliver(half.shipments[1]?.id ?? '')
    const partly = await until(shop, ada, order, (now) => now.fulfillmentStatus === 'PARTIALLY_FULFILLED')
    expect(partly).toMatchObject({ status: 'CONFIRMED', shipments: [{}, { status: 'DELIVERED' }] })
    // The customer cannot change what is on its way; staff cancel what is not.
    expect(codesOf(await edit(ada, order, toQuantity(order, 2)))).toEqual(['NOT_EDITABLE'])
    expect(codesOf(await edit(staff, order, toQuantity(order, 1)))).toEqual(['INVALID_QUANTITY'])
    expect(await create(order, locationId, 1)).toEqual([])
    const whole = await until(shop, ada, order, ({ shipments }) => shipments.length === 3)
    await deliver(whole.shipments[2]?.id ?? '')
    const done = await until(shop, ada, order, ({ status }) => status === 'COMPLETED')
    expect(done).toMatchObject({ fulfillmentStatus: 'FULFILLED' })
  })

  test('may end with the first, when staff cancel what was not sent', async () => {
    const { order, orderId, variantId, locationId } = await announced()
    await shop.ask(staff, TAKE_BACK, { input: { idempotencyKey: randomUUID(), shipmentId: order.shipments[0]?.id } })
    await answered(orderId)
    expect(await create(order, locationId, 2)).toEqual([])
    const half = await until(shop, ada, order, ({ shipments }) => shipments.length === 2)
    await deliver(half.shipments[1]?.id ?? '')
    await until(shop, ada, order, ({ shipments }) => shipments[1]?.status === 'DELIVERED')
    const answer = await edit(staff, order, toQuantity(order, 2))
    const [requested] = await waitUntil(
      () => eventsOf(orderId, 'OrderEditRequested').length > 0 && eventsOf(orderId, 'OrderEditRequested'),
    )
    expect(OrderEditRequested.parse(requested?.data).shipped).toEqual([{ variantId, locationId, quantity: 2 }])
    await accept(orderId, answer, [{ variantId, locationId, quantity: 2 }])
    expect(await readOrder(shop, ada, order)).toMatchObject({
      status: 'COMPLETED',
      fulfillmentStatus: 'FULFILLED',
      lines: [{ quantity: 2 }],
    })
    const told = (await shop.ask<{ order: Told }>(staff, HISTORY, { id: order.id })).order.history?.nodes
    expect(told?.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
      'PLACED CUSTOMER',
      'CONFIRMED SYSTEM',
      'PAYMENT_STATUS_CHANGED SYSTEM',
      'PAYMENT_STATUS_CHANGED SYSTEM',
      'SHIPMENT_ANNOUNCED SYSTEM',
      'SHIPMENT_CANCELLED STAFF',
      'SHIPMENT_CREATED STAFF',
      'SHIPMENT_ANNOUNCED SYSTEM',
      'EDIT_REQUESTED STAFF',
      'EDITED STAFF',
      'COMPLETED SYSTEM',
    ])
  })

  test('are staff’s from the beginning where the shop is set so', async () => {
    const other = await startOrders({ manualFulfillment: true })
    try {
      const eve = await other.person()
      const variantId = await other.addVariant()
      const { cart } = await addToCart(other, eve, variantId)
      const { order } = await placeOrder(other, eve, cart.id)
      const orderId = uuidOf('Order', order.id)
      await other.tell(PaymentAuthorized, orderId, payment(orderId))
      await other.tell(StockCommitted, orderId, allocation(orderId, variantId))
      await other.tell(PaymentCaptured, orderId, payment(orderId))
      expect(await other.query('SELECT FROM shipments')).toEqual([])
      expect(await readOrder(other, eve, order)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID' })
    } finally {
      await other.stop()
    }
  })
})

test('the history cannot be changed, not even by hand', async () => {
  await confirmed()
  await expect(shop.query(`UPDATE order_history SET message = 'No.'`)).rejects.toThrow('append-only')
  await expect(shop.query(`DELETE FROM order_history`)).rejects.toThrow('append-only')
})
