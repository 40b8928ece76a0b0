import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { follow } from './fixture/follow.ts'
import { post, startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

let graph: Graph
beforeAll(async () => {
  graph = await startGraph('in one process', {
    settings: { maxDepth: 6, maxTokens: 200, maxRootFields: 3, maxFields: 30 },
  })
})
afterAll(() => graph.stop())

function send(body: string, headers: Record<string, string> = {}) {
  return post(`${graph.url}/graphql`, body, headers)
}

describe('a request that cannot be served gets a status and a stable code', () => {
  it('when its body is no JSON', async () => {
    const { status, errors } = await send('{ books { title } }')
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST'])
  })

  it('when its body is empty, a list, or has no query', async () => {
    for (const body of ['', '[{"query":"{ books { title } }"}]', '{}', '{"query":1}']) {
      const { status, errors } = await send(body)
      expect([body, status, errors[0]?.extensions.code]).toEqual([body, 400, 'BAD_REQUEST'])
    }
  })

  it('when its body has one megabyte', async () => {
    const { status, errors } = await send(
      JSON.stringify({ query: '{ books { title } }', variables: 'x'.repeat(1 << 20) }),
    )
    expect([status, errors[0]?.extensions.code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
  })

  it('when the query has too many tokens', async () => {
    const { status, errors } = await graph.ask(`{ ${'books { title } '.repeat(100)} }`)
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_COMPLEX'])
    expect(errors[0]?.message).toBe('The query has more than 200 tokens.')
  })

  it('when the query is too deep, fragments counted where they are spread', async () => {
    const query = `query { __schema { types { ...A } } } fragment A on __Type { ofType { ofType { ...B } } } fragment B on __Type { ofType { ofType { name } } }`
    const { status, errors } = await graph.ask(query)
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_COMPLEX'])
    expect(errors[0]?.message).toContain('7 levels')
  })

  it('when it has too many root fields under other names, or too many fields by its fragments', async () => {
    const signIns = Array.from({ length: 4 }, (_, turn) => `m${turn}: renameBook(id: 1, title: "x") { id }`)
    const many = await graph.ask(`mutation { ${signIns.join(' ')} }`)
    expect([many.status, many.errors[0]?.extensions.code]).toEqual([400, 'QUERY_TOO_COMPLEX'])
    expect(many.errors[0]?.message).toBe('The query has 4 fields at its root; 3 are allowed.')
    const book = 'a: book(id: 1) { ...A } b: book(id: 1) { ...A }'
    const doubled = await graph.ask(
      `{ ${book} } fragment A on Book { ...B ...B } fragment B on Book { ${'title '.repeat(8)} }`,
    )
    expect(doubled.errors[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX')
  })

  it('when it is nested so deeply that the parser gives up, over a socket too, which stays open', async () => {
    // So deep that no stack is enough, also when the parser is compiled and needs less of it.
    const deep = await startGraph('in one process', { settings: { maxTokens: 100_000 } })
    const query = `{ book(id: ${'['.repeat(40_000)}${']'.repeat(40_000)}) { title } }`
    const { status, errors } = await deep.ask(query)
    expect([status, errors[0]]).toMatchObject([400, { extensions: { code: 'QUERY_TOO_COMPLEX' } }])
    const client = deep.socket()
    expect(await follow(client, query).next()).toMatchObject({
      ended: [{ message: 'The query is nested too deeply.', extensions: { code: 'QUERY_TOO_COMPLEX' } }],
    })
    expect(await follow(client, '{ book(id: 1) { title } }').next()).toEqual({
      event: { data: { book: { title: 'Emma' } } },
    })
    await client.dispose()
    await deep.stop()
  })

  it('when a variable is nested too deeply, wherever it would have gone', async () => {
    const id = JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown
    const { status, errors } = await graph.ask('query ($id: ID!) { book(id: $id) { title } }', { variables: { id } })
    expect([status, errors[0]?.message]).toEqual([400, 'The variables have more than 50 levels.'])
    expect(errors[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX')
  })

  it('when fragments spread each other', async () => {
    const { errors } = await graph.ask('{ books { ...A } } fragment A on Book { ...B } fragment B on Book { ...A }')
    expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  it('when it does not parse, asks for unknown fields, or has a variable of the wrong type', async () => {
    const codes = await Promise.all([
      graph.ask('{ books'),
      graph.ask('{ boooks }'),
      graph.ask('query($id: ID!) { book(id: $id) { title } }', { variables: { id: {} } }),
      graph.ask('query A { books { title } } query B { books { title } }'),
      graph.ask('subscription { bookChanged(id: 1) { title } }'),
    ])
    expect(codes.map(({ errors }) => errors[0]?.extensions.code)).toEqual([
      'GRAPHQL_PARSE_FAILED',
      'GRAPHQL_VALIDATION_FAILED',
      'BAD_USER_INPUT',
      'OPERATION_RESOLUTION_FAILURE',
      'BAD_REQUEST',
    ])
    for (const { text } of codes) expect(text).not.toMatch(/stack|node_modules/)
  })

  it('when it names an operation that together with its text is another document', async () => {
    expect((await graph.ask('query\n{ book(id: 1) { title } }')).errors).toEqual([])
    const { errors } = await send(JSON.stringify({ query: '{ book(id: 1) { title } }', operationName: 'query' }))
    expect(errors[0]?.extensions.code).toBe('OPERATION_RESOLUTION_FAILURE')
  })

  it('when a form of another page could have sent it', async () => {
    const body = JSON.stringify({ query: '{ books { title } }' })
    const { status, errors } = await send(body, { 'content-type': 'text/plain' })
    expect([status, errors[0]?.extensions.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  it('when it goes nowhere, or uses another method', async () => {
    const nowhere = await fetch(`${graph.url}/elsewhere`)
    const wrong = await fetch(`${graph.url}/graphql`, { method: 'PATCH' })
    expect([nowhere.status, wrong.status, wrong.headers.get('allow')]).toEqual([404, 405, 'GET, POST, PUT, DELETE'])
  })
})

describe('requests that are fine', () => {
  it('may use GET for queries, and not for mutations', async () => {
    const url = `${graph.url}/graphql?query=`
    const query = await fetch(url + encodeURIComponent('{ book(id: 1) { title } }'))
    expect(await query.json()).toEqual({ data: { book: { title: 'Emma' } } })
    const mutation = await fetch(url + encodeURIComponent('mutation { renameBook(id: 1, title: "x") { id } }'))
    expect(mutation.status).toBe(405)
  })

  it('may come from scripts of any origin, without credentials', async () => {
    const preflight = await fetch(`${graph.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:3000', 'access-control-request-headers': 'authorization,content-type' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type')
    expect(preflight.headers.has('access-control-allow-credentials')).toBe(false)
  })
})
