import { toGlobalId } from '@shop/subgraph/global-id'
import { countStatements } from '@shop/testkit/statements'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CREATE_ADDRESS, CREATE_KEY, ENTITIES, ME, NOTIFICATIONS } from './operations.ts'
import { startUsers } from './users-fixture.ts'
import type { UsersFixture } from './users-fixture.ts'

let users: UsersFixture
let staff: string

beforeAll(async () => {
  users = await startUsers()
  staff = await users.promote((await users.register()).id)
})
afterAll(() => users.stop())

const ADDRESS = { recipient: 'Ada', line1: 'Gracht 1', city: 'Delft', postalCode: '2611', countryCode: 'NL' }
const USERS = `query ($first: Int, $after: String, $last: Int, $before: String, $query: String) {
  users(first: $first, after: $after, last: $last, before: $before, query: $query) {
    nodes { id email givenName } pageInfo { hasNextPage startCursor endCursor } } }`

async function entities(representations: object[], bearer: string | null) {
  return (await users.execute(ENTITIES, { representations }, bearer)).data._entities
}

/** An account that has one of everything, with the representations of all of it. */
async function registerFull() {
  const user = await users.register()
  const asStaff = await users.promote(user.id)
  await users.execute(CREATE_ADDRESS, { input: { address: ADDRESS } }, user.accessToken)
  await users.execute(CREATE_KEY, { input: { label: 'Export' } }, asStaff)
  await users.pool.query(`UPDATE users SET roles = '{CUSTOMER}' WHERE id = $1`, [user.id])
  const { me } = (await users.execute(ME, {}, user.accessToken)).data
  const { nodes } = (await users.execute(NOTIFICATIONS, {}, user.accessToken)).data.me.notifications
  const representations = [
    { __typename: 'User', id: me.id },
    { __typename: 'Address', id: me.addresses[0].id },
    { __typename: 'Session', id: me.sessions[0].id },
    { __typename: 'Notification', id: nodes[0].id },
    { __typename: 'ApiKey', id: me.apiKeys[0].id },
  ]
  return { ...user, representations }
}

it('shows each field to those whom the contract names, and nobody else', async () => {
  const ada = await registerFull()
  const stranger = await users.register()
  const guest = await users.sign(ada.id, ['GUEST'])
  const bare = { email: null, givenName: 'Ada', familyName: null, roles: [], addresses: [], sessions: [], apiKeys: [] }
  for (const bearer of [null, stranger.accessToken, guest]) {
    const seen = await entities(ada.representations, bearer)
    expect(seen).toEqual([{ id: ada.globalId, ...bare, notifications: null }, null, null, null, null])
  }

  const person = { email: ada.email, familyName: 'Lindqvist', roles: ['CUSTOMER'], addresses: [{ city: 'Delft' }] }
  const toStaff = await entities(ada.representations, staff)
  expect(toStaff).toEqual([
    { id: ada.globalId, ...bare, ...person, notifications: null },
    { city: 'Delft' },
    null,
    null,
    null,
  ])
  const toSelf = await entities(ada.representations, ada.accessToken)
  expect(toSelf.slice(1)).toEqual([
    { city: 'Delft' },
    { current: true },
    { title: 'Welcome, Ada' },
    { label: 'Export' },
  ])
  expect(toSelf[0]).toMatchObject({ ...person, notifications: { unreadCount: 1 } })
  expect(toSelf[0].sessions).toHaveLength(1)
  expect(toSelf[0].apiKeys).toHaveLength(1)
})

