import { ReturnReceived } from '@shop/schema/events/orders'
import { PaymentDisputed, RefundFailed, RefundSettled } from '@shop/schema/events/payments'
import { toGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { buy, payment, readOrder, settle, until, uuidOf, type OrderAnswer, type UserErrors } from './shopping.ts'

const RETURN = `return { id status refundTotal { amount } lines { quantity orderLine { id } } order { id fulfillmentStatus } }`
const REQUEST = `mutation ($input: RequestReturnInput!) { requestReturn(input: $input) { ${RETURN} userErrors { code message } } }`
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

describe('staff', () => {
  const REFUND =
    'return { id status rejection refundTotal { amount } lines { quantity receivedQuantity writtenOffQuantity } }'
  const APPROVE = `mutation ($input: ApproveReturnInput!) { approveReturn(input: $input) { ${REFUND} userErrors { code } } }`
  const REJECT = `mutation ($input: RejectReturnInput!) { rejectReturn(input: $input) { ${REFUND} userErrors { code } } }`
  const RECEIPT = `mutation ($input: ReceiveReturnInput!) { receiveReturn(input: $input) { ${REFUND} userErrors { code } } }`
  const decide = async (mutation: string, input: object) => {
    const variables = { input: { idempotencyKey: randomUUID(), ...input } }
    return Object.values(await shop.ask<Record<string, Answer>>(staff, mutation, variables))[0]
  }

  test('approve a return, or reject it with a reason, and what was rejected may be asked back again', async () => {
    const order = await deliver(2)
    const { return: first } = await request(ada, order, 2)
    const rejected = await decide(REJECT, { returnId: first.id, reason: ' It was worn. ' })
    expect(rejected).toMatchObject({ return: { status: 'REJECTED', rejection: 'It was worn.' } })
    expect(await decide(APPROVE, { returnId: first.id })).toMatchObject({ userErrors: [{ code: 'RETURN_CLOSED' }] })
    expect(await decide(RECEIPT, { returnId: first.id })).toMatchObject({ userErrors: [{ code: 'RETURN_CLOSED' }] })
    const { return: second } = await request(ada, order, 1)
    const stale = await decide(APPROVE, { returnId: second.id, expectedVersion: 1 })
    expect(stale).toMatchObject({ userErrors: [{ code: 'VERSION_CONFLICT' }] })
    expect(await decide(APPROVE, { returnId: second.id })).toMatchObject({ return: { status: 'APPROVED' } })
    expect(await decide(APPROVE, { returnId: second.id })).toMatchObject({ return: { status: 'APPROVED' } })
    expect(await decide(REJECT, { returnId: second.id, reason: ' ' })).toMatchObject({
      userErrors: [{ code: 'BLANK' }],
    })
    expect(await shop.codes(ada, APPROVE, { input: { returnId: second.id, idempotencyKey: 'x' } })).toEqual([
      'FORBIDDEN',
    ])
  })

  test('settle a return whose money the provider refused to give back and they gave back another way', async () => {
    const SETTLE = `mutation ($input: SettleReturnInput!) { settleReturn(input: $input) { ${REFUND} userErrors { code } } }`
    const order = await deliver(2)
    const { return: asked } = await request(ada, order, 1)
    expect(await decide(SETTLE, { returnId: asked.id })).toMatchObject({ userErrors: [{ code: 'NOT_RECEIVED' }] })
    await receive(asked.id)
    // The provider may still do it, and who pays by hand then pays twice.
    expect(await decide(SETTLE, { returnId: asked.id })).toMatchObject({ userErrors: [{ code: 'REFUND_PENDING' }] })
    const orderId = uuidOf('Order', order.id)
    const failed = { ...payment(orderId, 3_333), refundId: randomUUID(), returnId: uuidOf('Return', asked.id) }
    await shop.tell(RefundFailed, orderId, { ...failed, code: 'lost_or_stolen_card' })
    // What was given back otherwise is not known to be the return's.
    await shop.tell(RefundSettled, orderId, {
      ...payment(orderId, 100),
      refundId: randomUUID(),
      returnId: null,
      refundedTotal: { amount: 100, currencyCode: 'EUR' },
      capturedTotal: { amount: 6_666, currencyCode: 'EUR' },
    })
    expect(await readOrder(shop, staff, order)).toMatchObject({
      attentionReason: expect.stringContaining('lost_or_stolen_card'),
      returns: [{ status: 'RECEIVED' }],
    })
    // While a dispute may be won payments may ask for it once more.
    const bank = async (status: 'WITHDRAWN' | 'REINSTATED') =>
      shop.tell(PaymentDisputed, orderId, { ...payment(orderId, 6_666), status })
    await bank('WITHDRAWN')
    expect(await decide(SETTLE, { returnId: asked.id })).toMatchObject({ userErrors: [{ code: 'REFUND_PENDING' }] })
    await bank('REINSTATED')
    for (let times = 0; times < 2; times += 1) {
      expect(await decide(SETTLE, { returnId: asked.id })).toMatchObject({ return: { status: 'REFUNDED' } })
    }
    // Its refund's failure, when it is heard of late.
    await shop.tell(RefundFailed, orderId, { ...failed, code: 'lost_or_stolen_card' })
    expect(await readOrder(shop, staff, order)).toMatchObject({ attentionReason: null })
    const told = await shop.query(`SELECT FROM order_history WHERE order_id = $1 AND kind = 'RETURN_REFUNDED'`, [
      orderId,
    ])
    expect(told).toHaveLength(1)
    expect(await shop.codes(ada, SETTLE, { input: { returnId: asked.id, idempotencyKey: 'x' } })).toEqual(['FORBIDDEN'])
  })

  test('are told of each return whose refund was refused, and the one that is paid leaves the other', async () => {
    const order = await deliver(2)
    const orderId = uuidOf('Order', order.id)
    const asked: string[] = []
    for (let times = 0; times < 2; times += 1) {
      const { id } = (await request(ada, order, 1)).return
      await receive(id)
      const failed = { ...payment(orderId, 3_333), refundId: randomUUID(), returnId: uuidOf('Return', id) }
      await shop.tell(RefundFailed, orderId, { ...failed, code: 'lost_or_stolen_card' })
      asked.push(id)
    }
    const [first = '', second = ''] = asked
    const query = 'query ($id: ID!) { order(id: $id) { attention { kind return { id } } } }'
    const told = async () => (await shop.ask<{ order: object }>(staff, query, { id: order.id })).order
    const refused = (id: string) => ({ kind: 'RETURN_REFUND', return: { id } })
    expect(await told()).toEqual({ attention: [refused(first), refused(second)] })
    // Of goods that cost nothing: that settles the return, and nothing was given back of the order by it.
    await refund(order, first, 0)
    expect(await told()).toEqual({ attention: [refused(second)] })
    expect(await readOrder(shop, ada, order)).toMatchObject({ paymentStatus: 'PAID' })
    const settle = `mutation ($input: SettleAttentionInput!) {
      settleAttention(input: $input) { order { attention { kind } } userErrors { code } } }`
    const seen = { orderId: order.id, kind: 'RETURN_REFUND' }
    expect(await decide(settle, { ...seen, returnId: first })).toMatchObject({
      order: { attention: [{ kind: 'RETURN_REFUND' }] },
    })
    expect(await decide(settle, { ...seen, returnId: second })).toMatchObject({ order: { attention: [] } })
  })

  test('receive a part of a return, write off what is damaged, and the rest may be asked back again', async () => {
    const order = await deliver(3)
    const orderLineId = order.lines[0]?.id
    const { return: asked } = await request(ada, order, 3)
    const receive = (line: object) => decide(RECEIPT, { returnId: asked.id, lines: [{ orderLineId, ...line }] })
    expect(await receive({ restock: 3, writeOff: 1 })).toMatchObject({ userErrors: [{ code: 'INVALID_QUANTITY' }] })
    expect(await receive({})).toMatchObject({ userErrors: [{ code: 'INVALID_QUANTITY' }] })
    expect(await receive({ restock: 1, writeOff: 1 })).toMatchObject({
      return: {
        status: 'RECEIVED',
        refundTotal: { amount: '66.66' },
        lines: [{ quantity: 3, receivedQuantity: 2, writtenOffQuantity: 1 }],
      },
    })
    const orderId = uuidOf('Order', order.id)
    const told = await waitUntil(() =>
      shop.events.find(({ type, subject }) => type === 'ReturnReceived' && subject === orderId),
    )
    expect(ReturnReceived.parse(told.data).lines).toMatchObject([
      { quantity: 1, disposition: 'RESTOCK' },
      { quantity: 1, disposition: 'WRITE_OFF' },
    ])
    expect((await request(ada, order, 2)).userErrors).toEqual([
      { code: 'INVALID_QUANTITY', message: 'Units of this line that can come back: 1.' },
    ])
    const { return: rest } = await request(ada, order, 1)
    expect(await decide(RECEIPT, { returnId: rest.id })).toMatchObject({
      return: { refundTotal: { amount: '33.33' } },
    })
  })
})

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
      // Nothing is kept, so the delivery is given back too.
      refund: { amount: 3_333 + 495, currencyCode: 'EUR' },
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
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ code: 'INVALID_QUANTITY' }])
  })

  test('is for delivered orders of the viewer, and received by staff only', async () => {
    const { order } = await buy(shop, ada)
    expect((await request(ada, order, 1)).userErrors).toMatchObject([{ code: 'NOT_RETURNABLE' }])
    expect((await request(await shop.person(), order, 1)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
    const input = { returnId: toGlobalId('Return', randomUUID()), idempotencyKey: randomUUID() }
    expect(await shop.codes(ada, RECEIVE, { input })).toEqual(['FORBIDDEN'])
    expect((await receive(input.returnId)).userErrors).toEqual([{ code: 'NOT_FOUND' }])
  })
})
