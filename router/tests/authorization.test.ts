import { parse } from 'graphql'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { compose, startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'
import { follow } from './fixture/follow.ts'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { createGuarded } from './fixture/guarded.ts'
import type { RouterOptions } from '../src/router.ts'

const guarded = createGuarded()
const parts = Object.values(guarded.subgraphs)
const supergraph = compose(parts)
let graph: Graph

/** A token is its claims, for the length of this test. */
const as = (claims: object): { headers: Record<string, string> } => ({
  headers: { authorization: `Bearer ${Buffer.from(JSON.stringify(claims)).toString('base64url')}` },
})
const verifyToken = async (token: string): Promise<unknown> => JSON.parse(String(Buffer.from(token, 'base64url')))

const start = (options: Partial<RouterOptions> = {}): Promise<Graph> =>
  startGraph('in one process', { supergraph, subgraphs: guarded.subgraphs, verifyToken, ...options })

beforeAll(async () => {
  graph = await start()
})
afterEach(() => void guarded.resolved.splice(0))
afterAll(() => graph.stop())

/** Code and path of each error. */
const told = (answer: Awaited<ReturnType<Graph['ask']>>): unknown[] =>
  answer.errors.map(({ extensions, path }) => [extensions.code, path?.join('.')])

describe('a field that not everybody may have', () => {
  it('is null for who may not, with an error, and nobody asks a subgraph for it', async () => {
    const answer = await graph.ask('{ person(id: 1) { name: id mail: email salary bonus } me { id } }')
    expect(answer.status).toBe(200)
    expect(answer.data).toEqual({ person: { name: '1', mail: null, salary: null, bonus: 7 }, me: null })
    expect(told(answer)).toEqual([
      ['UNAUTHENTICATED', 'person.mail'],
      ['UNAUTHENTICATED', 'person.salary'],
      ['UNAUTHENTICATED', 'me'],
    ])
    expect(guarded.resolved).toEqual([])
  })

  it('arrives for who may', async () => {
    const answer = await graph.ask('{ me { email salary } payroll }', as({ scope: 'hr:read pay:read' }))
    expect([answer.data, answer.errors]).toEqual([{ me: { email: 'ada@example.org', salary: 100 }, payroll: 9000 }, []])
  })

  it('says FORBIDDEN to who came with a token', async () => {
    const answer = await graph.ask('{ me { email salary } }', as({ scope: 'hr:read' }))
    expect(answer.data).toEqual({ me: { email: 'ada@example.org', salary: null } })
    expect(told(answer)).toEqual([['FORBIDDEN', 'me.salary']])
  })

  it('takes its object along when it cannot be null', async () => {
    const answer = await graph.ask('{ person(id: 1) { id phone } people { id } }')
    expect(answer.data).toEqual({ person: null, people: [{ id: '1' }, { id: '2' }] })
    expect(told(answer)).toEqual([['UNAUTHENTICATED', 'person.phone']])
  })

  it('is told of once in a list, whose indices nobody knows', async () => {
    const answer = await graph.ask('{ people { email mentor { email } } }')
    expect(answer.data).toEqual({
      people: [
        { email: null, mentor: { email: null } },
        { email: null, mentor: null },
      ],
    })
    expect(told(answer)).toEqual([['UNAUTHENTICATED', 'people']])
  })

  it('is guarded by any of its scopes: one list of them, whole, from a text or a list', async () => {
    const payroll = async (claims: object): Promise<unknown> =>
      (await graph.ask('{ payroll }', as(claims))).data.payroll
    expect(await payroll({ scope: 'hr:read' })).toBeNull()
    expect(await payroll({ scope: 'admin' })).toBe(9000)
    expect(await payroll({ scopes: ['pay:read', 'hr:read'] })).toBe(9000)
    expect(await payroll({ permissions: ['hr:read'], scp: 'pay:read' })).toBe(9000)
    expect(await payroll({ scope: 'hr:read,pay:read' })).toBeNull()
    expect(await payroll({ roles: ['admin'] })).toBeNull()
  })

  it('needs what each of several subgraphs requires', async () => {
    expect((await graph.ask('{ person(id: 1) { name } }', as({}))).data).toEqual({ person: { name: null } })
    expect((await graph.ask('{ person(id: 1) { name } }', as({ scope: 'names' }))).data).toEqual({
      person: { name: 'Ada' },
    })
  })

  it('is guarded by its type: objects and enums', async () => {
    const answer = await graph.ask('{ vault { __typename id } level }')
    expect([answer.data, guarded.resolved]).toEqual([{ vault: null, level: null }, []])
    expect((await graph.ask('{ vault { __typename code } level }', as({ scope: 'admin' }))).data).toEqual({
      vault: { __typename: 'Vault', code: null },
      level: 'HIGH',
    })
  })
})

describe('a field that not everybody may have cannot be reached', () => {
  const name = { id: '2', bonus: 7 }

  it.each([
    ['by an alias', '{ person(id: 2) { id bonus a: email b: email } }', { ...name, a: null, b: null }],
    [
      'by a fragment that is spread at several places',
      '{ person(id: 2) { ...P mentor { ...P } } } fragment P on Person { id bonus email }',
      { ...name, email: null, mentor: null },
    ],
    [
      'by an inline fragment',
      '{ person(id: 2) { id bonus ... { ... on Person { email } } } }',
      { ...name, email: null },
    ],
    [
      'with conditions that hold',
      'query($yes: Boolean = true) { person(id: 2) { id bonus email @include(if: $yes) } }',
      { ...name, email: null },
    ],
  ])('%s', async (_, query, person) => {
    const answer = await graph.ask(query)
    expect([answer.data.person, guarded.resolved]).toEqual([person, []])
    expect(answer.errors.length).toBeGreaterThan(0)
  })

  it('through an interface that another type implements, too', async () => {
    expect((await graph.ask('{ node(id: 1) { id } }')).data).toEqual({ node: null })
    const answer = await graph.ask('{ node(id: 1) { id label } }', as({}))
    expect([answer.data, told(answer)]).toEqual([{ node: { id: 'b', label: null } }, [['FORBIDDEN', 'node.label']]])
    expect(guarded.resolved).toEqual([])
  })

  it('through a union', async () => {
    const answer = await graph.ask(
      '{ search { __typename ... on Person { id } ... on Vault { label } ... on Node { also: label } } }',
    )
    expect(JSON.stringify(answer.data)).not.toContain('vault')
    expect(answer.data.search?.[0]).toEqual({ __typename: 'Person', id: '2' })
    expect(told(answer)).toContainEqual(['UNAUTHENTICATED', 'search'])
  })

  it('and one that is left out by its conditions is no error', async () => {
    const query = 'query($no: Boolean!) { person(id: 1) { id ...E @include(if: $no) } } fragment E on Person { email }'
    const answer = await graph.ask(query, { variables: { no: false } })
    expect([answer.data, answer.errors]).toEqual([{ person: { id: '1' } }, []])
    expect((await graph.ask(query, { variables: { no: true } })).data).toEqual({ person: { id: '1', email: null } })
  })
})

it('does not execute a mutation that the viewer may not have, and does those beside it', async () => {
  const answer = await graph.ask('mutation { fire(id: 2) { id } greet(id: 2) { id email } }')
  expect([answer.data, guarded.resolved]).toEqual([{ fire: null, greet: { id: '2', email: null } }, ['Mutation.greet']])
})

describe('a subscription', () => {
  it('is refused when the viewer may not have its field', async () => {
    const { ended } = await follow(graph.socket(), 'subscription { left { id } }').next()
    expect(ended).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
    expect(guarded.resolved).toEqual([])
  })

  it('has events without the fields that the viewer may not have', async () => {
    const { event } = await follow(graph.socket(), 'subscription { joined { id email salary bonus } }').next()
    expect(event?.data).toEqual({ joined: { id: '1', email: null, salary: null, bonus: 7 } })
    expect(guarded.resolved).toEqual([])
  })
})

describe('a policy', () => {
  it('is asked for once, with all that the operation needs', async () => {
    const asked: string[][] = []
    const own = await start({
      policies: async (names, { claims }) => {
        asked.push(names)
        return { owner: (claims as { owner?: boolean } | null)?.owner === true, hr: true }
      },
    })
    const query = '{ person(id: 1) { notes } again: person(id: 2) { notes } }'
    expect((await own.ask(query)).data).toEqual({ person: { notes: null }, again: { notes: null } })
    expect(asked).toEqual([['hr', 'manager', 'owner']])
    expect((await own.ask(query, as({ owner: true }))).data).toEqual({
      person: { notes: 'late' },
      again: { notes: 'late' },
    })
    await own.ask('{ person(id: 1) { id } }')
    expect(asked).toHaveLength(2)
    await own.stop()
  })

  it('does not hold without a function that says so', async () => {
    expect((await graph.ask('{ person(id: 1) { notes } }', as({}))).data).toEqual({ person: { notes: null } })
  })

  it('that cannot be decided fails the operation and shows nothing', async () => {
    const own = await start({ policies: () => Promise.reject(new Error('the policy service is at 10.0.0.1')) })
    const { status, text } = await own.ask('{ person(id: 1) { notes } }')
    expect([status, text.includes('10.0.0.1'), guarded.resolved]).toEqual([500, false, []])
    await own.stop()
  })
})

it('refuses the whole operation, by setting', async () => {
  const own = await start({ settings: { port: 0, unauthorized: 'reject' } })
  const anonymous = await own.ask('{ person(id: 1) { id email } }')
  expect([anonymous.status, anonymous.data, told(anonymous)]).toEqual([
    401,
    undefined,
    [['UNAUTHENTICATED', undefined]],
  ])
  expect((await own.ask('{ person(id: 1) { salary } }', as({}))).status).toBe(403)
  expect((await own.ask('{ person(id: 1) { email } }', as({}))).status).toBe(200)
  await own.stop()
})

it('is never left to a shared cache, nor given from ours to who may not have it', async () => {
  const shared = createFixtureSubgraph(
    'shared',
    `extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@composeDirective"])
      @link(url: "https://example.com/cacheControl/v1.0", import: ["@cacheControl"])
      @composeDirective(name: "@cacheControl")
    directive @cacheControl(maxAge: Int) on FIELD_DEFINITION
    type Query { open: Int @cacheControl(maxAge: 60) closed: Int @authenticated @cacheControl(maxAge: 60) }`,
    { Query: { open: () => 1, closed: () => 2 } },
  )
  const own = await start({ supergraph: compose([shared]), subgraphs: { shared } })
  const open = await own.ask('{ open }', as({}))
  expect(open.headers.get('cache-control')).toContain('public')
  for (const round of [1, 2]) {
    const seen = await own.ask('{ open closed }', as({}))
    expect([round, seen.data, seen.headers.get('cache-control')]).toEqual([
      round,
      { open: 1, closed: 2 },
      expect.stringContaining('private'),
    ])
    const unseen = await own.ask('{ open closed }')
    expect([unseen.data, unseen.headers.get('cache-control')]).toEqual([{ open: 1, closed: null }, 'no-store'])
  }
  await own.stop()
})

describe('a supergraph', () => {
  it('with such rules is not served by the stock engine, which says so at the start', async () => {
    await expect(start({ settings: { port: 0, engine: 'apollo' } })).rejects.toThrow(/"apollo".*authenticated/)
  })

  it('is not composed when a field without requirements leaks one with them by @requires', () => {
    const link =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external"])'
    const leaking = createGuarded().subgraphs.people
    const other = `${link} type Person @key(fields: "id") { id: ID! email: String @external greeting: String @requires(fields: "email") }`
    const both = [leaking, { name: 'leak', typeDefs: parse(other) }]
    expect(() => compose(both)).toThrow(/auth requirements/)
  })
})
