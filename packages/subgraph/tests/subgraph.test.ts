import type { ExecutionResult } from 'graphql'
import { expect, test } from 'vitest'
import { createLog } from '../src/log.ts'
import type { SubgraphRequest } from '../src/subgraph.ts'
import { createFixture } from './fixture-subgraph.ts'

const ask = (query: string, more: Partial<SubgraphRequest> = {}): SubgraphRequest => ({ query, headers: {}, ...more })
const as = (id: string) => ({ headers: { authorization: `Bearer ${id}` } })
const codesOf = (result: ExecutionResult) => result.errors?.map((error) => error.extensions.code)
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

async function open(fixture: ReturnType<typeof createFixture>, request: SubgraphRequest) {
  const stream = await fixture.subgraph.subscribe(request)
  if (!('next' in stream)) throw new Error(`no stream: ${JSON.stringify(stream)}`)
  return stream
}

test('the viewer of the header reaches the resolvers', async () => {
  const { subgraph } = createFixture()
  expect((await subgraph.execute(ask('{ viewerId }', as('anna')))).data).toEqual({ viewerId: 'anna' })
  expect((await subgraph.execute(ask('{ viewerId }'))).data).toEqual({ viewerId: null })
  expect(codesOf(await subgraph.execute(ask('{ viewerId }', as('expired'))))).toEqual(['TOKEN_EXPIRED'])
  const basic = { headers: { authorization: 'Basic x' } }
  expect(codesOf(await subgraph.execute(ask('{ viewerId }', basic)))).toEqual(['TOKEN_INVALID'])
})

test("an unforeseen error is logged with the request's id, and tells the client nothing else", async () => {
  const lines: string[] = []
  const log = createLog({ name: 'fixture', destination: { write: (line) => void lines.push(line) } })
  const { subgraph } = createFixture({ log })
  const result = await subgraph.execute(ask('{ broken viewerId }', { headers: { 'x-request-id': 'request-7' } }))
  expect(plain(result)).toEqual({
    data: { broken: null, viewerId: null },
    errors: [
      {
        message: 'Internal server error',
        path: ['broken'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-7' },
      },
    ],
  })
  expect(JSON.parse(lines[0]!)).toMatchObject({
    requestId: 'request-7',
    err: { message: expect.stringContaining('secret') },
  })
  const never = await subgraph.execute(ask('{ never }'))
  expect(never.data).toBeNull()
  expect(codesOf(never)).toEqual(['INTERNAL_SERVER_ERROR'])
})

test("what is wrong with the client's request has its own code", async () => {
  const { subgraph } = createFixture({ limits: { maxDepth: 3, maxTokens: 100 } })
  const cases: [SubgraphRequest, string][] = [
    [ask('{'), 'GRAPHQL_PARSE_FAILED'],
    [ask('{ nothing }'), 'GRAPHQL_VALIDATION_FAILED'],
    [ask(`{ ${'viewerId '.repeat(100)} }`), 'QUERY_TOO_COMPLEX'],
    [ask('query a { viewerId } query b { viewerId }'), 'BAD_USER_INPUT'],
    [ask('query ($text: String!) { echo(text: $text) }', { variables: { text: 1 } }), 'BAD_USER_INPUT'],
    [ask('query ($text: String!) { echo(text: $text) }', { variables: { text: 'a\u0000' } }), 'BAD_USER_INPUT'],
    [ask('query ($text: String!) { echo(text: $text) }'), 'BAD_USER_INPUT'],
    [ask('query ($text: String = "x") { echo(text: $text) }', { variables: { text: null } }), 'BAD_USER_INPUT'],
    [ask('subscription { ticks { n } }'), 'BAD_USER_INPUT'],
    [ask('{ mustSignIn }'), 'UNAUTHENTICATED'],
  ]
  for (const [request, code] of cases) {
    expect({ query: request.query, codes: codesOf(await subgraph.execute(request)) }).toMatchObject({ codes: [code] })
  }
})

test('entities are loaded in one batch, and a bad representation fails alone', async () => {
  const { subgraph, batches } = createFixture()
  const ids = ['a', 'broken', 'b']
  const representations = [...ids.map((id) => ({ __typename: 'Book', id })), { __typename: 'Car', id: 'c' }, {}]
  const query =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Book { title } } }'
  const result = await subgraph.execute(ask(query, { variables: { representations } }))
  expect(plain(result.data)).toEqual({ _entities: [{ title: 'Book a' }, null, { title: 'Book b' }, null, null] })
  expect(codesOf(result)?.toSorted()).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT', 'INTERNAL_SERVER_ERROR'])
  expect(batches).toEqual([['a', 'b']])
})

