import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOrder } from './order-story.ts'
import type { OrderStory } from './order-story.ts'
import { ask, orderGlobalId, paymentGlobalId, staff, startPayments } from './payments-fixture.ts'
import type { Payments, PaymentState } from './payments-fixture.ts'

type State = { status: string; amount: number; captured: number; refunded: number }

function world(start: () => Promise<Payments>) {
  let payments: Payments
  beforeAll(async () => {
    payments = await start()
  })
  afterAll(() => payments.stop())

  const statesOf = async (orderId: string): Promise<State[]> =>
    payments.query<State>(
      `SELECT status, amount::int AS amount, amount_captured::int AS captured, amount_refunded::int AS refunded
       FROM payments WHERE order_id = $1 ORDER BY sequence`,
      orderId,
    )
  return {
    place: (token?: string, returned?: number): OrderStory => createOrder(payments.bus, token, 10_000, returned),
    ask: (query: string, variables: object, viewer: { id: string }) =>
      ask(payments.subgraph, query, variables as Record<string, unknown>, viewer),
    query: <Row extends object>(sql: string, ...values: unknown[]) =>
      payments.query<Row & Record<string, unknown>>(sql, ...values),
    /** Waits until the order's payments are so. */
    async reach(orderId: string, ...expected: State[]): Promise<void> {
      await waitUntil(async () => JSON.stringify(await statesOf(orderId)) === JSON.stringify(expected), {
        what: `the payments to be ${JSON.stringify(expected)}`,
      }).catch(async () => expect(await statesOf(orderId)).toEqual(expected))
    },
    async expectBooks(orderId: string): Promise<void> {
      const [difference] = await payments.query(
        `SELECT (SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE order_id = $1)::int AS ledger,
           count(*) FILTER (WHERE (coalesce(intent.amount_captured, 0), coalesce(intent.amount_refunded, 0))
             <> (payment.amount_captured, payment.amount_refunded))::int AS unlike
         FROM payments payment LEFT JOIN sandbox.intents intent ON reference = payment.id::text WHERE order_id = $1`,
        orderId,
      )
      expect(difference).toEqual({ ledger: 0, unlike: 0 })
    },
    typesOf: async (orderId: string) => (await payments.eventsOf(orderId)).map(({ type }) => type),
    eventsOf: (orderId: string) => payments.eventsOf(orderId),
    paymentOf: (orderId: string): Promise<PaymentState | undefined> => payments.paymentOf(orderId),
    heldOf: async (orderId: string) =>
      (
        await payments.query<{ held: number }>(
          `SELECT count(*)::int AS held FROM sandbox.intents WHERE status = 'requires_capture'
           AND reference IN (SELECT id::text FROM payments WHERE order_id = $1)`,
          orderId,
        )
      )[0]?.held,
  }
}

const captured = (amount: number, captured = amount, refunded = 0): State => ({
  status: 'SUCCEEDED',
  amount,
  captured,
  refunded,
})
const begin = ['placed', 'reserved', 'confirmed'] as const

