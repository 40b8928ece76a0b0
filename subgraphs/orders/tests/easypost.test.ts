import { createHash, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { StockCommitted } from '@shop/schema/events/inventory'
import { PaymentAuthorized, PaymentCaptured } from '@shop/schema/events/payments'
import { toGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signEasyPostBody } from '../src/carrier/easypost-signature.ts'
import { startOrders, type OrdersFixture, type Person } from './orders-fixture.ts'
import { buy, payment, readOrder, type OrderAnswer } from './shopping.ts'

const SECRET = 'a secret with an é that has two forms'
const HAND_OVER = `mutation ($input: HandOverShipmentInput!) { handOverShipment(input: $input) {
  shipment { id carrier trackingCode status } userErrors { code } } }`
const PLANNED = `query ($id: ID!) { order(id: $id) { attentionReason plannedShipments { id lines { quantity } } } }`
const PARCEL = `query ($id: ID!) { order(id: $id) { shipments { status estimatedDeliveryAt deliveredAt
  trackingEvents { status message city countryCode occurredAt } } } }`

/** The parts of EasyPost's API that we use. */
type EasyPost = {
  url: string
  asked: { authorization: string | undefined; body: unknown }[]
  fail: number
  server: Server
}

async function startEasyPost(): Promise<EasyPost> {
  const easyPost: EasyPost = { url: '', asked: [], fail: 0, server: createServer() }
  easyPost.server.on('request', async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
    easyPost.asked.push({ authorization: request.headers.authorization, body })
    const isRight = request.method === 'POST' && request.url === '/v2/trackers'
    const status = isRight ? (easyPost.fail-- > 0 ? 503 : 200) : 404
    response.writeHead(status, { 'content-type': 'application/json' })
    const { tracking_code, carrier } = body.tracker
    // As EasyPost does, in a spelling of its own.
    const tracker = { id: `trk_${tracking_code}`, tracking_code, carrier: carrier.toUpperCase() }
    response.end(JSON.stringify({ ...tracker, est_delivery_date: '2026-12-01T00:00:00Z', tracking_details: [] }))
  })
  easyPost.server.listen(0, '127.0.0.1')
  await once(easyPost.server, 'listening')
  easyPost.url = `http://127.0.0.1:${(easyPost.server.address() as AddressInfo).port}`
  return easyPost
}

let easyPost: EasyPost
let shop: OrdersFixture
let ada: Person
let staff: Person
beforeAll(async () => {
  easyPost = await startEasyPost()
  shop = await startOrders({
    easyPost: { url: easyPost.url, apiKey: 'EZTK-key', webhookSecret: SECRET, timeoutMs: 5_000 },
  })
  ada = await shop.person()
  staff = await shop.person('STAFF')
})
afterAll(async () => {
  await shop?.stop()
  easyPost?.server.close()
})

type Planned = { attentionReason: string | null; plannedShipments: { id: string; lines: object[] }[] | null }

/** An order whose parcel waits for somebody who brings it away. */
async function planParcel(): Promise<{ order: OrderAnswer; shipmentId: string }> {
  const { order, orderId, variantId } = await buy(shop, ada)
  await shop.tell(PaymentAuthorized, orderId, payment(orderId))
  await shop.tell(PaymentCaptured, orderId, payment(orderId))
  const allocations = [{ variantId, locationId: randomUUID(), quantity: 1 }]
  await shop.tell(StockCommitted, orderId, { orderId, allocations })
  const planned = await waitUntil(async () => {
    const { order: now } = await shop.ask<{ order: Planned }>(staff, PLANNED, { id: order.id })
    return now.attentionReason !== null && now
  })
  expect(planned).toMatchObject({ attentionReason: expect.stringMatching(/handed over/) })
  return { order, shipmentId: planned.plannedShipments?.[0]?.id ?? '' }
}

async function handOver(shipmentId: string, trackingCode: string, person = staff) {
  const input = { idempotencyKey: randomUUID(), shipmentId, carrier: 'ups', trackingCode }
  type Answer = { handOverShipment: { shipment: object | null; userErrors: { code: string }[] } }
  return (await shop.ask<Answer>(person, HAND_OVER, { input })).handOverShipment
}

type Detail = { status: string; minute: number; city?: string }
const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 9, minute)).toISOString()