it('answers a hundred users with their addresses by two statements', async () => {
  const made: string[] = []
  for (let turn = 0; turn < 100; turn += 1) made.push(randomUUID())
  await users.pool.query(
    `INSERT INTO users (id, email, email_normalized, password_hash, given_name, family_name, roles)
     SELECT id, id || '@e.nl', id || '@e.nl', '', 'A', 'B', '{CUSTOMER}' FROM unnest($1::uuid[]) id`,
    [made],
  )
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on User { givenName email addresses { city } } } }`
  const representations = made.map((id) => ({ __typename: 'User', id: toGlobalId('User', id) }))
  const ask = () => users.execute(query, { representations }, staff)
  await ask()
  expect(await countStatements(ask)).toHaveLength(2)
  expect((await ask()).data._entities).toHaveLength(100)
})

it('answers a malformed reference with an error in its place and the others all the same', async () => {
  const ada = await users.register()
  const representations = ['nonsense', toGlobalId('User', randomUUID()), ada.globalId, toGlobalId('Order', ada.id)]
  const variables = { representations: representations.map((id) => ({ __typename: 'User', id })) }
  const { data, errors } = await users.execute(ENTITIES, variables)
  expect(data._entities).toMatchObject([null, null, { id: ada.globalId }, null])
  expect(
    errors.map((error: { path: unknown[]; extensions: { code: string } }) => [error.path[1], error.extensions.code]),
  ).toEqual([
    [0, 'INVALID_GLOBAL_ID'],
    [3, 'INVALID_GLOBAL_ID'],
  ])
})

it('finds one user for staff and for themselves only', async () => {
  const ada = await users.register()
  const stranger = await users.register()
  const ask = (bearer: string | null, id: string = ada.globalId) =>
    users.execute('query ($id: ID!) { user(id: $id) { email } }', { id }, bearer)
  expect((await ask(staff)).data).toEqual({ user: { email: ada.email } })
  expect((await ask(ada.accessToken)).data).toEqual({ user: { email: ada.email } })
  expect((await ask(staff, toGlobalId('User', randomUUID()))).data).toEqual({ user: null })
  expect((await ask(stranger.accessToken)).errors[0].extensions.code).toBe('FORBIDDEN')
  expect((await ask(null)).errors[0].extensions.code).toBe('UNAUTHENTICATED')
  expect((await ask(staff, 'nonsense')).errors[0].extensions.code).toBe('INVALID_GLOBAL_ID')
})

it('lists users to staff, newest first, by key', async () => {
  const made: string[] = []
  for (let turn = 0; turn < 6; turn += 1) {
    users.travel(10)
    made.unshift((await users.register()).globalId)
  }
  const page = async (variables: object) =>
    (await users.execute(USERS, variables as Record<string, unknown>, staff)).data.users
  const idsOf = (connection: { nodes: { id: string }[] }) => connection.nodes.map((node) => node.id)
  const first = await page({ first: 3 })
  const second = await page({ first: 3, after: first.pageInfo.endCursor })
  expect([...idsOf(first), ...idsOf(second)]).toEqual(made)
  expect(idsOf(await page({ last: 3, before: second.pageInfo.startCursor }))).toEqual(idsOf(first))
  const { accessToken } = await users.register()
  expect((await users.execute(USERS, {}, accessToken)).errors[0].extensions.code).toBe('FORBIDDEN')
})

it('finds users by how an email or a name begins, in any case and any script', async () => {
  const emile = await users.register({ givenName: 'Émile', familyName: 'Çelik', email: 'Zola_100%@Example.com' })
  await users.register({ givenName: 'Eve', familyName: 'Xavier', email: 'zolax100y@example.com' })
  const find = async (query: string) => (await users.execute(USERS, { query }, staff)).data.users.nodes
  for (const query of ['émi', 'ÉMILE', 'çel', ' ZOLA_100%@', 'zola_']) {
    expect(await find(query)).toEqual([{ id: emile.globalId, email: 'Zola_100%@Example.com', givenName: 'Émile' }])
  }
  expect(await find('mile')).toEqual([])
  expect(await find('x'.repeat(100))).toEqual([])
  const tooLong = await users.execute(USERS, { query: 'x'.repeat(101) }, staff)
  expect(tooLong.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', argument: ['query'] })
})

it('searches by the three indexes, whatever the text is', async () => {
  await users.pool.query(
    `INSERT INTO users (id, email, email_normalized, password_hash, given_name, family_name, roles)
     SELECT gen_random_uuid(), n || '@s.nl', n || '@s.nl', '', 'Name' || n, 'Family' || n, '{CUSTOMER}'
       FROM generate_series(1, 20000) n`,
  )
  await users.pool.query('ANALYZE users')
  const sent = await countStatements(() => users.execute(USERS, { query: 'name500' }, staff))
  const statement = sent.find((text) => text.includes('FROM users'))
  // The plan that is made without knowing the parameters: a prepared statement may get no other.
  const { rows } = await users.pool.query(`EXPLAIN (GENERIC_PLAN) ${statement}`)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  for (const column of ['email', 'given_name', 'family_name']) expect(plan).toContain(`users_${column}_prefix_idx`)
})

it('serves its public key, and nothing of the private one', async () => {
  const [route] = users.subgraph.routes
  expect(route?.path).toBe('/.well-known/jwks.json')
  const answer = await route!.handle(new Request('http://users/.well-known/jwks.json'))
  expect(answer.headers.get('cache-control')).toContain('max-age')
  const { keys } = (await answer.json()) as { keys: Record<string, string>[] }
  expect(keys).toEqual([
    { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' },
  ])
})
