import { OrderPlaced } from '@shop/schema/events/orders'
import type { EventEnvelope } from '@shop/events/envelope'
import { createTestDatabase } from '@shop/testkit/database'
import { waitUntil } from '@shop/testkit/wait-until'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { generateSigningKey } from '../src/tokens/signing-key.ts'
import { startUsers, type UsersFixture } from './users-fixture.ts'
import { CREATE, DELIVERIES, PING } from './webhook-operations.ts'
import { startReceiver, type Receiver } from './webhook-receiver.ts'

const KILLED = fileURLToPath(new URL('fixtures/killed-while-sending.ts', import.meta.url))

let users: UsersFixture | undefined
let receiver: Receiver | undefined

afterEach(async () => {
  await users?.stop()
  await receiver?.stop()
  users = undefined
  receiver = undefined
})

/** A resolver that gives these answers, one after the other, and then the last one for ever. */
function resolveTo(...answers: string[][]): LookupFunction {
  return (_hostname, _options, callback) => {
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? []
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
}

test.each([
  { what: 'to this machine', addresses: ['127.0.0.1'] },
  { what: 'to this machine, said in IPv6', addresses: ['::ffff:127.0.0.1'] },
  { what: 'to the metadata of a cloud', addresses: ['169.254.169.254'] },
  { what: 'to the internet and to this machine', addresses: ['8.8.8.8', '127.0.0.1'] },
])('a name that leads $what is not connected to, whatever it led to before', async ({ addresses }) => {
  receiver = await startReceiver()
  const port = new URL(receiver.url).port
  users = await startUsers({
    settings: { WEBHOOK_ALLOW_HTTP: 'true', WEBHOOK_PORTS: port },
    lookup: resolveTo(addresses),
  })
  const staff = await users.promote((await users.register()).id)
  const input = { url: `http://hooks.example.com:${port}/hook`, eventTypes: ['order.placed'] }
  const { endpoint } = (await users.execute(CREATE, { input }, staff)).data.answer
  await users.execute(PING, { input: { endpointId: endpoint.id } }, staff)
  const [attempt] = await attemptsOf(users, endpoint.id, staff)
  expect(attempt).toMatchObject({
    responseStatus: null,
    error: 'hooks.example.com leads to an address that is not allowed.',
  })
  expect(receiver.received).toEqual([])
})

test('what was sent when the process was killed is sent again by another, with the same id', async () => {
  receiver = await startReceiver()
  const database = await createTestDatabase('users')
  const settings = {
    USERS_SIGNING_KEY: await generateSigningKey(),
    WEBHOOK_ALLOW_PRIVATE: 'true',
    WEBHOOK_ALLOW_HTTP: 'true',
    WEBHOOK_PORTS: 'any',
  }
  try {
    users = await startUsers({ settings, databaseUrl: database.url })
    const staff = await users.promote((await users.register()).id)
    const input = { url: receiver.url, eventTypes: ['order.placed'] }
    await users.execute(CREATE, { input }, staff)
    await users.stop()
    users = undefined

    // The first that comes is never answered: its sender dies.
    receiver.answer = () => undefined
    const event = placedOrder()
    const child = spawn(process.execPath, [KILLED, database.url, JSON.stringify(settings), JSON.stringify(event)], {
      stdio: 'inherit',
    })
    await receiver.expect(1)
    child.kill('SIGKILL')
    await once(child, 'exit')

    receiver.answer = (response) => response.end()
    users = await startUsers({ settings, databaseUrl: database.url })
    users.travel(60_000)
    const [first, second] = await receiver.expect(2)
    expect(second?.headers['webhook-id']).toBe(event.id)
    expect(second?.body).toBe(first?.body)
    const done = () => users?.pool.query(`SELECT FROM webhook_deliveries WHERE status = 'SUCCEEDED' AND attempts = 2`)
    await waitUntil(async () => (await done())?.rowCount === 1)
  } finally {
    await users?.stop()
    users = undefined
    await database.drop()
  }
})

async function attemptsOf(from: UsersFixture, id: string, staff: string): Promise<Record<string, unknown>[]> {
  return waitUntil(async () => {
    const { data } = await from.execute(DELIVERIES, { id }, staff)
    const attempts = data.webhookEndpoint.deliveries.nodes.flatMap((node: { attempts: object[] }) => node.attempts)
    return attempts.length > 0 && attempts
  })
}

function placedOrder(): EventEnvelope {
  const [orderId, total] = [randomUUID(), { amount: 100, currencyCode: 'EUR' }]
  const order = { orderId, number: 'SO-1', ownerId: randomUUID(), total }
  const data = { ...order, paymentMethod: 'pm_card_visa', lines: [] }
  const { producer, type } = OrderPlaced
  return { id: randomUUID(), type, producer, subject: orderId, occurredAt: new Date().toISOString(), data }
}
