import { PaymentAuthorized, PaymentCanceled } from '@shop/schema/events/payments'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { buy, payment, readOrder, settle, until, type OrderAnswer, type UserErrors } from './shopping.ts'

const CANCEL = `mutation ($input: CancelOrderInput!) {
  cancelOrder(input: $input) { order { id status cancelReason shipments { status } } userErrors { code } } }`

let shop: OrdersFixture
let ada: Person
let staff: Person
beforeAll(async () => {
  // Parcels stay where they are until the clock is turned.
  shop = await startOrders({ carrierStepMs: 3_600_000 })
  ada = await shop.person()
  staff = await shop.person('STAFF')
})
afterAll(() => shop?.stop())

async function cancel(person: Person, orderId: string, idempotencyKey: string = randomUUID()) {
  type Answer = { cancelOrder: { order: OrderAnswer | null; userErrors: UserErrors } }
  return (await shop.ask<Answer>(person, CANCEL, { input: { orderId, idempotencyKey } })).cancelOrder
}

describe('cancelling an order', () => {
  test('is for its owner and staff, and is remembered with its reason', async () => {
    const [mine, theirs] = [await buy(shop, ada), await buy(shop, ada)]
    expect((await cancel(ada, mine.order.id)).order).toMatchObject({ status: 'CANCELLED', cancelReason: 'CUSTOMER' })
    expect((await cancel(staff, theirs.order.id)).order).toMatchObject({ cancelReason: 'STAFF' })
    const foreign = await buy(shop, ada)
    expect((await cancel(await shop.person(), foreign.order.id)).userErrors).toEqual([{ code: 'NOT_FOUND' }])
    expect(await readOrder(shop, ada, foreign.order)).toMatchObject({ status: 'PENDING' })
  })

  test('answers the same again for the same key, and refuses a final order', async () => {
    const { order } = await buy(shop, ada)
    const key = randomUUID()
    await cancel(ada, order.id, key)
    expect((await cancel(ada, order.id, key)).order).toMatchObject({ status: 'CANCELLED' })
    expect((await cancel(ada, order.id)).userErrors).toEqual([{ code: 'NOT_CANCELLABLE' }])
    const other = await buy(shop, ada)
    expect((await cancel(ada, other.order.id, key)).userErrors).toEqual([{ code: 'IDEMPOTENCY_KEY_REUSED' }])
  })

  test('takes an announced parcel back from the carrier, but not one that was fetched', async () => {
    const announced = await buy(shop, ada)
    await settle(shop, announced)
    await until(shop, ada, announced.order, ({ shipments }) => shipments[0]?.status === 'PRE_TRANSIT')
    expect((await cancel(ada, announced.order.id)).order).toMatchObject({ shipments: [{ status: 'CANCELLED' }] })
    const parcel = `SELECT p.next_scan_at FROM sandbox_parcels p JOIN shipments s ON s.id::text = p.reference WHERE s.order_id = $1`
    await waitUntil(
      async () =>
        (await shop.query<{ next_scan_at: Date | null }>(parcel, [announced.orderId]))[0]?.next_scan_at === null,
    )

    const fetched = await buy(shop, ada)
    await settle(shop, fetched)
    await until(shop, ada, fetched.order, ({ shipments }) => shipments[0]?.trackingEvents.length === 1)
    shop.clock.turn(3_601)
    await until(shop, ada, fetched.order, ({ shipments }) => shipments[0]?.status === 'IN_TRANSIT')
    expect((await cancel(ada, fetched.order.id)).userErrors).toEqual([{ code: 'NOT_CANCELLABLE' }])
    expect(await readOrder(shop, ada, announced.order)).toMatchObject({ shipments: [{ status: 'CANCELLED' }] })
  })
})

test('a parcel goes on its way after a restart', async () => {
  const bought = await buy(shop, ada)
  await settle(shop, bought)
  await until(shop, ada, bought.order, ({ shipments }) => shipments[0]?.trackingEvents.length === 1)
  await shop.restart()
  shop.clock.turn(3_601)
  await until(shop, ada, bought.order, ({ shipments }) => shipments[0]?.status === 'IN_TRANSIT')
})

describe('an order that waits too long', () => {
  test('is cancelled when it is still PENDING', async () => {
    const { order, orderId } = await buy(shop, ada)
    const confirmed = await buy(shop, ada)
    await shop.tell(PaymentAuthorized, confirmed.orderId, payment(confirmed.orderId))
    shop.clock.turn(901)
    const expired = await until(shop, ada, order, ({ status }) => status === 'CANCELLED')
    expect(expired).toMatchObject({ cancelReason: 'EXPIRED' })
    expect(await readOrder(shop, ada, confirmed.order)).toMatchObject({ status: 'CONFIRMED' })
    // What comes too late is given back by payments, who have heard of the cancellation.
    await shop.tell(PaymentAuthorized, orderId, payment(orderId))
    await shop.tell(PaymentCanceled, orderId, payment(orderId))
    expect(await readOrder(shop, ada, order)).toMatchObject({ status: 'CANCELLED', paymentStatus: 'VOIDED' })
  })

  test('is cancelled although one that waits longer cannot be', async () => {
    const stuck = await buy(shop, ada)
    const { order } = await buy(shop, ada)
    await shop.query(`CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'refused by the test'; END $$`)
    await shop.query(`CREATE TRIGGER refuse BEFORE UPDATE ON orders FOR EACH ROW
      WHEN (OLD.id = '${stuck.orderId}') EXECUTE FUNCTION refuse_update()`)
    shop.clock.turn(901)
    await until(shop, ada, order, ({ status }) => status === 'CANCELLED')
    expect(await readOrder(shop, ada, stuck.order)).toMatchObject({ status: 'PENDING' })
    await shop.query('DROP TRIGGER refuse ON orders')
    await until(shop, ada, stuck.order, ({ status }) => status === 'CANCELLED')
  })

  test('is shown to staff when it is cancelled and nobody says that its money is free', async () => {
    const { order, orderId } = await buy(shop, ada)
    shop.clock.turn(901)
    await until(shop, ada, order, ({ status }) => status === 'CANCELLED')
    shop.clock.turn(3_601)
    const flagged = await until(shop, staff, order, ({ attentionReason }) => attentionReason !== null)
    expect(flagged.attentionReason).toBe('Cancelled, but nothing was heard of its money.')
    await shop.tell(PaymentCanceled, orderId, payment(orderId))
    expect(await readOrder(shop, staff, order)).toMatchObject({ paymentStatus: 'VOIDED', attentionReason: null })
  })

  test('is shown to staff, and only to them, when it is confirmed but nothing is sent', async () => {
    const bought = await buy(shop, ada)
    await shop.tell(PaymentAuthorized, bought.orderId, payment(bought.orderId))
    shop.clock.turn(3_601)
    const flagged = await until(shop, staff, bought.order, ({ attentionReason }) => attentionReason !== null)
    expect(flagged.attentionReason).toMatch(/no parcel/)
    expect(await readOrder(shop, ada, bought.order)).toMatchObject({ attentionReason: null })
    const list = await shop.ask<{ orders: { nodes: { id: string }[] } }>(
      staff,
      '{ orders(filter: { needsAttention: true }) { nodes { id attentionReason } } }',
    )
    expect(list.orders.nodes.map(({ id }) => id)).toContain(bought.order.id)
    await settle(shop, bought)
    // The parcel is there a moment before the carrier has confirmed it, which takes the reason away.
    const sent = await until(shop, staff, bought.order, ({ attentionReason }) => attentionReason === null)
    expect(sent.shipments.length).toBeGreaterThan(0)
  })
})
