import { OrderCancelled, OrderPlaced } from '@shop/schema/events/orders'
import { toGlobalId } from '@shop/subgraph/global-id'
import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startUsers, type UsersFixture } from './users-fixture.ts'
import {
  CREATE,
  DELETE,
  DELIVERIES,
  ENDPOINTS,
  NOTIFICATIONS,
  PING,
  REDELIVER,
  ROTATE,
  UPDATE,
} from './webhook-operations.ts'
import { startReceiver, type Received, type Receiver } from './webhook-receiver.ts'

const AT_HOME = {
  WEBHOOK_ALLOW_PRIVATE: 'true',
  WEBHOOK_ALLOW_HTTP: 'true',
  WEBHOOK_PORTS: 'any',
  WEBHOOK_TIMEOUT_MS: '1500',
}
const HOUR_MS = 3_600_000

let users: UsersFixture
let receiver: Receiver
let staff: string

beforeEach(async () => {
  users = await startUsers({ settings: AT_HOME })
  receiver = await startReceiver()
  const { id } = await users.register()
  await users.promote(id)
  // For as long as the clock is moved.
  staff = await users.sign(id, ['STAFF'], 30 * 86_400)
})
afterEach(async () => {
  await users?.stop()
  await receiver?.stop()
})

async function send(query: string, input: Record<string, unknown>) {
  const { data, errors } = await users.execute(query, { input }, staff)
  expect(errors).toBeUndefined()
  return data.answer
}

async function addEndpoint(url = receiver.url, eventTypes = ['order.placed', 'order.cancelled']) {
  const { endpoint, secret } = await send(CREATE, { url, eventTypes, description: 'stock keeping' })
  return { id: endpoint.id as string, secret: secret as string }
}

const MONEY = { amount: 1_990, currencyCode: 'EUR' }

function placeOrder(eventId: string = randomUUID(), orderId: string = randomUUID()): Promise<void> {
  const lines = [{ lineId: randomUUID(), variantId: randomUUID(), quantity: 2, unitPrice: MONEY }]
  const order = { orderId, number: 'SO-100001', ownerId: randomUUID(), total: MONEY }
  return users.publish(OrderPlaced, orderId, { ...order, paymentMethod: 'pm_card_visa', lines }, eventId)
}

/** As a merchant does it, with another's implementation of Standard Webhooks. Throws for a wrong signature. */
function verify({ body, headers }: Received, secret: string): Record<string, unknown> {
  return new Webhook(secret).verify(body, headers as Record<string, string>) as Record<string, unknown>
}

async function deliveriesOf(id: string, status?: string) {
  return (await users.execute(DELIVERIES, { id, status }, staff)).data.webhookEndpoint.deliveries.nodes
}

async function deliveryOf(id: string, status: string) {
  return waitUntil(async () => (await deliveriesOf(id, status))[0], { what: `a delivery that is ${status}` })
}

