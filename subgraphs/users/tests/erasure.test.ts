import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codesOf, CREATE_ADDRESS, CREATE_KEY, ENTITIES, ERASE, EXCHANGE_KEY, ME, REFRESH } from './operations.ts'
import { PASSWORD, startUsers } from './users-fixture.ts'
import type { UsersFixture } from './users-fixture.ts'

let users: UsersFixture

beforeAll(async () => void (users = await startUsers()))
afterAll(() => users.stop())

const ADDRESS = { recipient: 'Ada', line1: 'Gracht 1', city: 'Delft', postalCode: '2611', countryCode: 'NL' }

const erase = async (bearer: string, password: string = PASSWORD) =>
  (await users.execute(ERASE, { input: { password } }, bearer)).data?.eraseAccount

/** Every table of the database, whatever it is for, in which a row has the text. */
async function tablesThatSay(text: string): Promise<string[]> {
  const { rows } = await users.pool.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  )
  const found = await Promise.all(
    rows.map(async ({ name }) => {
      const said = await users.pool.query(`SELECT FROM ${name} AS one WHERE strpos(one::text, $1) > 0 LIMIT 1`, [text])
      return said.rowCount === 0 ? [] : [name]
    }),
  )
  return found.flat()
}

it('erases everything that tells who it was, and tells the others', async () => {
  const familyName = `Lindqvist-${randomUUID()}`
  const ada = await users.register({ familyName })
  const staff = await users.promote(ada.id)
  await users.execute(CREATE_ADDRESS, { input: { address: ADDRESS } }, ada.accessToken)
  const order = { data: { ownerId: ada.id, email: ada.email } }
  await users.pool.query(
    `INSERT INTO dead_letters (id, consumer, event_id, event, attempts, error, failed_at)
     VALUES (gen_random_uuid(), 'users', gen_random_uuid(), $1, 3, 'down', now())`,
    [order],
  )
  const { secret } = (await users.execute(CREATE_KEY, { input: { label: 'x' } }, staff)).data.createApiKey
  await users.login(ada.email, 'wrong password')

  expect(await erase(ada.accessToken)).toEqual({ erasedUserId: ada.globalId, userErrors: [] })
  expect((await users.expectTold('UserErased', ada.id)).data).toEqual({ userId: ada.id })

  expect(await tablesThatSay(ada.email)).toEqual([])
  expect(await tablesThatSay(familyName)).toEqual([])
  const owned = ['addresses', 'sessions', 'notifications', 'api_keys']
  for (const table of owned) {
    expect((await users.pool.query(`SELECT * FROM ${table} WHERE user_id = $1`, [ada.id])).rows).toEqual([])
  }
  const { rows } = await users.pool.query('SELECT * FROM users WHERE id = $1', [ada.id])
  expect(
    Object.entries(rows[0])
      .filter(([, value]) => value !== null)
      .map(([column]) => column),
  ).toEqual(['id', 'roles', 'created_at', 'erased_at'])
  expect((await users.pool.query('SELECT * FROM login_throttles')).rows).toEqual([])

  const refreshed = await users.execute(REFRESH, { input: { refreshToken: ada.refreshToken } })
  expect(codesOf(refreshed.data.refreshSession)).toEqual(['input.refreshToken: TOKEN_INVALID'])
  const exchanged = await users.execute(EXCHANGE_KEY, { input: { secret } })
  expect(codesOf(exchanged.data.exchangeApiKey)).toEqual(['input.secret: INVALID_CREDENTIALS'])
  expect(codesOf(await users.login(ada.email))).toEqual(['-: INVALID_CREDENTIALS'])
})

it('takes nothing more for the account, though an access token lives for some minutes yet', async () => {
  const ada = await users.register()
  await erase(ada.accessToken)
  expect((await users.execute(ME, {}, ada.accessToken)).data).toEqual({ me: null })
  const added = await users.execute(CREATE_ADDRESS, { input: { address: ADDRESS } }, ada.accessToken)
  expect(added.errors[0].extensions.code).toBe('UNAUTHENTICATED')
  const again = await users.execute(ERASE, { input: { password: PASSWORD } }, ada.accessToken)
  expect(again.errors[0].extensions.code).toBe('UNAUTHENTICATED')
})

it('leaves a user without a name to those who refer to them', async () => {
  const ada = await users.register()
  await erase(ada.accessToken)
  const representations = [{ __typename: 'User', id: ada.globalId }]
  const [user] = (await users.execute(ENTITIES, { representations })).data._entities
  expect(user).toMatchObject({ id: ada.globalId, givenName: null, email: null, familyName: null })
})

it('sets the email free for a new account', async () => {
  const ada = await users.register()
  await erase(ada.accessToken)
  const next = await users.register({ email: ada.email })
  expect(next.id).not.toBe(ada.id)
})

it('needs the password, and counts wrong ones of the session', async () => {
  const ada = await users.register()
  for (let turn = 0; turn < 10; turn += 1) {
    expect(codesOf(await erase(ada.accessToken, 'wrong password'))).toEqual(['input.password: INVALID_CREDENTIALS'])
  }
  expect(codesOf(await erase(ada.accessToken))).toEqual(['input.password: TOO_MANY_ATTEMPTS'])
  expect((await users.execute(ME, {}, ada.accessToken)).data.me.id).toBe(ada.globalId)
})

it('is refused by the database when half of it is left out', async () => {
  const ada = await users.register()
  const half = users.pool.query('UPDATE users SET email = NULL WHERE id = $1', [ada.id])
  await expect(half).rejects.toThrow('users_whole_or_erased')
})
