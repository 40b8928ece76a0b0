import { hash } from '@node-rs/argon2'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codesOf, GUEST, LOGIN, LOGOUT, ME, REFRESH, REGISTER } from './operations.ts'
import { PASSWORD, startUsers } from './users-fixture.ts'
import type { UsersFixture } from './users-fixture.ts'

let users: UsersFixture

beforeAll(async () => void (users = await startUsers()))
afterAll(() => users.stop())

const refresh = async (refreshToken: string) =>
  (await users.execute(REFRESH, { input: { refreshToken } })).data.refreshSession

it('registers somebody, who is signed in at once and announced to the others', async () => {
  const input = { email: ' Grace@Example.com ', password: PASSWORD, givenName: ' Grace ', familyName: 'Hopper' }
  const { register } = (await users.execute(REGISTER, { input })).data
  expect(register).toMatchObject({
    user: { email: 'Grace@Example.com', givenName: 'Grace', familyName: 'Hopper', roles: ['CUSTOMER'] },
    userErrors: [],
  })
  const { me } = (await users.execute(ME, {}, register.tokens.accessToken)).data
  expect(me).toMatchObject({ id: register.user.id, sessions: [{ current: true, userAgent: 'vitest/5' }] })
  const viewer = await users.verifyToken(register.tokens.accessToken)
  expect(viewer).toMatchObject({ roles: ['CUSTOMER'] })
  const { data } = await users.expectTold('UserRegistered', viewer.id)
  expect(data).toEqual({ userId: viewer.id })
})

it('shows a session under the name that its program gave itself, shortened to what can be stored', async () => {
  const ada = await users.register()
  for (const name of ['Mozilla/5.0 (X11; Linux x86_64)', `a\u0000b\uD800 ${'x'.repeat(400)}`, ' ', undefined]) {
    const variables = { input: { email: ada.email, password: PASSWORD } }
    const answer = await users.subgraph.execute({ query: LOGIN, variables, headers: { 'user-agent': name } })
    expect(answer.errors).toBeUndefined()
    users.travel(10)
  }
  const { sessions } = (await users.execute(ME, {}, ada.accessToken)).data.me
  expect(sessions.map((session: { userAgent: string | null }) => session.userAgent)).toEqual([
    null,
    null,
    `ab\uFFFD ${'x'.repeat(295)}`,
    'Mozilla/5.0 (X11; Linux x86_64)',
    'vitest/5',
  ])
})

it('keeps passwords as argon2id and of refresh tokens only a hash', async () => {
  const ada = await users.register()
  const { rows } = await users.pool.query('SELECT password_hash FROM users WHERE id = $1', [ada.id])
  expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const dump = await users.pool.query('SELECT hash FROM refresh_tokens')
  expect(JSON.stringify(dump.rows)).not.toContain(ada.refreshToken)
  expect(Buffer.from(ada.refreshToken, 'base64url')).toHaveLength(32)
})

it('takes an email once, however its letters are written and however many come at once', async () => {
  const email = `${randomUUID()}@example.com`
  const inputs = [email, email.toUpperCase(), email].map((spelling) => ({
    input: { email: spelling, password: PASSWORD, givenName: 'A', familyName: 'B' },
  }))
  const answers = await Promise.all(inputs.map((input) => users.execute(REGISTER, input)))
  const codes = answers.flatMap((answer) => codesOf(answer.data.register))
  expect(codes).toEqual(['input.email: EMAIL_TAKEN', 'input.email: EMAIL_TAKEN'])
})

it('names everything that is wrong with a registration at once', async () => {
  const input = { email: 'no email', password: 'x'.repeat(9), givenName: ' ', familyName: 'x'.repeat(101) }
  const wrong = (await users.execute(REGISTER, { input })).data.register
  expect(wrong).toMatchObject({ user: null, tokens: null })
  expect(codesOf(wrong)).toEqual([
    'input.email: INVALID_EMAIL',
    'input.password: PASSWORD_TOO_SHORT',
    'input.givenName: BLANK',
    'input.familyName: TOO_LONG',
  ])
  const long = { ...input, email: `${'x'.repeat(250)}@e.nl`, password: 'x'.repeat(257) }
  const tooLong = (await users.execute(REGISTER, { input: long })).data.register
  expect(codesOf(tooLong).slice(0, 2)).toEqual(['input.email: TOO_LONG', 'input.password: TOO_LONG'])
  const nul = await users.execute(REGISTER, { input: { ...input, givenName: 'a\u0000b' } })
  expect(nul.errors[0].extensions.code).toBe('BAD_USER_INPUT')
})

it('takes the longest parts that are allowed', async () => {
  const email = `${randomUUID()}${'x'.repeat(254 - 36 - 5)}@e.nl`
  const change = { email, password: '€'.repeat(256), givenName: 'x'.repeat(100), familyName: 'x'.repeat(100) }
  await users.register(change)
  expect((await users.login(email, change.password)).userErrors).toEqual([])
})