function webhook(
  trackingCode: string,
  details: Detail[],
  estimate: { deliveryAt: string; updatedAt: string } | null = null,
) {
  const result = {
    object: 'Tracker',
    id: `trk_${trackingCode}`,
    tracking_code: trackingCode,
    carrier: 'UPS',
    status: details.at(-1)?.status,
    est_delivery_date: estimate?.deliveryAt ?? null,
    updated_at: estimate?.updatedAt ?? null,
    tracking_details: details.map(({ status, minute, city = 'Utrecht' }) => ({
      object: 'TrackingDetail',
      status,
      message: `it is ${status}`,
      datetime: at(minute),
      tracking_location: { city, state: null, country: 'NL', zip: null },
    })),
  }
  return { id: `evt_${randomUUID()}`, object: 'Event', description: 'tracker.updated', result }
}

function post(event: object, headers: Record<string, string> = {}): Promise<Response> {
  const body = JSON.stringify(event)
  const signature = signEasyPostBody(Buffer.from(body), SECRET)
  return shop.deliver('/webhooks/easypost', {
    method: 'POST',
    body,
    headers: { 'x-hmac-signature': signature, ...headers },
  })
}

async function settled(): Promise<void> {
  const open = 'SELECT id FROM carrier_webhooks WHERE settled_at IS NULL'
  await waitUntil(async () => (await shop.query(open)).length === 0, { what: 'webhooks to take effect' })
}

type Parcel = { status: string; estimatedDeliveryAt: string | null; trackingEvents: { status: string }[] }
const parcelOf = async (order: OrderAnswer) =>
  (await shop.ask<{ order: { shipments: Parcel[] } }>(ada, PARCEL, { id: order.id })).order.shipments[0] as Parcel

test('a parcel that was handed over is followed by EasyPost from its number to the door', async () => {
  const { order, shipmentId } = await planParcel()
  easyPost.fail = 1
  expect(await handOver(shipmentId, '1Z1')).toMatchObject({
    shipment: { id: shipmentId, carrier: 'ups', trackingCode: '1Z1', status: 'PRE_TRANSIT' },
    userErrors: [],
  })
  const renamed = `SELECT carrier FROM shipments WHERE tracking_code = '1Z1' AND carrier = 'UPS'`
  await waitUntil(async () => (await shop.query(renamed)).length === 1, {
    what: 'EasyPost to be told',
    timeoutMs: 15_000,
  })
  expect(easyPost.asked.at(-1)).toEqual({
    authorization: `Basic ${Buffer.from('EZTK-key:').toString('base64')}`,
    body: { tracker: { tracking_code: '1Z1', carrier: 'ups' } },
  })
  const way = [
    { status: 'pre_transit', minute: 0 },
    { status: 'in_transit', minute: 5 },
    { status: 'out_for_delivery', minute: 20, city: 'Amsterdam' },
  ]
  const estimate = { deliveryAt: '2026-11-28T12:00:00.000Z', updatedAt: at(21) }
  expect((await post(webhook('1Z1', way, estimate))).status).toBe(200)
  await settled()
  expect(await parcelOf(order)).toMatchObject({
    status: 'OUT_FOR_DELIVERY',
    estimatedDeliveryAt: '2026-11-28T12:00:00.000Z',
    trackingEvents: [
      { status: 'PRE_TRANSIT' },
      { status: 'IN_TRANSIT' },
      { city: 'Amsterdam', countryCode: 'NL', occurredAt: at(20) },
    ],
  })
  // With all of the history again, and an estimate that is older.
  const end = [...way, { status: 'delivered', minute: 40, city: 'Amsterdam' }]
  await post(webhook('1Z1', end, { deliveryAt: '2026-12-24T12:00:00.000Z', updatedAt: at(2) }))
  await settled()
  const delivered = await parcelOf(order)
  expect(delivered).toMatchObject({ status: 'DELIVERED', estimatedDeliveryAt: '2026-11-28T12:00:00.000Z' })
  expect(delivered.trackingEvents).toHaveLength(4)
  expect(await readOrder(shop, ada, order)).toMatchObject({ status: 'COMPLETED', fulfillmentStatus: 'FULFILLED' })
})