describe('money that is captured with the parcels', () => {
  const shop = world(() => startPayments({ config: { capture: 'shipment' } }))

  it('is captured by their shares, each with a key of its own, and the last takes the rest', async () => {
    const order = shop.place()
    for (const chapter of begin) await order.tell(chapter)
    const parcel = randomUUID()
    await order.ship(4_000, parcel)
    await shop.reach(order.orderId, { status: 'REQUIRES_CAPTURE', amount: 10_000, captured: 4_000, refunded: 0 })
    await order.ship(4_000, parcel)
    await order.ship(6_000)
    await shop.reach(order.orderId, captured(10_000))
    await shop.expectBooks(order.orderId)
    const events = await shop.eventsOf(order.orderId)
    expect(events.map(({ type }) => type)).toEqual(['PaymentAuthorized', 'PaymentPartiallyCaptured', 'PaymentCaptured'])
    expect(events[0]?.data.capturedOn).toBe('SHIPMENT')
    expect(events[2]?.data).toMatchObject({ amount: { amount: 6_000 }, capturedTotal: { amount: 10_000 } })
    const { id } = (await shop.paymentOf(order.orderId)) ?? { id: '' }
    const query = `query ($id: ID!) { payment(id: $id) { transactions { kind status amount { amount } } } }`
    const { data } = await shop.ask(query, { id: paymentGlobalId(id) }, { id: order.ownerId })
    const told = data.payment.transactions.map((one: { kind: string; status: string; amount: { amount: string } }) =>
      [one.kind, one.status, one.amount.amount].join(' '),
    )
    expect(told).toEqual([
      'AUTHORIZATION PENDING 100.00',
      'AUTHORIZATION SUCCEEDED 100.00',
      'CAPTURE PENDING 40.00',
      'CAPTURE SUCCEEDED 40.00',
      'CAPTURE PENDING 60.00',
      'CAPTURE SUCCEEDED 60.00',
    ])
  })

  it('is captured when the order is confirmed, if its parcels were heard of before', async () => {
    const order = shop.place()
    await order.ship(10_000)
    for (const chapter of begin) await order.tell(chapter)
    await shop.reach(order.orderId, captured(10_000))
    expect(await shop.typesOf(order.orderId)).toEqual(['PaymentAuthorized', 'PaymentCaptured'])
  })

  it('is let go where the rest of the order was cancelled', async () => {
    const order = shop.place()
    for (const chapter of begin) await order.tell(chapter)
    await order.ship(4_000)
    await shop.reach(order.orderId, { status: 'REQUIRES_CAPTURE', amount: 10_000, captured: 4_000, refunded: 0 })
    await order.edit(4_000, 2)
    await shop.reach(order.orderId, captured(10_000, 4_000))
    await shop.expectBooks(order.orderId)
    expect(await shop.heldOf(order.orderId)).toBe(0)
    expect((await shop.typesOf(order.orderId)).at(-1)).toBe('PaymentCaptured')
  })

  type Word = (order: OrderStory) => Promise<void>
  // Half of the goods with half of the delivery; then the delivery of what is left costs as much as that of all.
  const parcel: Word = (order) => order.ship(5_000, randomUUID(), { shipped: 5_000, version: 4 })
  const edit: Word = (order) => order.edit(5_500, 6, 5_500)
  const earlierEdit: Word = (order) => order.edit(5_500, 3, 0)
  const wholeParcel: Word = (order) => order.ship(5_500, randomUUID(), { shipped: 5_500, version: 4 })
  it.each([
    ['after its parcel left', [parcel, edit]],
    ['after that, of which it hears before', [edit, parcel]],
    ['before that', [earlierEdit, wholeParcel]],
    ['before that, of which it hears after', [wholeParcel, earlierEdit]],
  ])('is captured to the last cent where a part of the order was cancelled %s', async (_when, words) => {
    const order = shop.place()
    for (const chapter of begin) await order.tell(chapter)
    await shop.reach(order.orderId, { status: 'REQUIRES_CAPTURE', amount: 10_000, captured: 0, refunded: 0 })
    for (const tell of words) await tell(order)
    await shop.reach(order.orderId, captured(10_000, 5_500))
    await shop.expectBooks(order.orderId)
    expect(await shop.heldOf(order.orderId)).toBe(0)
    expect((await shop.typesOf(order.orderId)).at(-1)).toBe('PaymentCaptured')
  })

  it('goes back, and the rest is let go, when the order is cancelled between two parcels', async () => {
    const order = shop.place()
    for (const chapter of begin) await order.tell(chapter)
    await order.ship(4_000)
    await shop.reach(order.orderId, { status: 'REQUIRES_CAPTURE', amount: 10_000, captured: 4_000, refunded: 0 })
    await order.tell('cancelled')
    await shop.reach(order.orderId, captured(10_000, 4_000, 4_000))
    await shop.expectBooks(order.orderId)
    expect(await shop.heldOf(order.orderId)).toBe(0)
    expect((await shop.typesOf(order.orderId)).at(-1)).toBe('RefundSettled')
  })
})