it('signs in with the email in any case', async () => {
  const ada = await users.register()
  const { user, tokens } = await users.login(` ${ada.email.toUpperCase()} `)
  expect(user.id).toBe(ada.globalId)
  expect(tokens.refreshToken).not.toBe(ada.refreshToken)
})

it('tells an unknown email and a wrong password apart neither by its answer nor by its time', async () => {
  const known = await users.register()
  const wrong = await users.login(known.email, 'wrong password')
  expect(wrong).toMatchObject({ user: null, tokens: null })
  expect(await users.login(`${randomUUID()}@example.com`, 'wrong password')).toEqual(wrong)
  expect(await users.login('x'.repeat(100_000), 'wrong password')).toEqual(wrong)
  expect(codesOf(wrong)).toEqual(['-: INVALID_CREDENTIALS'])

  // The processor's time and not the clock's: hashing is all that takes long, and other processes delay only the clock.
  const time = async (email: string) => {
    const start = process.cpuUsage()
    await users.login(email, 'wrong password')
    const { user, system } = process.cpuUsage(start)
    return user + system
  }
  const times = { known: Infinity, unknown: Infinity }
  for (let turn = 0; turn < 6; turn += 1) {
    times.known = Math.min(times.known, await time(known.email))
    times.unknown = Math.min(times.unknown, await time(`${randomUUID()}@example.com`))
  }
  expect(times.unknown / times.known).toBeGreaterThan(0.6)
  expect(times.unknown / times.known).toBeLessThan(1.6)
})

it('refuses the eleventh attempt in a quarter of an hour, also at once and for emails that nobody has', async () => {
  const ada = await users.register()
  for (const email of [ada.email, `${randomUUID()}@example.com`]) {
    const answers = await Promise.all(Array.from({ length: 30 }, () => users.login(email, 'wrong password')))
    const codes = answers.flatMap(codesOf)
    expect(codes.filter((code) => code === '-: INVALID_CREDENTIALS')).toHaveLength(10)
    expect(codes.filter((code) => code === '-: TOO_MANY_ATTEMPTS')).toHaveLength(20)
  }
  expect(codesOf(await users.login(ada.email))).toEqual(['-: TOO_MANY_ATTEMPTS'])
  users.travel(15 * 60_000)
  expect(codesOf(await users.login(ada.email))).toEqual([])
})

it('keeps out of an account that strangers try whoever is one, and nobody who was signed in before', async () => {
  const ada = await users.register()
  const other = await users.register()
  const logInAs = async (lastRefreshToken: string, password = PASSWORD) => {
    const input = { email: ada.email.toUpperCase(), password, lastRefreshToken }
    return codesOf((await users.execute(LOGIN, { input })).data.login)
  }
  for (let turn = 0; turn < 10; turn += 1) await users.login(ada.email, 'wrong password')
  const out = ['-: TOO_MANY_ATTEMPTS']
  for (const token of [other.refreshToken, ada.accessToken, '']) expect(await logInAs(token)).toEqual(out)
  await users.execute(LOGOUT, { input: {} }, ada.accessToken)
  expect(await logInAs(ada.refreshToken)).toEqual([])
  // It is no way to guess the password either, and has nothing to do with what strangers may.
  for (let turn = 0; turn < 10; turn += 1) await logInAs(ada.refreshToken, 'wrong password')
  expect(await logInAs(ada.refreshToken)).toEqual(out)
  expect(codesOf(await users.login(`session:${randomUUID()}`))).toEqual(['-: INVALID_CREDENTIALS'])
  users.travel(15 * 60_000)
  expect(await logInAs(ada.refreshToken)).toEqual([])
})

it('lets thirty right attempts in at once, and forgets the wrong ones before', async () => {
  const ada = await users.register()
  for (let turn = 0; turn < 5; turn += 1) await users.login(ada.email, 'wrong password')
  const answers = await Promise.all(Array.from({ length: 30 }, () => users.login(ada.email)))
  expect(answers.flatMap(codesOf)).toEqual([])
  const { rows } = await users.pool.query('SELECT * FROM login_throttles WHERE email_normalized = $1', [ada.email])
  expect(rows).toEqual([])
})

it('stays awake while a crowd signs in', async () => {
  const ada = await users.register()
  const begun = performance.now()
  const crowd = Promise.all(Array.from({ length: 40 }, () => users.login(ada.email)))
  const waits: number[] = []
  for (let turn = 0; turn < 10; turn += 1) {
    const start = performance.now()
    await users.execute('{ me { id } }', {}, ada.accessToken)
    waits.push(performance.now() - start)
  }
  await crowd
  // Hashed where everything else happens, the crowd would be waited for to its end.
  expect(waits.toSorted((a, b) => a - b)[5]).toBeLessThan((performance.now() - begun) / 5)
})

