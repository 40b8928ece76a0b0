import { OrderConfirmed } from '@shop/schema/events/orders'
import { SessionsEnded } from '@shop/schema/events/users'
import { nextEvent, streamOf } from '@shop/testkit/live'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHANGE_PASSWORD, CREATE_KEY, ERASE, EXCHANGE_KEY, LOGOUT, REVOKE_KEY, UPDATE_ROLES } from './operations.ts'
import { PASSWORD, startUsers, type UsersFixture } from './users-fixture.ts'

const FOLLOW = `subscription { notificationReceived { id kind title body orderId createdAt readAt } }`

type Notification = { kind: string; title: string; createdAt: string }

let users: UsersFixture
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users?.stop())

const confirm = (ownerId: string, number: string) =>
  users.publish(OrderConfirmed, randomUUID(), { orderId: randomUUID(), number, ownerId })

const open = async (bearer: string, resumeFrom?: string) => streamOf(await users.follow(FOLLOW, bearer, resumeFrom))

test('a notification is told when it is written, to its user only, and again to who missed it', async () => {
  const [ada, eve] = [await users.register(), await users.register()]
  const stream = await open(ada.accessToken)
  const begin = await nextEvent<Notification | null>(stream)
  expect(begin).toEqual({ value: null, cursor: expect.any(String) })
  await confirm(eve.id, 'SO-7')
  await confirm(ada.id, 'SO-8')
  const told = await nextEvent<Notification>(stream)
  expect(told).toMatchObject({
    value: { kind: 'ORDER_CONFIRMED', title: expect.stringContaining('SO-8'), readAt: null },
  })
  expect(told.value.createdAt).toMatch(/Z$/)
  await stream.return(undefined)
  await confirm(ada.id, 'SO-9')
  const resumed = await open(ada.accessToken, begin.cursor)
  const titles = [await nextEvent<Notification>(resumed), await nextEvent<Notification>(resumed)].map(
    ({ value }) => value.title,
  )
  expect(titles).toEqual([expect.stringContaining('SO-8'), expect.stringContaining('SO-9')])
  await resumed.return(undefined)
  // Another user's cursor is none of theirs.
  expect(await nextEvent(await open(eve.accessToken, told.cursor))).toMatchObject({ value: null, gap: true })
})

test('guests and nobody get none', async () => {
  const guest = await users.sign(randomUUID(), ['GUEST'])
  for (const bearer of [guest, null]) {
    expect(await users.follow(FOLLOW, bearer)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  }
})

test('signing out, another password, other roles, a revoked key and erasure end what is followed with the old rights', async () => {
  const endings: Record<string, (user: Awaited<ReturnType<UsersFixture['register']>>) => Promise<unknown>> = {
    'signing out': (user) => users.execute(LOGOUT, { input: {} }, user.accessToken),
    password: async (user) => {
      const other = (await users.login(user.email)).tokens.accessToken
      const input = { currentPassword: PASSWORD, newPassword: 'another horse battery' }
      return users.execute(CHANGE_PASSWORD, { input }, other)
    },
    roles: async (user) => {
      const admin = await users.register()
      const input = { userId: user.globalId, roles: ['STAFF'] }
      return users.execute(UPDATE_ROLES, { input }, await users.promote(admin.id, 'ADMIN'))
    },
    erasure: (user) => users.execute(ERASE, { input: { password: PASSWORD } }, user.accessToken),
  }
  for (const [way, end] of Object.entries(endings)) {
    const user = await users.register()
    const stream = await open(user.accessToken)
    await nextEvent(stream)
    expect(JSON.stringify(await end(user)), way).not.toContain('"code"')
    expect(await nextEvent(stream), way).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await nextEvent(await open(user.accessToken)), way).toMatchObject({ code: 'UNAUTHENTICATED' })
    await users.expectTold(SessionsEnded.type, user.id)
  }
})

test('a revoked API key ends what is followed with it', async () => {
  const user = await users.register()
  const staff = await users.promote(user.id)
  const { data } = await users.execute(CREATE_KEY, { input: { label: 'till' } }, staff)
  const { secret, apiKey } = data.createApiKey
  const exchanged = await users.execute(EXCHANGE_KEY, { input: { secret } })
  const stream = await open(exchanged.data.exchangeApiKey.tokens.accessToken)
  await nextEvent(stream)
  await users.execute(REVOKE_KEY, { input: { id: apiKey.id } }, staff)
  expect(await nextEvent(stream)).toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('other roles end what is followed with an API key, which goes on with tokens of the new roles', async () => {
  const user = await users.register()
  const admin = await users.register()
  const { data } = await users.execute(CREATE_KEY, { input: { label: 'till' } }, await users.promote(user.id))
  const { secret } = data.createApiKey
  const exchange = async (): Promise<string> =>
    (await users.execute(EXCHANGE_KEY, { input: { secret } })).data.exchangeApiKey.tokens.accessToken
  const before = await exchange()
  const stream = await open(before)
  await nextEvent(stream)
  const input = { userId: user.globalId, roles: ['CUSTOMER'] }
  await users.execute(UPDATE_ROLES, { input }, await users.promote(admin.id, 'ADMIN'))
  expect(await nextEvent(stream)).toMatchObject({ code: 'UNAUTHENTICATED' })
  expect(await nextEvent(await open(before))).toMatchObject({ code: 'UNAUTHENTICATED' })
  // The time in a token is in whole seconds: one of the same second may be one of before.
  await delay(1_001)
  const after = await open(await exchange())
  expect(await nextEvent(after)).toMatchObject({ cursor: expect.any(String) })
  await after.return(undefined)
})

test('an erased account leaves nothing in the log of changes', async () => {
  const user = await users.register()
  await confirm(user.id, 'SO-11')
  const count = `SELECT count(*)::int AS count FROM live_changes WHERE data->>'user_id' = $1`
  expect((await users.pool.query(count, [user.id])).rows[0].count).toBeGreaterThan(0)
  await users.execute(ERASE, { input: { password: PASSWORD } }, user.accessToken)
  expect((await users.pool.query(count, [user.id])).rows[0].count).toBe(0)
})
