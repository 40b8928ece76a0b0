import { ReturnReceived } from '@shop/schema/events/orders'
import { RefundSettled } from '@shop/schema/events/payments'
import { toGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { buy, payment, readOrder, settle, until, uuidOf, type OrderAnswer, type UserErrors } from './shopping.ts'

const RETURN = `return { id status refundTotal { amount } lines { quantity orderLine { id } } order { id fulfillmentStatus } }`
const REQUEST = `mutation ($input: RequestReturnInput!) { requestReturn(input: $input) { ${RETURN} userErrors { code } } }`
const RECEIVE = `mutation ($input: ReceiveReturnInput!) { receiveReturn(input: $input) { ${RETURN} userErrors { code } } }`

type Answer = {
  return: { id: string; status: string; refundTotal: { amount: string }; order: { fulfillmentStatus: string } }
  userErrors: UserErrors
}

let shop: OrdersFixture
let ada: Person
let staff: Person
beforeAll(async () => {
  shop = await startOrders({ carrierStepMs: 5 })
  ada = await shop.person()
  staff = await shop.person('STAFF')
})
afterAll(() => shop?.stop())

async function deliver(quantity: number): Promise<OrderAnswer> {
  const bought = await buy(shop, ada, { quantity, price: 3_333 })
  await settle(shop, { ...bought, quantity })
  return until(shop, ada, bought.order, ({ status }) => status === 'COMPLETED')
}

async function request(person: Person, order: OrderAnswer, quantity: number, changes: Record<string, unknown> = {}) {
  const lines = [{ orderLineId: order.lines[0]?.id, quantity }]
  const input = { idempotencyKey: randomUUID(), orderId: order.id, lines, reason: 'Too small', ...changes }
  return (await shop.ask<{ requestReturn: Answer }>(person, REQUEST, { input })).requestReturn
}

async function receive(returnId: string, idempotencyKey: string = randomUUID()) {
  const input = { returnId, idempotencyKey }
  return (await shop.ask<{ receiveReturn: Answer }>(staff, RECEIVE, { input })).receiveReturn
}

async function refund(order: OrderAnswer, returnId: string, refundedTotal: number): Promise<void> {
  const orderId = uuidOf('Order', order.id)
  await shop.tell(RefundSettled, orderId, {
    ...payment(orderId, 3_333),
    refundId: randomUUID(),
    returnId: uuidOf('Return', returnId),
    refundedTotal: { amount: refundedTotal, currencyCode: 'EUR' },
    capturedTotal: { amount: 9_999, currencyCode: 'EUR' },
  })
}

describe('a return', () => {
  test('is asked for, received and refunded, part by part, until everything is back', async () => {
    const order = await deliver(3)
    const first = await request(ada, order, 1)
    expect(first.return).toMatchObject({
      status: 'REQUESTED',
      refundTotal: { amount: '33.33' },
      lines: [{ quantity: 1 }],
    })
    expect((await receive(first.return.id)).return).toMatchObject({
      status: 'RECEIVED',
      order: { fulfillmentStatus: 'FULFILLED' },
    })
    await refund(order, first.return.id, 3_333)
    expect(await readOrder(shop, ada, order)).toMatchObject({
      paymentStatus: 'PARTIALLY_REFUNDED',
      returns: [{ status: 'REFUNDED' }],
    })
    const rest = await request(ada, order, 2)
    expect((await receive(rest.return.id)).return.order.fulfillmentStatus).toBe('RETURNED')
    await refund(order, rest.return.id, 9_999)
    expect(await readOrder(shop, ada, order)).toMatchObject({ paymentStatus: 'REFUNDED', status: 'COMPLETED' })
  })

  test('gives its money back once, however often it is received', async () => {
    const order = await deliver(1)
    const { return: asked } = await request(ada, order, 1)
    const key = randomUUID()
    await Promise.all([receive(asked.id, key), receive(asked.id, key), receive(asked.id)])
    const told = () =>
      shop.events.filter(({ type, subject }) => type === 'ReturnReceived' && subject === uuidOf('Order', order.id))
    await waitUntil(() => told().length > 0)
    expect(told()).toHaveLength(1)
    expect(ReturnReceived.parse(told()[0]?.data)).toMatchObject({
      returnId: uuidOf('Return', asked.id),
      refund: { amount: 3_333, currencyCode: 'EUR' },
      lines: [{ quantity: 1 }],
    })
  })

  test('holds no more than what was bought and not yet sent back', async () => {
    const order = await deliver(2)
    const codes = async (quantity: number, changes = {}) =>
      (await request(ada, order, quantity, changes)).userErrors.map(({ code }) => code)
    expect(await codes(3)).toEqual(['INVALID_QUANTITY'])
    expect(await codes(0)).toEqual(['INVALID_QUANTITY'])
    expect(await codes(-1)).toEqual(['INVALID_QUANTITY'])
    expect(await codes(1, { lines: [] })).toEqual(['INVALID_QUANTITY'])
    expect(await codes(1, { reason: ' ' })).toEqual(['BLANK'])
    const unknown = [{ orderLineId: toGlobalId('OrderLine', randomUUID()), quantity: 1 }]
    expect(await codes(1, { lines: unknown })).toEqual(['NOT_FOUND'])
    const answers = await Promise.all([request(ada, order, 2), request(ada, order, 2)])
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([{ code: 'INVALID_QUANTITY' }])
  })

  test('is for delivered orders of the viewer, and received by staff only', async () => {
    const { order } = await buy(shop, ada)
    expect((await request(ada, order, 1)).userErrors).toEqual([{ code: 'NOT_RETURNABLE' }])
    expect((await request(await shop.person(), order, 1)).userErrors).toEqual([{ code: 'NOT_FOUND' }])
    const input = { returnId: toGlobalId('Return', randomUUID()), idempotencyKey: randomUUID() }
    expect(await shop.codes(ada, RECEIVE, { input })).toEqual(['FORBIDDEN'])
    expect((await receive(input.returnId)).userErrors).toEqual([{ code: 'NOT_FOUND' }])
  })
})
