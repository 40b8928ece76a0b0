import { toGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createOrder } from './order-story.ts'
import { admin, ask, orderGlobalId, paymentGlobalId, staff, startPayments } from './payments-fixture.ts'
import type { Payments } from './payments-fixture.ts'

let payments: Payments

beforeAll(async () => {
  payments = await startPayments()
})
afterAll(async () => {
  await payments.stop()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Order {
      id
      amountDue { amount currencyCode }
      payments { id status amount { amount } amountRefunded { amount } refunds { id amount { amount } } }
    }
  }
}`

async function captured(): Promise<{ order: ReturnType<typeof createOrder>; paymentId: string }> {
  const order = createOrder(payments.bus)
  for (const chapter of ['placed', 'reserved', 'confirmed', 'returned'] as const) await order.tell(chapter)
  const payment = await waitUntil(async () => {
    const found = await payments.paymentOf(order.orderId)
    return found?.amount_refunded === '2500' && found
  })
  return { order, paymentId: payment.id }
}

function represent(...orderIds: string[]) {
  return { representations: orderIds.map((id) => ({ __typename: 'Order', id: orderGlobalId(id) })) }
}

it('shows an order its payments and what is due to the owner and to staff, and nothing to others', async () => {
  const { order } = await captured()
  const seen = {
    id: orderGlobalId(order.orderId),
    amountDue: { amount: '0.00', currencyCode: 'EUR' },
    payments: [
      {
        status: 'SUCCEEDED',
        amount: { amount: '100.00' },
        amountRefunded: { amount: '25.00' },
        refunds: [{ amount: { amount: '25.00' } }],
      },
    ],
  }
  const hidden = { id: orderGlobalId(order.orderId), amountDue: null, payments: null }
  const entity = async (viewer?: { id: string }) =>
    (await ask(payments.subgraph, ENTITIES, represent(order.orderId), viewer)).data._entities[0]
  expect(await entity({ id: order.ownerId })).toMatchObject(seen)
  expect(await entity(staff)).toMatchObject(seen)
  expect(await entity({ id: randomUUID() })).toEqual(hidden)
  expect(await entity()).toEqual(hidden)
})

it('shows a payment, its refunds and the ledger only to those who may see them', async () => {
  const { order, paymentId } = await captured()
  const [refund] = await payments.query<{ id: string }>('SELECT id FROM refunds WHERE payment_id = $1', paymentId)
  const [entry] = await payments.query<{ id: string }>('SELECT id FROM ledger_entries WHERE payment_id = $1', paymentId)
  const query = `query ($payment: ID!, $representations: [_Any!]!) {
    payment(id: $payment) { id order { id } }
    _entities(representations: $representations) { __typename }
  }`
  const representations = [
    { __typename: 'Payment', id: paymentGlobalId(paymentId) },
    { __typename: 'Refund', id: toGlobalId('Refund', refund?.id ?? '') },
    { __typename: 'LedgerEntry', id: toGlobalId('LedgerEntry', entry?.id ?? '') },
    { __typename: 'Payment', id: 'nonsense' },
  ]
  const variables = { payment: paymentGlobalId(paymentId), representations }
  const visible = async (viewer?: { id: string }) => {
    const { data } = await ask(payments.subgraph, query, variables, viewer)
    return [data.payment !== null, ...data._entities.map((entity: unknown) => entity !== null)]
  }
  expect(await visible({ id: order.ownerId })).toEqual([true, true, true, false, false])
  expect(await visible(staff)).toEqual([true, true, true, true, false])
  expect(await visible({ id: randomUUID() })).toEqual([false, false, false, false, false])
  expect(await visible()).toEqual([false, false, false, false, false])
})

it('refuses the lists to customers, and confirming to strangers', async () => {
  const { paymentId } = await captured()
  for (const field of ['payments', 'ledgerEntries']) {
    const answer = await ask(payments.subgraph, `{ ${field} { nodes { id } } }`, {}, { id: randomUUID() })
    expect(answer.errors[0]?.extensions.code).toBe('FORBIDDEN')
  }
  const confirm = `mutation ($input: ConfirmPaymentInput!) {
    confirmPayment(input: $input) { ... on ConfirmPaymentRejection { userErrors { code } } }
  }`
  const input = { idempotencyKey: 'mine now', paymentId: paymentGlobalId(paymentId) }
  const answer = await ask(payments.subgraph, confirm, { input }, { id: randomUUID() })
  expect(answer.data.confirmPayment.userErrors).toEqual([{ code: 'NOT_FOUND' }])
})

it('follows the order to its new owner, even when the news of the old one comes later', async () => {
  const order = createOrder(payments.bus)
  const user = { id: randomUUID() }
  await order.changeOwner(user.id, new Date(Date.now() + 60_000).toISOString())
  await order.tell('placed')
  const entity = async (viewer: { id: string }) =>
    (await ask(payments.subgraph, ENTITIES, represent(order.orderId), viewer)).data._entities[0]
  expect((await entity(user)).payments).toHaveLength(1)
  expect((await entity(user)).amountDue).toEqual({ amount: '100.00', currencyCode: 'EUR' })
  expect((await entity({ id: order.ownerId })).payments).toBeNull()
})

it('says that a cancelled order owes nothing, and nothing of an order that it has not heard of', async () => {
  const order = createOrder(payments.bus)
  await order.tell('placed')
  await order.tell('cancelled')
  const unknown = randomUUID()
  const { data } = await ask(payments.subgraph, ENTITIES, represent(order.orderId, unknown), { id: order.ownerId })
  expect(data._entities[0].amountDue.amount).toBe('0.00')
  expect(data._entities[1]).toEqual({ id: orderGlobalId(unknown), amountDue: null, payments: null })
})

it('reads the payments of fifty orders with three statements', async () => {
  const orders = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const order = createOrder(payments.bus)
      await order.tell('placed')
      return order.orderId
    }),
  )
  const texts: string[] = []
  const original = pg.Client.prototype.query
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function spied(this: pg.Client, ...parameters: unknown[]) {
    const [first] = parameters
    const text = typeof first === 'string' ? first : (first as { text?: string }).text
    // Prisma's reads; the worker's and the relay's polling is written by hand.
    if (text?.includes('FROM "public".')) texts.push(text)
    return (original as (...values: unknown[]) => unknown).apply(this, parameters) as never
  })
  const { data } = await ask(payments.subgraph, ENTITIES, represent(...orders), staff)
  expect(data._entities.every((entity: { payments: unknown[] }) => entity.payments.length === 1)).toBe(true)
  expect(texts.map((text) => /FROM "public"\."(\w+)"/.exec(text)?.[1])).toEqual(['orders', 'payments', 'refunds'])
})

it('pages through payments and the ledger by key, newest first', async () => {
  const { order } = await captured()
  const query = `query ($after: String, $orderId: ID) {
    payments(first: 1, after: $after) { nodes { id createdAt } pageInfo { hasNextPage endCursor } }
    ledgerEntries(first: 3, orderId: $orderId) {
      nodes { kind account amount { amount } transactionId payment { id } }
      pageInfo { hasNextPage }
    }
  }`
  const variables = { orderId: orderGlobalId(order.orderId) }
  const first = await ask(payments.subgraph, query, variables, admin)
  expect(first.errors).toEqual([])
  expect(first.data.payments.pageInfo.hasNextPage).toBe(true)
  const after = first.data.payments.pageInfo.endCursor
  const second = await ask(payments.subgraph, query, { ...variables, after }, admin)
  expect(second.data.payments.nodes[0].createdAt <= first.data.payments.nodes[0].createdAt).toBe(true)
  expect(second.data.payments.nodes[0].id).not.toBe(first.data.payments.nodes[0].id)
  const { nodes, pageInfo } = first.data.ledgerEntries
  expect(pageInfo.hasNextPage).toBe(true)
  expect(nodes.map((node: { kind: string }) => node.kind)).toEqual(['REFUND', 'REFUND', 'CAPTURE'])
  const failed = await ask(payments.subgraph, '{ payments(status: CANCELED, first: 101) { nodes { id } } }', {}, admin)
  expect(failed.errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
})