test('a merchant is told what they asked for, once, signed, and without what is none of their business', async () => {
  const { id, secret } = await addEndpoint()
  const [eventId, orderId] = [randomUUID(), randomUUID()]
  await placeOrder(eventId, orderId)
  await placeOrder(eventId, orderId)
  const [received] = (await receiver.expect(1)) as [Received]
  expect(received.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': eventId })
  expect(verify(received, secret)).toMatchObject({
    type: 'order.placed',
    version: 1,
    data: {
      order: { id: toGlobalId('Order', orderId), number: 'SO-100001' },
      total: { amount: '19.90', currencyCode: 'EUR' },
      lines: [{ quantity: 2, unitPrice: { amount: '19.90' } }],
    },
  })
  expect(received.body).not.toMatch(/pm_card|ownerId/)
  expect(() => verify({ ...received, body: received.body.replace('19.90', '0.01') }, secret)).toThrow('signature')
  const delivery = await deliveryOf(id, 'SUCCEEDED')
  expect(delivery).toMatchObject({ messageId: eventId, eventType: 'order.placed', payload: received.body })
  expect(delivery.attempts).toMatchObject([{ responseStatus: 200, responseBody: 'thanks', error: null }])
  expect(await deliveriesOf(id)).toHaveLength(1)
  expect(receiver.received).toHaveLength(1)
})

test('what fails is sent again later, with the same id and body, and staff may send it again themselves', async () => {
  const { id, secret } = await addEndpoint()
  receiver.answer = (response) => response.writeHead(500).end('x'.repeat(20_000))
  await placeOrder()
  const waiting = await waitUntil(async () => {
    const [delivery] = await deliveriesOf(id, 'PENDING')
    return delivery?.attempts.length === 1 && delivery
  })
  expect(waiting.attempts).toMatchObject([{ responseStatus: 500, error: 'The endpoint answered 500.' }])
  expect(waiting.attempts[0].responseBody).toBe('x'.repeat(1_000))
  receiver.answer = (response) => response.writeHead(204).end()
  users.travel(60_000)
  const done = await deliveryOf(id, 'SUCCEEDED')
  expect(done.attempts).toMatchObject([{ responseStatus: 204, error: null }, { responseStatus: 500 }])
  expect(await send(REDELIVER, { deliveryId: done.id })).toMatchObject({ delivery: { id: done.id }, userErrors: [] })
  const [first, , third] = (await receiver.expect(3)) as [Received, Received, Received]
  expect(third.headers['webhook-id']).toBe(first.headers['webhook-id'])
  expect(third.body).toBe(first.body)
  // Not by the package: it wants the time of now, and this clock is ahead.
  expect(third.headers['webhook-signature']).toBe(
    new Webhook(secret).sign(done.messageId, new Date(Number(third.headers['webhook-timestamp']) * 1_000), third.body),
  )
})

test('an endpoint that does not answer keeps no other waiting, and is given up after its time', async () => {
  const silent = await startReceiver()
  let open = 0
  let most = 0
  silent.answer = (response) => {
    open += 1
    most = Math.max(most, open)
    response.on('close', () => (open -= 1))
  }
  try {
    const { id: silentId } = await addEndpoint(silent.url)
    await addEndpoint()
    await Promise.all(Array.from({ length: 24 }, () => placeOrder()))
    const received = await receiver.expect(24)
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(24)
    // So many at once, and the others after them.
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(16)
    await waitUntil(async () =>
      (await deliveriesOf(silentId)).some(({ attempts }: { attempts: object[] }) => attempts.length > 0),
    )
    const [attempt] = (await deliveriesOf(silentId)).flatMap(({ attempts }: { attempts: object[] }) => attempts)
    expect(attempt).toMatchObject({ responseStatus: null, error: 'No answer within 1500 ms.' })
  } finally {
    await silent.stop()
  }
})

test('a redirect is not followed, wherever it leads', async () => {
  const inside = await startReceiver()
  try {
    const { id } = await addEndpoint()
    receiver.answer = (response) => response.writeHead(307, { location: inside.url }).end()
    await placeOrder()
    await receiver.expect(1)
    const delivery = await waitUntil(async () => {
      const [found] = await deliveriesOf(id)
      return found?.attempts.length > 0 && found
    })
    expect(delivery).toMatchObject({
      status: 'PENDING',
      attempts: [{ responseStatus: 307, error: 'Redirects are not followed.' }],
    })
    expect(inside.received).toEqual([])
  } finally {
    await inside.stop()
  }
})

test('an endpoint that takes nothing for three days is switched off, and staff is told', async () => {
  const { id } = await addEndpoint()
  receiver.answer = (response) => response.writeHead(503).end()
  await placeOrder()
  const state = async () => (await users.execute(DELIVERIES, { id }, staff)).data.webhookEndpoint
  await waitUntil(async () => (await state()).failingSince !== null)
  // Eleven attempts later.
  await users.pool.query(`UPDATE webhook_deliveries SET attempts = 12`)
  users.travel(3 * 24 * HOUR_MS)
  await waitUntil(async () => (await state()).disabledReason === 'FAILING', { what: 'the endpoint to be switched off' })
  const { deliveries, enabled } = await state()
  expect(enabled).toBe(false)
  expect(deliveries.nodes).toMatchObject([{ status: 'FAILED', nextAttemptAt: null }])
  expect(deliveries.nodes[0].attempts).toHaveLength(2)
  const { data } = await users.execute(NOTIFICATIONS, {}, staff)
  expect(data.me.notifications.nodes).toContainEqual({
    kind: 'WEBHOOK_DISABLED',
    title: 'A webhook was switched off',
    body: expect.stringContaining(receiver.url),
  })

  receiver.answer = (response) => response.end()
  await placeOrder()
  expect((await send(PING, { endpointId: id })).userErrors).toEqual([{ code: 'WEBHOOK_DISABLED' }])
  expect(await send(UPDATE, { id, enabled: true })).toMatchObject({ endpoint: { enabled: true, failingSince: null } })
  expect((await send(PING, { endpointId: id })).delivery).toMatchObject({ eventType: 'webhook.ping' })
  await deliveryOf(id, 'SUCCEEDED')
})

test('an answer that is none is a failure, and what is sent never again is given up', async () => {
  const { id } = await addEndpoint()
  receiver.answer = (response) =>
    response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')
  await placeOrder()
  const failed = await waitUntil(async () => {
    const [delivery] = await deliveriesOf(id, 'PENDING')
    return delivery?.attempts.length === 1 && delivery
  })
  expect(failed.attempts).toMatchObject([{ responseStatus: null, error: 'The connection ended without an answer.' }])

  // As if each of its senders had died.
  await users.pool.query(`UPDATE webhook_deliveries SET attempts = 13`)
  users.travel(HOUR_MS)
  const { attempts } = await deliveryOf(id, 'FAILED')
  expect(attempts[0]).toMatchObject({ responseStatus: null, error: 'Nothing came of 13 attempts.' })
  expect(receiver.received).toHaveLength(1)
})

test('what staff send again while its last attempt fails is sent again, and not given up', async () => {
  const { id } = await addEndpoint()
  receiver.answer = (response) => response.writeHead(500).end()
  await placeOrder()
  const waiting = await waitUntil(async () => {
    const [delivery] = await deliveriesOf(id, 'PENDING')
    return delivery?.attempts.length === 1 && delivery
  })
  await users.pool.query('UPDATE webhook_deliveries SET attempts = 12')
  let open: ServerResponse | undefined
  receiver.answer = (response) => (open = response)
  users.travel(HOUR_MS)
  await receiver.expect(2)
  expect((await send(REDELIVER, { deliveryId: waiting.id })).userErrors).toEqual([])
  open?.writeHead(500).end()
  await waitUntil(async () => (await deliveriesOf(id))[0].attempts.length >= 2)
  expect(await deliveriesOf(id, 'FAILED')).toEqual([])
  receiver.answer = (response) => response.end()
  users.travel(HOUR_MS)
  await deliveryOf(id, 'SUCCEEDED')
})

test('an endpoint that says it is gone is switched off at once', async () => {
  const { id } = await addEndpoint()
  receiver.answer = (response) => response.writeHead(410).end()
  await placeOrder()
  await waitUntil(
    async () => (await users.execute(ENDPOINTS, {}, staff)).data.webhookEndpoints[0].disabledReason === 'GONE',
  )
  expect(await deliveriesOf(id)).toMatchObject([{ status: 'FAILED' }])
})

test('a secret is shown once, is nowhere in the database, and is changed without a gap', async () => {
  const { id, secret } = await addEndpoint()
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
  const rotated = await send(ROTATE, { endpointId: id, overlapHours: 1 })
  expect(rotated.endpoint.secrets).toMatchObject([
    { hint: rotated.secret.slice(-4), expiresAt: null },
    { hint: secret.slice(-4), expiresAt: expect.any(String) },
  ])
  await placeOrder()
  const [received] = (await receiver.expect(1)) as [Received]
  for (const either of [secret, rotated.secret])
    expect(verify(received, either)).toMatchObject({ type: 'order.placed' })
  users.travel(2 * HOUR_MS)
  await placeOrder()
  const [, later] = (await receiver.expect(2)) as [Received, Received]
  expect(String(later.headers['webhook-signature']).split(' ')).toHaveLength(1)
  const { rows } = await users.pool.query('SELECT sealed FROM webhook_secrets')
  for (const { sealed } of rows as { sealed: Buffer }[]) {
    expect(sealed.includes(Buffer.from(secret.slice(6)))).toBe(false)
  }
  expect((await send(ROTATE, { endpointId: id, overlapHours: 1_000 })).userErrors).toEqual([{ code: 'OUT_OF_RANGE' }])
})

test('a secret that another key sealed signs nothing: the message waits until there is one that can', async () => {
  const { id } = await addEndpoint()
  await users.pool.query('UPDATE webhook_secrets SET sealed = set_byte(sealed, 12, get_byte(sealed, 12) # 1)')
  await placeOrder()
  const waiting = await waitUntil(async () => {
    const [delivery] = await deliveriesOf(id, 'PENDING')
    return delivery?.attempts.length === 1 && delivery
  })
  expect(waiting.attempts).toMatchObject([{ responseStatus: null, error: expect.stringContaining('rotate it') }])
  const { secret } = await send(ROTATE, { endpointId: id })
  users.travel(10_000)
  const [received] = (await receiver.expect(1)) as [Received]
  expect(
    new Webhook(secret).sign(
      waiting.messageId,
      new Date(Number(received.headers['webhook-timestamp']) * 1_000),
      received.body,
    ),
  ).toBe(received.headers['webhook-signature'])
})

test('an endpoint is told only of what it asked for, and of nothing once it is switched off or removed', async () => {
  const { id } = await addEndpoint(receiver.url, ['order.cancelled'])
  const orderId = randomUUID()
  await placeOrder(randomUUID(), orderId)
  await users.publish(OrderCancelled, orderId, { orderId, number: 'SO-1', ownerId: randomUUID(), reason: 'STAFF' })
  const [received] = (await receiver.expect(1)) as [Received]
  expect(JSON.parse(received.body)).toMatchObject({ type: 'order.cancelled', data: { reason: 'STAFF' } })
  await send(UPDATE, { id, enabled: false, eventTypes: ['order.placed'] })
  await placeOrder()
  expect(await send(DELETE, { id })).toEqual({ deletedWebhookEndpointId: id, userErrors: [] })
  expect(await send(DELETE, { id })).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] })
  expect(receiver.received).toHaveLength(1)
})