describe('an order that is edited after it was paid', () => {
  const shop = world(() => startPayments())
  const paid = async (token?: string) => {
    const order = shop.place(token)
    for (const chapter of begin) await order.tell(chapter)
    await shop.reach(order.orderId, captured(10_000))
    return order
  }
  const dueOf = async (order: OrderStory) => {
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Order { amountDue { amount } } }
    }`
    const representations = [{ __typename: 'Order', id: orderGlobalId(order.orderId) }]
    return (await shop.ask(query, { representations }, staff)).data._entities[0].amountDue.amount as string
  }

  it('and costs more has the rest taken by the saved method, once', async () => {
    const order = await paid()
    await order.edit(13_000, 2)
    await order.edit(13_000, 2)
    await shop.reach(order.orderId, captured(10_000), captured(3_000))
    await shop.expectBooks(order.orderId)
    expect(await dueOf(order)).toBe('0.00')
    expect((await shop.eventsOf(order.orderId)).at(-1)).toMatchObject({
      type: 'PaymentCaptured',
      data: { amount: { amount: 3_000 }, capturedTotal: { amount: 13_000 } },
    })
    expect(await coveredOf(order)).toEqual([2])
  })

  it('and costs less gets the difference back; an older edit that comes late changes nothing', async () => {
    const order = await paid()
    await order.edit(7_000, 3)
    await order.edit(9_000, 2)
    await shop.reach(order.orderId, captured(10_000, 10_000, 3_000))
    await shop.expectBooks(order.orderId)
    expect(await dueOf(order)).toBe('0.00')
    // Dearer again: what was given back is to be paid once more.
    await order.edit(8_000, 4)
    await shop.reach(order.orderId, captured(10_000, 10_000, 3_000), captured(1_000))
    expect(await dueOf(order)).toBe('0.00')
  })

  /** The versions of the edits of which was told that they are covered. */
  const coveredOf = async (order: OrderStory) => {
    const told = (await shop.eventsOf(order.orderId)).filter(({ type }) => type === 'OrderEditCovered')
    return told.map(({ data }) => data.version)
  }
  /** The order's payment that waits for its customer. */
  const waiting = (order: OrderStory, sequence: number) =>
    waitUntil(async () => {
      const sql = `SELECT id FROM payments WHERE order_id = $1 AND sequence = $2 AND status = 'REQUIRES_ACTION'`
      return (await shop.query<{ id: string }>(sql, order.orderId, sequence))[0]?.id
    })
  const confirm = async (order: OrderStory, sequence: number) => {
    const input = { idempotencyKey: randomUUID(), paymentId: paymentGlobalId(await waiting(order, sequence)) }
    const mutation = `mutation ($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { __typename } }`
    await shop.ask(mutation, { input }, { id: order.ownerId })
  }
  /** Paid with a card whose bank asks the customer each time. */
  const paidAfterAction = async () => {
    const order = shop.place('pm_card_authenticationRequired')
    for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
    await confirm(order, 1)
    await order.tell('confirmed')
    await shop.reach(order.orderId, captured(10_000))
    return order
  }

  it('lets the customer confirm the additional payment where their bank asks for it', async () => {
    const order = await paidAfterAction()
    await order.edit(12_000, 2)
    await confirm(order, 2)
    await shop.reach(order.orderId, captured(10_000), captured(2_000))
    const told = (await shop.eventsOf(order.orderId)).filter(({ type }) => type.startsWith('PaymentAction'))
    expect(told.map(({ type, data: { amount, attempt } }) => ({ type, amount, attempt }))).toMatchObject([
      { type: 'PaymentActionRequired', amount: { amount: 10_000 }, attempt: 0 },
      { type: 'PaymentActionEnded', amount: { amount: 10_000 }, attempt: 0 },
      { type: 'PaymentActionRequired', amount: { amount: 2_000 }, attempt: 0 },
      { type: 'PaymentActionEnded', amount: { amount: 2_000 }, attempt: 0 },
    ])
    await shop.expectBooks(order.orderId)
  })

  it('asks the customer for nothing any more when another edit makes the additional payment needless', async () => {
    const order = await paidAfterAction()
    await order.edit(12_000, 2)
    const paymentId = await waiting(order, 2)
    await order.edit(10_000, 3)
    await waitUntil(async () =>
      (await shop.eventsOf(order.orderId)).some(
        ({ type, data }) => type === 'PaymentActionEnded' && data.paymentId === paymentId,
      ),
    )
    await shop.expectBooks(order.orderId)
  })

  it('and is cheaper, then dearer again, owes again what it was given back: a refusal of that is told', async () => {
    const order = await paidAfterAction()
    await order.edit(7_000, 2)
    await shop.reach(order.orderId, captured(10_000, 10_000, 3_000))
    await order.edit(10_000, 3)
    const second = await waiting(order, 2)
    await shop.query(`UPDATE sandbox.intents SET status = 'requires_payment_method' WHERE reference = $1`, second)
    await shop.query('UPDATE payments SET check_at = now() WHERE id = $1', second)
    const [due] = await waitUntil(async () => {
      const events = (await shop.eventsOf(order.orderId)).filter(({ type }) => type === 'PaymentBalanceDue')
      return events.length > 0 && events
    })
    expect(due).toMatchObject({ data: { amountDue: { amount: 3_000 } } })
    expect(await coveredOf(order)).toEqual([2])
    expect(await dueOf(order)).toBe('30.00')
    // A part of it does not pay the order.
    const pay = `mutation ($input: PayOrderInput!) { payOrder(input: $input) { userErrors { code } } }`
    const part = { paymentMethod: 'pm_card_visa', amount: { amount: '10.00', currencyCode: 'EUR' } }
    const input = { idempotencyKey: randomUUID(), orderId: orderGlobalId(order.orderId), ...part }
    await shop.ask(pay, { input }, { id: order.ownerId })
    const last = async () => (await shop.typesOf(order.orderId)).at(-1)
    await waitUntil(async () => (await last())?.endsWith('Captured'))
    expect(await last()).toBe('PaymentPartiallyCaptured')
    await shop.expectBooks(order.orderId)
  })
})

describe('an order that is paid by several cards', () => {
  const shop = world(() => startPayments({ config: { retryWindowMs: 60_000 } }))
  const PAY = `mutation ($input: PayOrderInput!) {
    payOrder(input: $input) { payment { amount { amount } } userErrors { code } }
  }`
  const pay = async (order: OrderStory, paymentMethod: string, amount?: string, viewer = { id: order.ownerId }) => {
    const input = {
      idempotencyKey: randomUUID(),
      orderId: orderGlobalId(order.orderId),
      paymentMethod,
      ...(amount === undefined ? {} : { amount: { amount, currencyCode: 'EUR' } }),
    }
    const { payment, userErrors } = (await shop.ask(PAY, { input }, viewer)).data.payOrder
    return userErrors[0]?.code ?? payment.amount.amount
  }
  const declined: State = { status: 'REQUIRES_PAYMENT_METHOD', amount: 10_000, captured: 0, refunded: 0 }

  async function declinedOrder(): Promise<OrderStory> {
    const order = shop.place('pm_card_chargeDeclined')
    for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
    await shop.reach(order.orderId, declined)
    return order
  }

  it('is authorized when they cover it together, after the first was declined', async () => {
    const order = await declinedOrder()
    expect(await shop.typesOf(order.orderId)).toEqual([])
    expect(await pay(order, 'pm_card_visa', '60.00')).toBe('60.00')
    await shop.reach(order.orderId, declined, { status: 'REQUIRES_CAPTURE', amount: 6_000, captured: 0, refunded: 0 })
    expect(await shop.typesOf(order.orderId)).toEqual([])
    expect(await pay(order, 'pm_card_visa', '40.01')).toBe('AMOUNT_TOO_LARGE')
    expect(await pay(order, 'pm_card_visa')).toBe('40.00')
    await waitUntil(async () => (await shop.typesOf(order.orderId)).includes('PaymentAuthorized'))
    expect(await pay(order, 'pm_card_visa')).toBe('NOTHING_DUE')
    await order.tell('confirmed')
    await shop.reach(order.orderId, declined, captured(6_000), captured(4_000))
    await shop.expectBooks(order.orderId)
    const types = await shop.typesOf(order.orderId)
    expect(types).toEqual(['PaymentAuthorized', 'PaymentPartiallyCaptured', 'PaymentCaptured'])
  })

  it('gives a return back from both when one does not suffice, and names it with the last of it', async () => {
    const order = shop.place('pm_card_chargeDeclined', 7_500)
    await order.tell('placed')
    await order.tell('reserved')
    await shop.reach(order.orderId, declined)
    await pay(order, 'pm_card_visa', '60.00')
    await pay(order, 'pm_card_visa')
    await waitUntil(async () => (await shop.typesOf(order.orderId)).includes('PaymentAuthorized'))
    await order.tell('confirmed')
    await shop.reach(order.orderId, declined, captured(6_000), captured(4_000))
    await order.tell('returned')
    await shop.reach(order.orderId, declined, captured(6_000, 6_000, 6_000), captured(4_000, 4_000, 1_500))
    const settled = (await shop.eventsOf(order.orderId)).filter(({ type }) => type === 'RefundSettled')
    expect(settled.map(({ data }) => data.returnId)).toEqual([null, order.returnId])
    await shop.expectBooks(order.orderId)
  })

  it('has a return not given back while one of its cards takes none of it', async () => {
    const order = shop.place('pm_card_chargeDeclined', 7_500)
    await order.tell('placed')
    await order.tell('reserved')
    await shop.reach(order.orderId, declined)
    await pay(order, 'pm_card_visa', '60.00')
    await pay(order, 'pm_card_visa')
    await waitUntil(async () => (await shop.typesOf(order.orderId)).includes('PaymentAuthorized'))
    await order.tell('confirmed')
    await shop.reach(order.orderId, declined, captured(6_000), captured(4_000))
    const first = `SELECT id::text FROM payments WHERE order_id = $1 AND sequence = 2`
    await shop.query(`UPDATE sandbox.intents SET amount_refunded = 6000 WHERE reference = (${first})`, order.orderId)
    await order.tell('returned')
    await shop.reach(order.orderId, declined, captured(6_000), captured(4_000, 4_000, 1_500))
    const told = await waitUntil(async () => {
      const refunds = (await shop.eventsOf(order.orderId)).filter(({ type }) => type.startsWith('Refund'))
      return refunds.length === 2 && refunds
    })
    expect(told.map(({ type, data }) => [type, data.returnId])).toEqual(
      expect.arrayContaining([
        ['RefundFailed', order.returnId],
        ['RefundSettled', null],
      ]),
    )
  })

  it('is paid by no more cards than anybody needs', async () => {
    const order = await declinedOrder()
    const more = `INSERT INTO payments (id, order_id, sequence, status, goal, amount, currency, payment_method, created_at, updated_at)
      SELECT gen_random_uuid(), order_id, sequence + n, 'CANCELED', goal, amount, currency, payment_method, now(), now()
      FROM payments, generate_series(1, 29) n WHERE order_id = $1`
    await shop.query(more, order.orderId)
    expect(await pay(order, 'pm_card_visa')).toBe('TOO_MANY_ATTEMPTS')
  })

  it('is not a stranger’s to pay, nor one that is cancelled', async () => {
    const order = await declinedOrder()
    expect(await pay(order, 'pm_card_visa', undefined, { id: randomUUID() })).toBe('NOT_FOUND')
    expect(await pay(order, 'pm_card_visa', '0.00')).toBe('INVALID_AMOUNT')
    await order.tell('cancelled')
    await shop.reach(order.orderId, { ...declined, status: 'CANCELED' })
    expect(await pay(order, 'pm_card_visa')).toBe('NOTHING_DUE')
  })
})

describe('a declined payment that nobody replaces', () => {
  const shop = world(() => startPayments({ config: { retryWindowMs: 200 } }))

  it('has failed when its time is over', async () => {
    const order = shop.place('pm_card_chargeDeclined')
    for (const chapter of ['placed', 'reserved'] as const) await order.tell(chapter)
    await waitUntil(async () => (await shop.typesOf(order.orderId)).length > 0)
    expect(await shop.eventsOf(order.orderId)).toMatchObject([
      { type: 'PaymentFailed', data: { code: 'card_declined' } },
    ])
  })
})
