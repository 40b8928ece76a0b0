import { afterAll, beforeAll, expect, it } from 'vitest'
import { codesOf, CREATE_KEY, EXCHANGE_KEY, LOGOUT, ME, REVOKE_KEY } from './operations.ts'
import { startUsers } from './users-fixture.ts'
import type { UsersFixture } from './users-fixture.ts'

let users: UsersFixture

beforeAll(async () => void (users = await startUsers()))
afterAll(() => users.stop())

async function registerStaff() {
  const user = await users.register()
  return { ...user, accessToken: await users.promote(user.id) }
}

const create = async (bearer: string, label = 'Nightly export') =>
  (await users.execute(CREATE_KEY, { input: { label } }, bearer)).data.createApiKey

const exchange = async (secret: string) =>
  (await users.execute(EXCHANGE_KEY, { input: { secret } })).data.exchangeApiKey

it('lets a program act as its maker until the key is revoked', async () => {
  const staff = await registerStaff()
  const { apiKey, secret } = await create(staff.accessToken, ' Nightly export ')
  expect(apiKey).toMatchObject({ label: 'Nightly export', prefix: secret.slice(0, 12) })
  expect(secret).toMatch(/^csk_[\w-]{43}$/)

  const { tokens } = await exchange(secret)
  expect(tokens.refreshToken).toBeNull()
  expect(await users.verifyToken(tokens.accessToken)).toMatchObject({ id: staff.id, roles: ['STAFF'] })
  const { me } = (await users.execute(ME, {}, tokens.accessToken)).data
  expect(me.apiKeys).toEqual([{ ...apiKey, lastUsedAt: expect.any(String), revokedAt: null }])

  const input = { id: apiKey.id }
  const { revokeApiKey } = (await users.execute(REVOKE_KEY, { input }, staff.accessToken)).data
  expect(revokeApiKey.apiKey.revokedAt).toEqual(expect.any(String))
  users.travel(5_000)
  expect((await users.execute(REVOKE_KEY, { input }, staff.accessToken)).data).toEqual({ revokeApiKey })
  expect(codesOf(await exchange(secret))).toEqual(['input.secret: INVALID_CREDENTIALS'])
})

it('keeps nothing of the secret but its hash and its first characters', async () => {
  const staff = await registerStaff()
  const { secret } = await create(staff.accessToken)
  const { rows } = await users.pool.query('SELECT * FROM api_keys')
  expect(JSON.stringify(rows)).not.toContain(secret.slice(13))
  expect(codesOf(await exchange(secret.slice(0, 12)))).toEqual(['input.secret: INVALID_CREDENTIALS'])
})

it('gives the roles that its maker has now, not those of then', async () => {
  const staff = await registerStaff()
  const { secret } = await create(staff.accessToken)
  await users.pool.query(`UPDATE users SET roles = '{CUSTOMER}' WHERE id = $1`, [staff.id])
  const { tokens } = await exchange(secret)
  expect(await users.verifyToken(tokens.accessToken)).toMatchObject({ roles: ['CUSTOMER'] })
})

it('is for staff, and revoked by its maker only', async () => {
  const customer = await users.register()
  const denied = await users.execute(CREATE_KEY, { input: { label: 'x' } }, customer.accessToken)
  expect(denied.errors[0].extensions.code).toBe('FORBIDDEN')
  const nobody = await users.execute(CREATE_KEY, { input: { label: 'x' } })
  expect(nobody.errors[0].extensions.code).toBe('UNAUTHENTICATED')

  const staff = await registerStaff()
  const other = await registerStaff()
  const { apiKey, secret } = await create(staff.accessToken)
  const foreign = await users.execute(REVOKE_KEY, { input: { id: apiKey.id } }, other.accessToken)
  expect(codesOf(foreign.data.revokeApiKey)).toEqual(['input.id: NOT_FOUND'])
  expect(codesOf(await exchange(secret))).toEqual([])
})

it('has a label of 1 to 100 characters, and at most twenty work', async () => {
  const staff = await registerStaff()
  expect(codesOf(await create(staff.accessToken, ' '))).toEqual(['input.label: BLANK'])
  expect(codesOf(await create(staff.accessToken, 'x'.repeat(101)))).toEqual(['input.label: TOO_LONG'])
  const answers = await Promise.all(Array.from({ length: 22 }, () => create(staff.accessToken, 'x'.repeat(100))))
  expect(answers.flatMap(codesOf)).toEqual(['-: LIMIT_REACHED', '-: LIMIT_REACHED'])
})

it('has no session that could be ended', async () => {
  const staff = await registerStaff()
  const { tokens } = await exchange((await create(staff.accessToken)).secret)
  const { data } = await users.execute(LOGOUT, { input: {} }, tokens.accessToken)
  expect(codesOf(data.logout)).toEqual(['-: NOT_FOUND'])
})