test('more representations than the cap are refused without a read', async () => {
  const { subgraph, batches } = createFixture({ limits: { maxRepresentations: 2 } })
  const representations = ['a', 'b', 'c'].map((id) => ({ __typename: 'Book', id }))
  const query = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }'
  expect(codesOf(await subgraph.execute(ask(query, { variables: { representations } })))).toEqual(['BAD_USER_INPUT'])
  expect(batches).toEqual([])
})

test('the SDL is there for composition', async () => {
  const result = await createFixture().subgraph.execute(ask('{ _service { sdl } }'))
  expect(JSON.stringify(result.data)).toContain('type Book')
})

test('resolvers that do not fit the SDL are reported at the start, all at once', () => {
  const resolvers = { Query: { viewerID: () => null }, Books: {} }
  expect(() => createFixture({ resolvers })).toThrow(
    /Query\.viewerID is not in the SDL.*no type Books.*Query\.viewerId has no resolver.*Mutation\.count has no resolver/,
  )
})

test('an entity that nothing looks up by its key is reported at the start', () => {
  const resolvers = { Book: { title: () => 'Emma' } }
  expect(() => createFixture({ resolvers })).toThrow(/Book has a key but no __resolveReference/)
})

test('a subscription gives each event, with the viewer and with errors masked', async () => {
  const fixture = createFixture()
  const stream = await open(fixture, ask('subscription { ticks { n viewerId name } }', as('anna')))
  expect(plain((await stream.next()).value)).toEqual({ data: { ticks: { n: 0, viewerId: 'anna', name: 'tick 0' } } })
  fixture.tick(13)
  const failed = (await stream.next()).value as ExecutionResult
  expect(plain(failed.data)).toEqual({ ticks: { n: 13, viewerId: 'anna', name: null } })
  expect(codesOf(failed)).toEqual(['INTERNAL_SERVER_ERROR'])
  await stream.return(undefined)
  expect(fixture.open()).toBe(0)
})

test('return() releases the source while next() waits', async () => {
  const fixture = createFixture()
  for (const field of ['ticks', 'generated']) {
    const stream = await open(fixture, ask(`subscription { ${field} { n } }`))
    await stream.next()
    const waiting = stream.next()
    expect(await stream.return(undefined)).toMatchObject({ done: true })
    expect(await waiting).toMatchObject({ done: true })
  }
  expect(fixture.open()).toBe(0)
  await expect.poll(() => fixture.generatorEnded()).toBe(true)
})

test('a subscription ends with the signal of its client', async () => {
  const fixture = createFixture()
  const client = new AbortController()
  const stream = await open(fixture, ask('subscription { ticks { n } }', { signal: client.signal }))
  await stream.next()
  const waiting = stream.next()
  client.abort()
  expect(await waiting).toMatchObject({ done: true })
  expect(fixture.open()).toBe(0)
})

test('a query looks at no signal that its resolvers do not look at, so whoever asks need not make one', async () => {
  const { subgraph } = createFixture({ createRequestContext: ({ viewer }) => ({ viewer }) as never })
  let looks = 0
  const request = {
    ...ask('{ viewerId }', as('anna')),
    get signal() {
      looks += 1
      return new AbortController().signal
    },
  }
  expect(await subgraph.execute(request)).toMatchObject({ data: { viewerId: 'anna' } })
  expect(looks).toBe(0)
})

test('a subscription that is refused answers with the reason', async () => {
  const { subgraph } = createFixture()
  const refused = await subgraph.subscribe(ask('subscription { refused { n } }'))
  expect(codesOf(refused as ExecutionResult)).toEqual(['UNAUTHENTICATED'])
  const query = await subgraph.subscribe(ask('{ viewerId }'))
  expect((query as ExecutionResult).data).toEqual({ viewerId: null })
})
