import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codesOf, GUEST, REGISTER } from './operations.ts'
import { PASSWORD, startUsers } from './users-fixture.ts'
import type { UsersFixture } from './users-fixture.ts'

let users: UsersFixture

beforeAll(async () => void (users = await startUsers()))
afterAll(() => users.stop())

async function startGuest() {
  const { accessToken } = (await users.execute(GUEST)).data.startGuestSession.tokens
  return { accessToken: accessToken as string, id: (await users.verifyToken(accessToken)).id }
}

async function handOvers(userId: string): Promise<unknown[]> {
  const sql = `SELECT data FROM outbox_events WHERE type = 'GuestSignedIn' AND subject = $1`
  return (await users.pool.query(sql, [userId])).rows.map((row) => row.data)
}

it('hands over what a guest has when they register', async () => {
  const guest = await startGuest()
  const user = await users.register({ guestToken: guest.accessToken })
  expect(await handOvers(user.id)).toEqual([{ guestId: guest.id, userId: user.id }])
  expect((await users.expectTold('GuestSignedIn', user.id)).data).toEqual({ guestId: guest.id, userId: user.id })
})

it('hands over what a guest has when they sign in', async () => {
  const user = await users.register()
  const guest = await startGuest()
  expect(codesOf(await users.login(user.email, PASSWORD, guest.accessToken))).toEqual([])
  expect(await handOvers(user.id)).toEqual([{ guestId: guest.id, userId: user.id }])
})

it('hands over nothing when signing in fails', async () => {
  const user = await users.register()
  const guest = await startGuest()
  await users.login(user.email, 'wrong password', guest.accessToken)
  expect(await handOvers(user.id)).toEqual([])
})

it('takes only the token of a guest: no user’s, no expired one, nothing forged', async () => {
  const victim = await users.register()
  const user = await users.register()
  const guest = await startGuest()
  const tokens = [
    victim.accessToken,
    await users.sign(randomUUID(), ['GUEST', 'CUSTOMER']),
    await users.sign(randomUUID(), ['GUEST'], -60),
    guest.accessToken.slice(0, -6),
    'not a token',
    '',
  ]
  for (const guestToken of tokens) {
    expect(codesOf(await users.login(user.email, PASSWORD, guestToken))).toEqual(['input.guestToken: TOKEN_INVALID'])
    const input = {
      email: `${randomUUID()}@example.com`,
      password: PASSWORD,
      givenName: 'A',
      familyName: 'B',
      guestToken,
    }
    const { register } = (await users.execute(REGISTER, { input })).data
    expect(codesOf(register)).toEqual(['input.guestToken: TOKEN_INVALID'])
    expect(codesOf(await users.login(input.email))).toEqual(['-: INVALID_CREDENTIALS'])
  }
  expect(await handOvers(user.id)).toEqual([])
})