test('a webhook takes effect once, and also when it comes before the number is known here', async () => {
  const { order, shipmentId } = await planParcel()
  const early = webhook('1Z2', [{ status: 'in_transit', minute: 5 }])
  expect([(await post(early)).status, (await post(early)).status]).toEqual([200, 200])
  const waiting = 'SELECT attempts FROM carrier_webhooks WHERE id = $1 AND attempts > 0'
  await waitUntil(async () => (await shop.query(waiting, [early.id])).length === 1, { what: 'the first attempt' })
  await handOver(shipmentId, '1Z2')
  shop.clock.turn(60)
  await settled()
  expect((await parcelOf(order)).trackingEvents).toMatchObject([{ status: 'IN_TRANSIT' }])
})

test('nobody but EasyPost can report: a wrong signature, none, or another body is refused and leaves nothing', async () => {
  const event = webhook('1Z1', [{ status: 'failure', minute: 50 }])
  const other = signEasyPostBody(Buffer.from('{}'), SECRET)
  for (const headers of [
    { 'x-hmac-signature': '' },
    { 'x-hmac-signature': other },
    { 'x-hmac-signature': `${other}0` },
  ]) {
    expect((await post(event, headers)).status).toBe(401)
  }
  expect(await shop.query('SELECT id FROM carrier_webhooks WHERE id = $1', [event.id])).toEqual([])
  expect((await shop.deliver('/webhooks/easypost', {})).status).toBe(405)
  // Signed, but nothing of ours.
  expect((await post({ id: 'evt_1', description: 'batch.created', result: {} })).status).toBe(200)
  expect((await post(['no event'])).status).toBe(200)
  await settled()
})

test('the secret counts in its normalized form, as EasyPost takes it', () => {
  const body = Buffer.from('{}')
  expect(signEasyPostBody(body, 'caf\u00e9')).toBe(signEasyPostBody(body, 'cafe\u0301'))
  expect(signEasyPostBody(body, 'x')).toMatch(/^hmac-sha256-hex=[0-9a-f]{64}$/)
})

test('only staff hand parcels over, each once, and no number is of two parcels', async () => {
  const [one, two] = [await planParcel(), await planParcel()]
  expect(
    await shop.codes(ada, HAND_OVER, {
      input: { idempotencyKey: 'k', shipmentId: one.shipmentId, carrier: 'UPS', trackingCode: 'T' },
    }),
  ).toEqual(['FORBIDDEN'])
  expect((await shop.ask<{ order: Planned }>(ada, PLANNED, { id: one.order.id })).order.plannedShipments).toBeNull()
  await handOver(one.shipmentId, '1Z3')
  expect((await handOver(one.shipmentId, '1Z4')).userErrors).toMatchObject([{ code: 'ALREADY_HANDED_OVER' }])
  expect((await handOver(two.shipmentId, ' ')).userErrors).toMatchObject([{ code: 'BLANK' }])
  expect((await handOver(two.shipmentId, '1Z3')).userErrors).toMatchObject([{ code: 'TRACKING_CODE_TAKEN' }])
  expect((await handOver(toGlobalId('Shipment', randomUUID()), '1Z5')).userErrors).toMatchObject([
    { code: 'NOT_FOUND' },
  ])
})

test('webhooks in any order, any of them twice, end in the same parcel', async () => {
  const details: Detail[] = [
    { status: 'pre_transit', minute: 0 },
    { status: 'in_transit', minute: 5 },
    { status: 'failure', minute: 9 },
    { status: 'in_transit', minute: 12 },
    { status: 'out_for_delivery', minute: 20 },
  ]
  const ends = new Set<string>()
  const order = fc.shuffledSubarray([...details, ...details], { minLength: 10, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(order, async (told) => {
      const { order: bought, shipmentId } = await planParcel()
      const code = createHash('sha256').update(shipmentId).digest('hex').slice(0, 12)
      await handOver(shipmentId, code)
      await waitUntil(
        async () =>
          (await shop.query(`SELECT FROM shipments WHERE tracking_code = $1 AND carrier = 'UPS'`, [code])).length === 1,
      )
      await Promise.all(told.map((detail) => post(webhook(code, [detail]))))
      await settled()
      const { status, trackingEvents } = await parcelOf(bought)
      ends.add(JSON.stringify([status, trackingEvents.map((event) => event.status)]))
    }),
    { numRuns: 4, endOnFailure: true },
  )
  expect([...ends]).toEqual([
    JSON.stringify(['OUT_FOR_DELIVERY', ['PRE_TRANSIT', 'IN_TRANSIT', 'FAILURE', 'IN_TRANSIT', 'OUT_FOR_DELIVERY']]),
  ])
})
