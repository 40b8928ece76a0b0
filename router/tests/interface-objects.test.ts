import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRouter } from '../src/router.ts'
import type { Router } from '../src/router.ts'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { compose, post } from './fixture/start-graph.ts'
import type { Answer } from './fixture/start-graph.ts'

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])'
const IDS = ['Song', 'Movie', 'Podcast']
const media = (id: string): object => ({ __typename: id, id, title: `The ${id}` })

let router: Router
let ask: (query: string) => Promise<Answer>

beforeAll(async () => {
  const fields = 'implements Media @key(fields: "id") { id: ID! title: String'
  const library = createFixtureSubgraph(
    'library',
    `${LINK}
    interface Media @key(fields: "id") { id: ID! title: String }
    type Song ${fields} seconds: Int }
    type Movie ${fields} }
    type Podcast ${fields} }
    union Hit = Song | Movie
    type Query { hits: [Hit!]! }`,
    {
      Media: { __resolveReference: ({ id }: { id: string }) => media(id) },
      Song: { seconds: () => 180 },
      Query: { hits: () => ['Song', 'Movie'].map(media) },
    },
  )
  const reviews = createFixtureSubgraph(
    'reviews',
    `${LINK}
    type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int next: Media }
    type Query { reviewed: [Media!]! }`,
    {
      Media: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        stars: ({ id }: { id: string }) => id.length,
        next: ({ id }: { id: string }) => ({ id: IDS[(IDS.indexOf(id) + 1) % IDS.length] }),
      },
      Query: { reviewed: () => IDS.map((id) => ({ id })) },
    },
  )
  const subgraphs = [library, reviews]
  router = createRouter({
    supergraph: compose(subgraphs),
    subgraphs: Object.fromEntries(subgraphs.map((one) => [one.name, one])),
    log: pino({ level: 'silent' }),
    settings: { port: 0, host: '127.0.0.1' },
  })
  const { url } = await router.listen()
  ask = (query) => post(`${url}/graphql`, JSON.stringify({ query }))
})
afterAll(() => router.stop())

// Apollo's planner finds no way to the type's name for these as they are asked.
it.each([
  [
    'the name of the type',
    '{ reviewed { id ... on Hit { __typename } } }',
    [{ id: 'Song', __typename: 'Song' }, { id: 'Movie', __typename: 'Movie' }, { id: 'Podcast' }],
  ],
  [
    'fields of the interface',
    '{ reviewed { ... on Hit { ... on Media { title stars } ... on Song { seconds } } } }',
    [{ title: 'The Song', stars: 4, seconds: 180 }, { title: 'The Movie', stars: 5 }, {}],
  ],
  [
    'fragments within each other, by name',
    '{ reviewed { next { ...A } } } fragment A on Hit { ...B } fragment B on Media { stars next { ... on Hit { __typename } } }',
    [{ next: { stars: 5, next: {} } }, { next: {} }, { next: { stars: 4, next: { __typename: 'Movie' } } }],
  ],
])('gives %s of a union within an interface that a subgraph knows as one object', async (_, query, reviewed) => {
  const { data, errors } = await ask(query)
  expect(errors).toEqual([])
  expect(data).toEqual({ reviewed })
})

it('plans none that would be divided into very many', async () => {
  const levels = 14
  const query = `{ reviewed { ${'... on Hit { ... on Media { next { '.repeat(levels)} id ${'} } } '.repeat(levels)} } }`
  const before = process.cpuUsage()
  const { status, errors } = await ask(query)
  expect([status, errors[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_COMPLEX'])
  // In microseconds, and the processor's own: other processes delay only the clock.
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000)
})
