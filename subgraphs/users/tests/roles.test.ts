import { SettingsError } from '@shop/subgraph/settings'
import { toGlobalId } from '@shop/subgraph/global-id'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { codesOf, CREATE_KEY, ERASE, EXCHANGE_KEY, ME, REFRESH, UPDATE_ROLES } from './operations.ts'
import { PASSWORD, startUsers } from './users-fixture.ts'
import type { UsersFixture } from './users-fixture.ts'

let users: UsersFixture
let admin: { id: string; globalId: string; bearer: string }

beforeAll(async () => void (users = await startUsers()))
afterAll(() => users.stop())

async function registerAdmin() {
  const user = await users.register()
  return { ...user, bearer: await users.promote(user.id, 'ADMIN') }
}

// Each test has one admin and no other.
beforeEach(async () => {
  await users.pool.query(`UPDATE users SET roles = '{CUSTOMER}'`)
  admin = await registerAdmin()
})

const update = (bearer: string | null, userId: string, roles: string[]) =>
  users.execute(UPDATE_ROLES, { input: { userId, roles } }, bearer)

const change = async (bearer: string, userId: string, roles: string[]) =>
  (await update(bearer, userId, roles)).data.updateUserRoles

const refresh = async (refreshToken: string) =>
  (await users.execute(REFRESH, { input: { refreshToken } })).data.refreshSession

async function admins(): Promise<string[]> {
  const { rows } = await users.pool.query(`SELECT id FROM users WHERE 'ADMIN' = ANY (roles) AND erased_at IS NULL`)
  return rows.map((row) => row.id)
}

it('lets an admin give roles, which count from the next sign-in on', async () => {
  const ada = await users.register()
  const { user, userErrors } = await change(admin.bearer, ada.globalId, ['STAFF', 'CUSTOMER', 'STAFF'])
  expect({ user, userErrors }).toEqual({ user: { id: ada.globalId, roles: ['CUSTOMER', 'STAFF'] }, userErrors: [] })
  expect(codesOf(await refresh(ada.refreshToken))).toEqual(['input.refreshToken: TOKEN_INVALID'])
  expect(await users.verifyToken(ada.accessToken)).toMatchObject({ roles: ['CUSTOMER'] })
  const { tokens } = await users.login(ada.email)
  expect(await users.verifyToken(tokens.accessToken)).toMatchObject({ roles: ['CUSTOMER', 'STAFF'] })
})

it('leaves the sessions alone when the roles are the same as before', async () => {
  const ada = await users.register()
  await change(admin.bearer, ada.globalId, ['CUSTOMER', 'CUSTOMER'])
  expect(codesOf(await refresh(ada.refreshToken))).toEqual([])
})

it('takes roles away, also from what an API key is exchanged for', async () => {
  const ada = await users.register()
  const staff = await users.promote(ada.id)
  const { secret } = (await users.execute(CREATE_KEY, { input: { label: 'x' } }, staff)).data.createApiKey
  await change(admin.bearer, ada.globalId, ['CUSTOMER'])
  const { tokens } = (await users.execute(EXCHANGE_KEY, { input: { secret } })).data.exchangeApiKey
  expect(await users.verifyToken(tokens.accessToken)).toMatchObject({ roles: ['CUSTOMER'] })
})

it('is for admins only', async () => {
  const ada = await users.register()
  const staff = await users.promote((await users.register()).id)
  expect((await update(null, ada.globalId, ['STAFF'])).errors[0].extensions.code).toBe('UNAUTHENTICATED')
  for (const bearer of [ada.accessToken, staff, await users.sign(randomUUID(), ['GUEST'])]) {
    expect((await update(bearer, ada.globalId, ['ADMIN'])).errors[0].extensions.code).toBe('FORBIDDEN')
  }
})

it('does not believe a token that says ADMIN when the account is not any more', async () => {
  const former = await registerAdmin()
  await change(admin.bearer, former.globalId, ['CUSTOMER'])
  expect((await update(former.bearer, former.globalId, ['ADMIN'])).errors[0].extensions.code).toBe('FORBIDDEN')
  expect(await admins()).toEqual([admin.id])
})

