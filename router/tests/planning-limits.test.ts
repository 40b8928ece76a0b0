import { QueryPlanner } from '@apollo/query-planner'
import { pino } from 'pino'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { createRouter } from '../src/router.ts'
import type { Router } from '../src/router.ts'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { compose, post } from './fixture/start-graph.ts'

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject", "@external", "@requires", "@shareable"])'

let router: Router
afterEach(() => router.stop())

async function start(subgraphs: ReturnType<typeof createFixtureSubgraph>[]): Promise<string> {
  router = createRouter({
    supergraph: compose(subgraphs),
    subgraphs: Object.fromEntries(subgraphs.map((subgraph) => [subgraph.name, subgraph])),
    settings: { port: 0, host: '127.0.0.1' },
    log: pino({ level: 'silent' }),
  })
  return `${(await router.listen()).url}/graphql`
}

it('gives up an operation that has too many ways to be fetched, before it fills the memory', async () => {
  const url = await start(
    [
      createFixtureSubgraph(
        'library',
        `${LINK}
      interface Media @key(fields: "id") { id: ID! title: String! next: Media }
      type Song implements Media @key(fields: "id") { id: ID! title: String! next: Media @shareable }
      type Movie implements Media @key(fields: "id") { id: ID! title: String! next: Media @shareable }
      type Query { media: Media }`,
        { Media: { __resolveType: () => 'Song' }, Query: { media: () => null } },
      ),
      ...['reviews', 'ranking', 'charts', 'shelves'].map((name) =>
        createFixtureSubgraph(
          name,
          `${LINK}
        type Media @key(fields: "id") @interfaceObject { id: ID! title: String! @external ${name}: String @requires(fields: "title") score: Int @shareable next: Media @shareable }
        type Query { ${name}Media: Media }`,
          {},
        ),
      ),
    ].map((one) => one),
  )
  const inner = 'reviews ranking charts shelves score title'
  const query = `{ reviewsMedia { ${`${inner} next { `.repeat(6)} ${inner} ${'} '.repeat(6)} } }`
  const { status, errors } = await post(url, JSON.stringify({ query }))
  expect([status, errors[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_COMPLEX'])
  // It is remembered: refusing it again is no work.
  const before = process.cpuUsage()
  for (let turn = 0; turn < 20; turn += 1) expect((await post(url, JSON.stringify({ query }))).status).toBe(400)
  // In microseconds, and the processor's own: other processes delay only the clock.
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000)
}, 20_000)

it('asks for the places of a merged fetch one by one when one of them fails them all', async () => {
  const rank = (artist: { id: string }): { id: string; rank: number } => {
    // Not in a promise: then the list of all entities fails, and with it the whole answer.
    if (artist.id === '2') throw new Error('no luck')
    return { id: artist.id, rank: Number(artist.id) }
  }
  const url = await start([
    createFixtureSubgraph(
      'songs',
      `${LINK}
      type Query { first: Artist second: Artist }
      type Artist @key(fields: "id") { id: ID! }`,
      { Query: { first: () => ({ id: '1' }), second: () => ({ id: '2' }) } },
    ),
    createFixtureSubgraph('charts', `${LINK} type Artist @key(fields: "id") { id: ID! rank: Int }`, {
      Artist: { __resolveReference: rank },
    }),
  ])
  const { data, errors } = await post(url, JSON.stringify({ query: '{ first { rank } second { rank } }' }))
  expect(data).toEqual({ first: { rank: 1 }, second: { rank: null } })
  expect(errors).toMatchObject([{ extensions: { serviceName: 'charts' } }])
})

it('remembers that an operation cannot be planned, and says no more than that it is our fault', async () => {
  const url = await start([createFixtureSubgraph('songs', 'type Query { song: String }', {})])
  const planning = vi.spyOn(QueryPlanner.prototype, 'buildQueryPlan').mockImplementation(() => {
    throw new Error('no way from songs to charts')
  })
  onTestFinished(() => planning.mockRestore())
  for (let turn = 0; turn < 3; turn += 1) {
    const { status, errors } = await post(url, JSON.stringify({ query: '{ song }' }))
    expect(status).toBe(500)
    expect(errors).toEqual([{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
  }
  expect(planning).toHaveBeenCalledTimes(1)
})
