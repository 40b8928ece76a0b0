import { createDatabase } from '@shop/subgraph/database'
import { createLog } from '@shop/subgraph/log'
import { transact } from '@shop/subgraph/transact'
import { StockCommitted } from '@shop/schema/events/inventory'
import { PaymentAuthorized, PaymentCaptured } from '@shop/schema/events/payments'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSandboxCarrier } from '../src/carrier/sandbox-carrier.ts'
import type { TrackingReport } from '../src/carrier/carrier.ts'
import type { Services } from '../src/context.ts'
import { PrismaClient } from '../src/generated/prisma/client.ts'
import { recordTrackingEvents, type ReportOutcome } from '../src/shipment/record-tracking-events.ts'
import { ADDRESS, startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { buy, payment, readOrder, until, uuidOf, type OrderAnswer } from './shopping.ts'

let shop: OrdersFixture
let ada: Person
let staff: Person
let services: Pick<Services, 'transact' | 'clock'>
let stopDatabase: () => Promise<void>
beforeAll(async () => {
  // The sandbox's parcels rest: the test is the carrier.
  shop = await startOrders({ carrierStepMs: 86_400_000 })
  ada = await shop.person()
  staff = await shop.person('STAFF')
  const log = createLog({ name: 'tracking-test', level: 'silent' })
  const database = createDatabase(shop.databaseUrl, PrismaClient, { log })
  services = { transact: (work) => transact(database.client, work), clock: shop.clock }
  stopDatabase = () => database.stop()
})
afterAll(async () => {
  await stopDatabase?.()
  await shop?.stop()
})

async function ship(parcels = 1): Promise<OrderAnswer> {
  const { order, orderId, variantId } = await buy(shop, ada, { quantity: parcels, price: 5_000 })
  const allocations = Array.from({ length: parcels }, () => ({ variantId, locationId: randomUUID(), quantity: 1 }))
  await shop.tell(PaymentAuthorized, orderId, payment(orderId))
  await shop.tell(PaymentCaptured, orderId, payment(orderId))
  await shop.tell(StockCommitted, orderId, { orderId, allocations })
  const isAnnounced = ({ trackingEvents }: OrderAnswer['shipments'][number]) => trackingEvents.length === 1
  return until(shop, ada, order, ({ shipments }) => shipments.length === parcels && shipments.every(isAnnounced))
}

/** A report of something that happens some minutes from now. */
function reportOf(order: OrderAnswer, status: TrackingReport['status'], minutes: number, parcel = 0): TrackingReport {
  return {
    carrier: 'sandbox',
    trackingCode: order.shipments[parcel]?.trackingCode ?? '',
    reportId: `${status}-${minutes}`,
    status,
    message: status,
    city: null,
    countryCode: null,
    occurredAt: new Date(shop.clock.now().getTime() + minutes * 60_000),
  }
}

async function report(...parameters: Parameters<typeof reportOf>): Promise<ReportOutcome | undefined> {
  const [outcome] = await recordTrackingEvents(services, [reportOf(...parameters)])
  return outcome
}

describe('a carrier’s report', () => {
  test('counts once, and not at all for a parcel that nobody knows', async () => {
    const order = await ship()
    expect(await Promise.all([report(order, 'IN_TRANSIT', 1), report(order, 'IN_TRANSIT', 1)])).toEqual(
      expect.arrayContaining(['RECORDED', 'DUPLICATE']),
    )
    const now = await readOrder(shop, ada, order)
    expect(now.shipments[0]).toMatchObject({ status: 'IN_TRANSIT' })
    expect(now.shipments[0]?.trackingEvents).toHaveLength(2)
    expect(await report({ ...order, shipments: [] }, 'DELIVERED', 5)).toBe('UNKNOWN_PARCEL')
  })

  test('counts among others as it does alone, also when they are about one order', async () => {
    const [one, two, other] = [await ship(), await ship(2), await ship()]
    const unknown = { ...one, shipments: [] }
    const outcomes = await recordTrackingEvents(services, [
      reportOf(two, 'DELIVERED', 3, 0),
      reportOf(one, 'OUT_FOR_DELIVERY', 2),
      reportOf(two, 'DELIVERED', 4, 1),
      reportOf(one, 'IN_TRANSIT', 1),
      reportOf(unknown, 'DELIVERED', 5),
      reportOf(one, 'IN_TRANSIT', 1),
      reportOf(other, 'RETURN_TO_SENDER', 1),
    ])
    const [news, again, lost] = ['RECORDED', 'DUPLICATE', 'UNKNOWN_PARCEL']
    expect(outcomes).toEqual([news, news, news, news, lost, again, news])
    expect(await readOrder(shop, ada, two)).toMatchObject({ status: 'COMPLETED', fulfillmentStatus: 'FULFILLED' })
    expect(await readOrder(shop, ada, other)).toMatchObject({ status: 'CANCELLED', fulfillmentStatus: 'RETURNED' })
    expect(await readOrder(shop, ada, one)).toMatchObject({
      status: 'CONFIRMED',
      shipments: [{ status: 'OUT_FOR_DELIVERY', trackingEvents: [{}, { status: 'IN_TRANSIT' }, {}] }],
    })
  })

  test('that comes late is history, and does not take a parcel back', async () => {
    const order = await ship()
    await report(order, 'OUT_FOR_DELIVERY', 30)
    await report(order, 'IN_TRANSIT', 10)
    expect((await readOrder(shop, ada, order)).shipments).toMatchObject([
      {
        status: 'OUT_FOR_DELIVERY',
        trackingEvents: [{ status: 'PRE_TRANSIT' }, { status: 'IN_TRANSIT' }, { status: 'OUT_FOR_DELIVERY' }],
      },
    ])
    await report(order, 'DELIVERED', 20)
    await report(order, 'OUT_FOR_DELIVERY', 40)
    expect(await readOrder(shop, ada, order)).toMatchObject({
      status: 'COMPLETED',
      shipments: [{ status: 'DELIVERED' }],
    })
  })

  test('is a change of the order when its parcel stands elsewhere, and not when it was only scanned again', async () => {
    const order = await ship()
    await report(order, 'IN_TRANSIT', 1)
    const moved = await readOrder(shop, ada, order)
    expect(moved.version).toBe(order.version + 1)
    await report(order, 'IN_TRANSIT', 2)
    const scanned = await readOrder(shop, ada, order)
    expect(scanned).toMatchObject({ version: moved.version, shipments: [{ trackingEvents: [{}, {}, {}] }] })
    await report(order, 'DELIVERED', 3)
    const [history] = await shop.query<{ told: string[] }>(
      `SELECT array_agg(data ->> 'status' ORDER BY position) AS told FROM outbox_events WHERE type = 'ShipmentStatusChanged' AND subject = $1`,
      [uuidOf('Order', order.id)],
    )
    expect(history?.told).toEqual(['IN_TRANSIT', 'DELIVERED'])
    expect(await readOrder(shop, ada, order)).toMatchObject({ version: moved.version + 1, status: 'COMPLETED' })
  })

  test('completes an order with its last parcel only', async () => {
    const order = await ship(2)
    await report(order, 'DELIVERED', 1, 0)
    expect(await readOrder(shop, ada, order)).toMatchObject({
      status: 'CONFIRMED',
      fulfillmentStatus: 'PARTIALLY_FULFILLED',
    })
    await report(order, 'DELIVERED', 2, 1)
    expect(await readOrder(shop, ada, order)).toMatchObject({ status: 'COMPLETED', fulfillmentStatus: 'FULFILLED' })
  })

  test('makes a return of a parcel that comes back while another was delivered', async () => {
    const order = await ship(2)
    await report(order, 'RETURN_TO_SENDER', 1, 0)
    await report(order, 'DELIVERED', 2, 1)
    expect(await readOrder(shop, ada, order)).toMatchObject({
      status: 'COMPLETED',
      fulfillmentStatus: 'PARTIALLY_FULFILLED',
      returns: [{ status: 'APPROVED', refundTotal: { amount: '50.00' }, lines: [{ quantity: 1 }] }],
    })
  })

  test('that a delivered parcel comes back after all makes a return of a completed order, once', async () => {
    const order = await ship()
    await report(order, 'DELIVERED', 1)
    await report(order, 'RETURN_TO_SENDER', 2)
    await report(order, 'RETURN_TO_SENDER', 3)
    await report(order, 'DELIVERED', 4)
    expect(await readOrder(shop, ada, order)).toMatchObject({
      status: 'COMPLETED',
      shipments: [{ status: 'RETURN_TO_SENDER' }],
      returns: [{ status: 'APPROVED', refundTotal: { amount: '50.00' }, lines: [{ quantity: 1 }] }],
    })
  })

  test('of a failure is shown to staff', async () => {
    const order = await ship()
    await report(order, 'FAILURE', 1)
    expect(await readOrder(shop, staff, order)).toMatchObject({
      status: 'CONFIRMED',
      attentionReason: expect.stringMatching(/could not be delivered/),
    })
  })
})

test('the sandbox carrier scans the other parcels when it cannot report one', async () => {
  const [stuck, other] = [await ship(), await ship()]
  const codes = [stuck, other].map(({ shipments }) => shipments[0]?.trackingCode)
  await shop.query(`CREATE FUNCTION refuse_report() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'refused by the test'; END $$`)
  await shop.query(`CREATE TRIGGER refuse BEFORE INSERT ON tracking_events FOR EACH ROW
    WHEN (NEW.report_id LIKE '${codes[0]}-%') EXECUTE FUNCTION refuse_report()`)
  // Both at once, and the one that fails first.
  await shop.query(
    `UPDATE sandbox_parcels SET next_scan_at = now() - CASE tracking_code WHEN $1 THEN interval '2 ms' ELSE interval '1 ms' END
     WHERE tracking_code IN ($1, $2)`,
    codes,
  )
  await until(shop, ada, other, ({ shipments }) => shipments[0]?.status === 'IN_TRANSIT')
  expect((await readOrder(shop, ada, stuck)).shipments[0]?.status).toBe('PRE_TRANSIT')
})

test('the sandbox carrier fetches nothing that was withdrawn, not even if its announcement arrives after that', async () => {
  const log = createLog({ name: 'carrier-test', level: 'silent' })
  const { client, stop } = createDatabase(shop.databaseUrl, PrismaClient, { log })
  const carrier = createSandboxCarrier({ database: client, clock: shop.clock, stepMs: 1 })
  const reference = randomUUID()
  const withdraw = () => carrier.withdraw({ reference, trackingCode: null })
  expect(await withdraw()).toBe(true)
  const to = { ...ADDRESS, line2: null, region: null, phone: null }
  const announced = await carrier.announce({ reference, locationId: randomUUID(), to })
  expect(await withdraw()).toBe(true)
  const [parcel] = await shop.query('SELECT step, next_scan_at FROM sandbox_parcels WHERE tracking_code = $1', [
    announced?.trackingCode,
  ])
  expect(parcel).toEqual({ step: 0, next_scan_at: null })
  await stop()
})

test.each([
  ['is told', 'CANCELLED', 'IN_TRANSIT'],
  ['and delivered, as it reported before it said so, is told', 'DELIVERED', 'DELIVERED'],
])(
  'a parcel that the carrier fetched although it was taken back while it was announced %s with what it brings',
  async (_what, before, after) => {
    const { order, orderId, variantId } = await buy(shop, ada)
    await shop.tell(PaymentAuthorized, orderId, { ...payment(orderId), capturedOn: 'SHIPMENT' })
    const [{ id: lineId } = { id: '' }] = await shop.query<{ id: string }>(
      'SELECT id FROM order_lines WHERE order_id = $1',
      [orderId],
    )
    // As it is left when the carrier's answer comes after that: with a tracking code, and to be asked for again.
    const [parcelId, code] = [randomUUID(), `LATE${randomUUID().slice(0, 8)}`]
    await shop.query(
      `INSERT INTO sandbox_parcels (tracking_code, reference, city, country_code, undeliverable, step, estimated_delivery_at, announced_at)
     VALUES ($1, $2, 'Amsterdam', 'NL', false, 2, now(), now())`,
      [code, parcelId],
    )
    await shop.query(
      `WITH parcel AS (
       INSERT INTO shipments (id, order_id, location_id, status, carrier, tracking_code, created_at, carrier_task, carrier_due_at)
       VALUES ($1, $2, gen_random_uuid(), $5::shipment_status, 'sandbox', $3, now(), 'WITHDRAW', now()) RETURNING id
     ) INSERT INTO shipment_lines (shipment_id, order_line_id, quantity) SELECT id, $4, 1 FROM parcel`,
      [parcelId, orderId, code, lineId, before],
    )
    await shop.tell(StockCommitted, orderId, {
      orderId,
      allocations: [{ variantId, locationId: randomUUID(), quantity: 1 }],
    })
    await until(shop, ada, order, ({ shipments }) => shipments.some(({ status }) => status === after))
    const told = await waitUntil(() => {
      const events = shop.events.filter(({ subject, type }) => subject === orderId && type === 'ShipmentCreated')
      return events.length > 0 && events
    })
    expect(told.map(({ data }) => data)).toMatchObject([
      { shipmentId: parcelId, trackingCode: code, amount: { amount: 2_495 }, shipped: { amount: 2_495 } },
    ])
  },
)