it('refuses no roles at all, GUEST, and users who are not there', async () => {
  const ada = await users.register()
  for (const roles of [[], ['GUEST'], ['CUSTOMER', 'GUEST']]) {
    expect(codesOf(await change(admin.bearer, ada.globalId, roles))).toEqual(['input.roles: INVALID_ROLES'])
  }
  await users.execute(ERASE, { input: { password: PASSWORD } }, ada.accessToken)
  for (const id of [toGlobalId('User', randomUUID()), ada.globalId]) {
    const refused = await change(admin.bearer, id, ['STAFF'])
    expect(refused.user).toBeNull()
    expect(codesOf(refused)).toEqual(['input.userId: NOT_FOUND'])
  }
  const malformed = await update(admin.bearer, 'nonsense', ['STAFF'])
  expect(malformed.errors[0].extensions).toEqual({ code: 'INVALID_GLOBAL_ID', argument: ['input', 'userId'] })
})

it('keeps the last admin, of whom an erased one is none', async () => {
  const erased = await registerAdmin()
  await users.execute(ERASE, { input: { password: PASSWORD } }, erased.bearer)
  expect(codesOf(await change(admin.bearer, admin.globalId, ['STAFF']))).toEqual(['input.roles: LAST_ADMIN'])
  expect((await change(admin.bearer, admin.globalId, ['STAFF', 'ADMIN'])).user.roles).toEqual(['STAFF', 'ADMIN'])
  const other = await registerAdmin()
  expect(codesOf(await change(admin.bearer, admin.globalId, ['STAFF']))).toEqual([])
  expect(await admins()).toEqual([other.id])
})

it('leaves one of two admins who demote each other at once', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    await users.pool.query(`UPDATE users SET roles = '{CUSTOMER}'`)
    const [one, two] = [await registerAdmin(), await registerAdmin()]
    const answers = await Promise.all([
      update(one.bearer, two.globalId, ['CUSTOMER']),
      update(two.bearer, one.globalId, ['CUSTOMER']),
    ])
    const codes = answers.map(({ errors }) => errors?.[0].extensions.code ?? 'done')
    expect(new Set(codes)).toEqual(new Set(['done', 'FORBIDDEN']))
    expect(await admins()).toHaveLength(1)
  }
})

it('leaves one of five admins who all step down at once', async () => {
  const others = await Promise.all(Array.from({ length: 4 }, registerAdmin))
  const answers = await Promise.all(
    [admin, ...others].map(({ bearer, globalId }) => change(bearer, globalId, ['CUSTOMER'])),
  )
  expect(answers.flatMap(codesOf)).toEqual(['input.roles: LAST_ADMIN'])
  expect(await admins()).toHaveLength(1)
})

it('makes the existing account of USERS_ADMIN_EMAIL an admin at the start, and no account that comes later', async () => {
  const ada = await users.register({ email: `Ada.${randomUUID()}@Example.com` })
  const adminEmail = readConfig({
    USERS_SIGNING_KEY: JSON.stringify(users.config.signingKey),
    USERS_ADMIN_EMAIL: ` ${ada.email.toUpperCase()} `,
  }).adminEmail
  await users.restart({ adminEmail })
  await users.restart({ adminEmail })
  const { tokens } = await refresh(ada.refreshToken)
  expect((await users.execute(ME, {}, tokens.accessToken)).data.me.roles).toEqual(['CUSTOMER', 'ADMIN'])

  const late = `${randomUUID()}@example.com`
  await users.restart({ adminEmail: late })
  const { accessToken } = await users.register({ email: late })
  expect((await users.execute(ME, {}, accessToken)).data.me.roles).toEqual(['CUSTOMER'])
})

it('takes no USERS_ADMIN_EMAIL that is not an email address', () => {
  const environment = { USERS_SIGNING_KEY: JSON.stringify(users.config.signingKey), USERS_ADMIN_EMAIL: 'Ada' }
  expect(() => readConfig(environment)).toThrow(SettingsError)
  expect(() => readConfig(environment)).toThrow(/USERS_ADMIN_EMAIL: must be an email address/)
})
