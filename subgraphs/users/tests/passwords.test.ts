import { waitUntil } from '@shop/testkit/wait-until'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CHANGE_PASSWORD, codesOf, ERASE, ME, REFRESH } from './operations.ts'
import { PASSWORD, startUsers } from './users-fixture.ts'
import type { UsersFixture } from './users-fixture.ts'

let users: UsersFixture

beforeAll(async () => void (users = await startUsers()))
afterAll(() => users.stop())

const NEXT = 'staple battery horse'

const ask = (bearer: string | null, newPassword: string = NEXT, currentPassword: string = PASSWORD) =>
  users.execute(CHANGE_PASSWORD, { input: { currentPassword, newPassword } }, bearer)

const change = async (bearer: string, newPassword?: string, currentPassword?: string) =>
  (await ask(bearer, newPassword, currentPassword)).data.changePassword

const refresh = async (refreshToken: string) =>
  (await users.execute(REFRESH, { input: { refreshToken } })).data.refreshSession

it('changes the password, keeps this session and ends all others', async () => {
  const ada = await users.register()
  const phone = (await users.login(ada.email)).tokens
  const stranger = await users.register()
  expect(await change(ada.accessToken)).toEqual({ user: { id: ada.globalId, email: ada.email }, userErrors: [] })

  expect(codesOf(await users.login(ada.email))).toEqual(['-: INVALID_CREDENTIALS'])
  expect(codesOf(await refresh(phone.refreshToken))).toEqual(['input.refreshToken: TOKEN_INVALID'])
  expect((await users.execute(ME, {}, ada.accessToken)).data.me.sessions).toMatchObject([{ current: true }])
  expect(codesOf(await refresh(ada.refreshToken))).toEqual([])
  expect(codesOf(await refresh(stranger.refreshToken))).toEqual([])
  expect(codesOf(await users.login(ada.email, NEXT))).toEqual([])
})

it('keeps the password when the new one is too short or too long, without counting an attempt', async () => {
  const ada = await users.register()
  for (let turn = 0; turn < 11; turn += 1) {
    expect(codesOf(await change(ada.accessToken, 'x'.repeat(9)))).toEqual(['input.newPassword: PASSWORD_TOO_SHORT'])
  }
  expect(codesOf(await change(ada.accessToken, 'x'.repeat(257)))).toEqual(['input.newPassword: TOO_LONG'])
  expect(codesOf(await users.login(ada.email))).toEqual([])
})

it('counts wrong passwords of a session, apart from the attempts of strangers to sign in', async () => {
  const ada = await users.register()
  for (let turn = 0; turn < 10; turn += 1) {
    const wrong = await change(ada.accessToken, NEXT, 'wrong password')
    expect(wrong.user).toBeNull()
    expect(codesOf(wrong)).toEqual(['input.currentPassword: INVALID_CREDENTIALS'])
  }
  expect(codesOf(await change(ada.accessToken))).toEqual(['input.currentPassword: TOO_MANY_ATTEMPTS'])
  for (let turn = 0; turn < 10; turn += 1) await users.login(ada.email, 'wrong password')
  expect(codesOf(await users.login(ada.email))).toEqual(['-: TOO_MANY_ATTEMPTS'])
  users.travel(15 * 60_000 - 1_000)
  for (let turn = 0; turn < 10; turn += 1) await users.login(ada.email, 'wrong password')
  users.travel(1_000)
  expect(codesOf(await change(ada.accessToken))).toEqual([])
})

it('lets one of several changes at once win, and tells the others that the password is another', async () => {
  const ada = await users.register()
  const wanted = Array.from({ length: 5 }, (_, turn) => `${NEXT} ${turn}`)
  const answers = await Promise.all(wanted.map((password) => change(ada.accessToken, password)))
  const winners = wanted.filter((_, turn) => answers[turn].user)
  expect(winners).toHaveLength(1)
  expect(answers.flatMap(codesOf)).toEqual(Array(4).fill('input.currentPassword: INVALID_CREDENTIALS'))
  expect(codesOf(await users.login(ada.email, winners[0]))).toEqual([])
})

it('opens no session with a password that was right when it was checked and is another by now', async () => {
  const ada = await users.register()
  const other = await users.register()
  const connection = await users.pool.connect()
  try {
    await connection.query('BEGIN')
    await connection.query('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [ada.id])
    const signIn = users.login(ada.email)
    const waiting = `SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM users%'`
    await waitUntil(async () => (await users.pool.query(waiting)).rowCount === 1, { what: 'the sign-in at the lock' })
    const hashOfOther = '(SELECT password_hash FROM users WHERE id = $2)'
    await connection.query(`UPDATE users SET password_hash = ${hashOfOther} WHERE id = $1`, [ada.id, other.id])
    await connection.query('COMMIT')
    expect(codesOf(await signIn)).toEqual(['-: INVALID_CREDENTIALS'])
  } finally {
    connection.release()
  }
  expect((await users.execute(ME, {}, ada.accessToken)).data.me.sessions).toHaveLength(1)
})

it('is for whoever has an account', async () => {
  const ada = await users.register()
  await users.execute(ERASE, { input: { password: PASSWORD } }, ada.accessToken)
  for (const bearer of [null, await users.sign(randomUUID(), ['GUEST']), ada.accessToken]) {
    expect((await ask(bearer)).errors[0].extensions.code).toBe('UNAUTHENTICATED')
  }
})
