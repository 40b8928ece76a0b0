import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRouter } from '../src/router.ts'
import type { Router } from '../src/router.ts'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { serveScripted } from './fixture/scripted-subgraph.ts'
import type { ScriptedSubgraph } from './fixture/scripted-subgraph.ts'
import { compose, post } from './fixture/start-graph.ts'
import type { Answer } from './fixture/start-graph.ts'

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])'

let router: Router
let lists: ScriptedSubgraph
let prices: ScriptedSubgraph
let ask: (query: string) => Promise<Answer>
const answers = { lists: '', prices: '' }

beforeAll(async () => {
  lists = await serveScripted()
  prices = await serveScripted()
  const script = (name: keyof typeof answers) => (call: { response: { end(text: string): unknown } }) =>
    call.response.end(answers[name])
  lists.script = script('lists')
  prices.script = script('prices')
  const typeDefs = {
    lists: `${LINK} scalar JSON type Query { things: [Thing] hello: String anything: JSON much: Float } type Thing @key(fields: "id") { id: ID! }`,
    prices: `${LINK} type Thing @key(fields: "id") { id: ID! price: Int stock: Int! }`,
  }
  router = createRouter({
    supergraph: compose([
      { ...createFixtureSubgraph('lists', typeDefs.lists, {}), url: lists.url },
      { ...createFixtureSubgraph('prices', typeDefs.prices, {}), url: prices.url },
    ]),
    log: pino({ level: 'silent' }),
    settings: { port: 0, host: '127.0.0.1' },
  })
  const { url } = await router.listen()
  ask = (query) => post(`${url}/graphql`, JSON.stringify({ query }))
})
afterAll(async () => {
  await router.stop()
  await lists.stop()
  await prices.stop()
})

it.each([
  null,
  'wrong',
  5,
  [[]],
  { message: { toString: 1 } },
  { message: 'm', path: 5 },
  { message: 'm', path: { 0: 'hello' } },
  { message: 'm', path: 'hello' },
  { message: 'm', path: [null, {}] },
  { message: 'm', extensions: 'abc' },
])('answers with the data that is there when a subgraph gives the error %j', async (error) => {
  answers.lists = JSON.stringify({ data: { hello: 'world' }, errors: [error] })
  const { status, data, errors } = await ask('{ hello }')
  expect([status, data]).toEqual([200, { hello: 'world' }])
  expect(errors).toEqual([
    { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR', serviceName: 'lists' } },
  ])
})

it.each([{ toString: 1 }, 5, [[]], 'Nothing', '__proto__'])(
  'answers when entities say that their type is %j',
  async (typename) => {
    answers.lists = '{"data":{"things":[{"__typename":"Thing","id":"1"}]}}'
    answers.prices = JSON.stringify({ data: { _entities: [{ __typename: typename, price: 5 }] } })
    const later = await ask('{ things { __typename id price } }')
    expect(later.status).toBe(200)
    answers.lists = JSON.stringify({ data: { things: [{ __typename: typename, id: '1' }] } })
    answers.prices = '{"data":{"_entities":[]}}'
    const first = await ask('{ things { id price } }')
    expect(first.status).toBe(200)
  },
)

// It took three seconds, in which nobody else was answered, when each error was looked up and compared with each null.
it.each([
  ['price', { price: null }],
  ['stock', null],
])('tells 4,000 errors at %s of as many entities without holding everybody up', async (field, entity) => {
  const ids = Array.from({ length: 4000 }, (_, index) => String(index))
  answers.lists = JSON.stringify({ data: { things: ids.map((id) => ({ __typename: 'Thing', id })) } })
  prices.script = (call) => {
    const representations = call.variables['representations'] as { id: string }[]
    const errors = representations.map((_, index) => ({
      message: 'Not known.',
      path: ['_entities', index, field],
      extensions: { code: 'UNKNOWN' },
    }))
    call.response.end(JSON.stringify({ data: { _entities: representations.map(() => entity) }, errors }))
  }
  const begun = process.cpuUsage()
  const { errors } = await ask(`{ things { id ${field} } }`)
  // In microseconds, and the processor's own: other processes delay only the clock.
  expect(process.cpuUsage(begun).user).toBeLessThan(1_500_000)
  expect(errors.map(({ path }) => path)).toHaveLength(4000)
  expect(new Set(errors.map(({ path }) => String(path)))).toEqual(new Set(ids.map((id) => `things,${id},${field}`)))
})

it('answers without data when a value is nested so deeply that it cannot be written', async () => {
  const levels = 200_000
  answers.lists = `{"data":{"anything":${'['.repeat(levels)}${']'.repeat(levels)}}}`
  for (let time = 0; time < 3; time += 1) {
    const { status, data, errors } = await ask('{ anything }')
    expect([status, data, errors[0]?.extensions.code]).toEqual([200, null, 'SUBGRAPH_ANSWER_INVALID'])
  }
  answers.lists = '{"data":{"hello":"world"}}'
  expect((await ask('{ hello }')).data).toEqual({ hello: 'world' })
})

// JSON has them, JavaScript has only Infinity for them, which no JSON is.
it.each(['{ much }', '{ anything }', '{ hello much }'])('says which number of %s cannot be written', async (query) => {
  answers.lists = '{"data":{"much":1e999,"anything":-1e999,"hello":"\\n"}}'
  const { status, errors } = await ask(query)
  expect([status, errors[0]?.extensions.code]).toEqual([200, 'SUBGRAPH_ANSWER_INVALID'])
  answers.lists = '{"data":{"anything":{"of":[1e999]}}}'
  expect((await ask('{ anything }')).data).toEqual({ anything: { of: [null] } })
})
