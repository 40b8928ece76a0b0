import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRouter } from '../src/router.ts'
import type { Router } from '../src/router.ts'
import type { RouterSettings } from '../src/settings.ts'
import { createFixtureSubgraph } from './fixture/fixture-subgraph.ts'
import { compose, post } from './fixture/start-graph.ts'
import type { Answer } from './fixture/start-graph.ts'

let router: Router
let closed: Router
let ask: (query: string, variables?: object) => Promise<Answer>
/** The same, where clients may not read the schema. */
let askClosed: typeof ask

beforeAll(async () => {
  const echoes = createFixtureSubgraph(
    'echoes',
    'scalar Anything enum Colour { CRIMSON } input Look { shade: Colour } type Query { echo(value: Anything, look: Look): String }',
    {
      Query: { echo: (_: unknown, { value }: { value: unknown }) => JSON.stringify(value) },
    },
  )
  const start = (settings: Partial<RouterSettings>): Router =>
    createRouter({
      supergraph: compose([echoes]),
      subgraphs: { echoes },
      log: pino({ level: 'silent' }),
      settings: { port: 0, host: '127.0.0.1', ...settings },
    })
  const asker = async (one: Router): Promise<typeof ask> => {
    const { url } = await one.listen()
    return (query, variables) => post(`${url}/graphql`, JSON.stringify({ query, variables }))
  }
  router = start({})
  closed = start({ introspection: false })
  ask = await asker(router)
  askClosed = await asker(closed)
})
afterAll(async () => {
  await router.stop()
  await closed.stop()
})

const listsWithin = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

// The planner would take a second for twenty levels, twice as long for each further one, and everybody would wait for it.
it('refuses literals of forty lists within each other, in arguments and defaults, and takes them as variables', async () => {
  const inArgument = await ask(`{ echo(value: ${listsWithin(40)}) }`)
  expect([inArgument.status, inArgument.errors[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_COMPLEX'])
  const inDefault = await ask(`query ($value: Anything = {a: ${listsWithin(10)}}) { echo(value: $value) }`)
  expect([inDefault.status, inDefault.errors[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_COMPLEX'])

  const few = await ask(`{ one: echo(value: ${listsWithin(10)}) two: echo(value: ${listsWithin(10)}) }`)
  expect(few.data).toEqual({ one: listsWithin(10), two: listsWithin(10) })
  const given = await ask('query ($value: Anything) { echo(value: $value) }', { value: JSON.parse(listsWithin(40)) })
  expect(given.data).toEqual({ echo: listsWithin(40) })
})

it('says only that a query is too complex, before it is compared with the schema field by field', async () => {
  const { status, errors } = await ask(`{ ${'echo(value: 1) missing '.repeat(600)} }`)
  expect(status).toBe(400)
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX'])
})

it.each([
  ['a field', '{ ecco }', {}],
  ['an argument', '{ echo(valu: 1) }', {}],
  ['a literal', '{ echo(look: { shade: CRIMSO }) }', {}],
  ['the value of a variable', 'query ($look: Look) { echo(look: $look) }', { look: { shade: 'CRIMSO' } }],
  ['a field of a variable', 'query ($look: Look) { echo(look: $look) }', { look: { shad: 'CRIMSON' } }],
])('suggests no name of a schema that may not be read, in place of %s', async (_, query, variables) => {
  const [said, told] = await Promise.all([askClosed(query, variables), ask(query, variables)])
  expect(told.errors.map(({ message }) => message).join()).toContain('Did you mean')
  expect([said.status, said.text]).toEqual([400, expect.not.stringContaining('Did you mean')])
})