test('what waits for an endpoint that is off goes when it has waited as long as messages are kept', async () => {
  const { id } = await addEndpoint()
  receiver.answer = (response) => response.writeHead(500).end()
  await placeOrder()
  await waitUntil(async () => (await deliveriesOf(id, 'PENDING'))[0]?.attempts.length === 1)
  users.travel(24 * HOUR_MS)
  await send(UPDATE, { id, enabled: false })
  const countAfter = async (days: number) => {
    users.travel(days * 24 * HOUR_MS)
    await users.restart({})
    return (await users.pool.query('SELECT FROM webhook_deliveries')).rowCount
  }
  expect(await countAfter(29)).toBe(1)
  expect(await countAfter(2)).toBe(0)
})

test('webhooks are for staff, and only go where they may', async () => {
  const customer = (await users.register()).accessToken
  for (const [query, input] of [
    [CREATE, { url: receiver.url, eventTypes: ['order.placed'] }],
    [DELETE, { id: toGlobalId('WebhookEndpoint', randomUUID()) }],
    [PING, { endpointId: toGlobalId('WebhookEndpoint', randomUUID()) }],
  ] as const) {
    const { errors } = await users.execute(query, { input }, customer)
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
  }
  expect((await users.execute(ENDPOINTS, {}, customer)).errors).toBeDefined()
  const { webhookEventTypes } = (await users.execute(ENDPOINTS, {}, staff)).data
  expect(webhookEventTypes).toContainEqual({ name: 'order.placed', description: expect.any(String), version: 1 })
  const refused = await send(CREATE, { url: 'file:///etc/passwd', eventTypes: ['order.eaten'] })
  expect(refused.userErrors).toEqual([
    { code: 'INVALID_WEBHOOK_URL', field: ['input', 'url'] },
    { code: 'UNKNOWN_EVENT_TYPE', field: ['input', 'eventTypes', '0'] },
  ])
})