it('turns away whoever comes when hundreds wait already, with a code that says to try again', async () => {
  const input = { email: `${randomUUID()}@example.com`, password: 'wrong password' }
  const answers = await Promise.all(Array.from({ length: 230 }, () => users.execute(LOGIN, { input })))
  const refused = answers.filter((answer) => answer.errors?.[0].extensions.code === 'SUBGRAPH_UNAVAILABLE')
  expect(refused.length).toBeGreaterThan(20)
  expect(refused.length).toBeLessThan(31)
})

it('exchanges a refresh token once, and ends the session of whoever uses it again', async () => {
  const ada = await users.register()
  const { tokens } = await refresh(ada.refreshToken)
  expect((await users.execute(ME, {}, tokens.accessToken)).data.me.sessions).toMatchObject([{ current: true }])
  expect(codesOf(await refresh(ada.refreshToken))).toEqual(['input.refreshToken: TOKEN_INVALID'])
  expect(codesOf(await refresh(tokens.refreshToken))).toEqual(['input.refreshToken: TOKEN_INVALID'])
  expect((await users.execute(ME, {}, tokens.accessToken)).data.me.sessions).toEqual([])
  expect(codesOf(await refresh('unknown'))).toEqual(['input.refreshToken: TOKEN_INVALID'])
})

it('lets one of two who present the same refresh token at once win at most', async () => {
  const ada = await users.register()
  const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(ada.refreshToken)))
  expect(answers.filter((answer) => answer.tokens)).toHaveLength(1)
  const winner = answers.find((answer) => answer.tokens)
  expect(codesOf(await refresh(winner.tokens.refreshToken))).toEqual(['input.refreshToken: TOKEN_INVALID'])
})

it('keeps a session for as long as it is used', async () => {
  const ada = await users.register()
  users.travel(29 * 86_400_000)
  const { tokens } = await refresh(ada.refreshToken)
  users.travel(29 * 86_400_000)
  const later = await refresh(tokens.refreshToken)
  expect(later.userErrors).toEqual([])
  users.travel(31 * 86_400_000)
  expect(codesOf(await refresh(later.tokens.refreshToken))).toEqual(['input.refreshToken: TOKEN_INVALID'])
})

it('says that an access token has expired, so that the client refreshes it', async () => {
  const ada = await users.register()
  users.travel(16 * 60_000)
  const { errors } = await users.execute(ME, {}, ada.accessToken)
  expect(errors[0].extensions.code).toBe('TOKEN_EXPIRED')
})

it('signs out: of this session, or of another by its id, never of somebody else’s', async () => {
  const ada = await users.register()
  const phone = (await users.login(ada.email)).tokens
  const sessions = async (bearer: string) => (await users.execute(ME, {}, bearer)).data.me.sessions
  const other = (await sessions(ada.accessToken)).find((session: { current: boolean }) => !session.current)

  const stranger = await users.register()
  const input = { sessionId: other.id }
  const foreign = await users.execute(LOGOUT, { input }, stranger.accessToken)
  expect(codesOf(foreign.data.logout)).toEqual(['input.sessionId: NOT_FOUND'])

  const ended = await users.execute(LOGOUT, { input }, ada.accessToken)
  expect(ended.data.logout).toEqual({ sessionId: other.id, userErrors: [] })
  expect(codesOf(await refresh(phone.refreshToken))).toEqual(['input.refreshToken: TOKEN_INVALID'])

  await users.execute(LOGOUT, { input: {} }, ada.accessToken)
  expect(await sessions(ada.accessToken)).toEqual([])
  const again = await users.execute(LOGOUT, { input: {} }, ada.accessToken)
  expect(codesOf(again.data.logout)).toEqual(['-: NOT_FOUND'])
})

it('accepts an account whose hash another program made with the same parameters', async () => {
  const ada = await users.register()
  const other = await hash('another password', { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  await users.pool.query('UPDATE users SET password_hash = $2 WHERE id = $1', [ada.id, other])
  expect(codesOf(await users.login(ada.email, 'another password'))).toEqual([])
})

it('gives guests a token for thirty days and an identity of their own', async () => {
  const { tokens } = (await users.execute(GUEST)).data.startGuestSession
  expect(tokens.refreshToken).toBeNull()
  expect(await users.verifyToken(tokens.accessToken)).toMatchObject({ roles: ['GUEST'] })
  expect((await users.execute(ME, {}, tokens.accessToken)).data).toEqual({ me: null })
  const refused = await users.execute(LOGOUT, { input: {} }, tokens.accessToken)
  expect(refused.errors[0].extensions.code).toBe('UNAUTHENTICATED')
  users.travel(29 * 86_400_000)
  expect((await users.execute(ME, {}, tokens.accessToken)).errors).toBeUndefined()
})
