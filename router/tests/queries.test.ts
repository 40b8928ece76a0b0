import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph, Topology } from './fixture/start-graph.ts'

describe.each<Topology>(['in one process', 'over HTTP'])('with subgraphs %s', (topology) => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph(topology)
  })
  afterAll(() => graph.stop())

  it('answers a query that crosses all three subgraphs', async () => {
    const { data, errors } = await graph.ask('{ books { title rating author { name } } }')
    expect(errors).toEqual([])
    expect(data.books?.[1]).toEqual({ title: 'Ulysses', rating: 2.5, author: { name: 'Author a2' } })
  })

  it('runs mutations and answers with fields of other subgraphs', async () => {
    const { data } = await graph.ask(
      'mutation Rename($title: String!) { renameBook(id: 3, title: $title) { title rating } }',
      { variables: { title: 'The Star Diaries' } },
    )
    expect(data).toEqual({ renameBook: { title: 'The Star Diaries', rating: 3.5 } })
  })

  it('keeps the code of a subgraph error and gives its path in the terms of the client', async () => {
    const { data, errors, status } = await graph.ask('{ mine: refused books { title } }')
    expect(status).toBe(200)
    expect(data.books).toHaveLength(3)
    expect(errors).toEqual([
      { message: 'Not yours.', path: ['mine'], extensions: { code: 'FORBIDDEN', serviceName: 'books' } },
    ])
  })

  it('shows nothing of an error that nobody wrote for clients, and logs it', async () => {
    const { text, errors } = await graph.ask('{ broken }')
    expect(errors).toEqual([
      {
        message: 'Internal server error',
        path: ['broken'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', serviceName: 'books' },
      },
    ])
    expect(text).not.toMatch(/password|stack/)
    expect(JSON.stringify(graph.logged)).toContain('the password of the database')
  })

  it('passes on the token, the request id, the trace and the language, and nothing that a client invents', async () => {
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const { data, headers } = await graph.ask('{ caller { authorization requestId traceparent language invented } }', {
      headers: {
        authorization: 'Bearer abc',
        'x-request-id': 'request-1',
        traceparent: trace,
        'accept-language': 'de',
        'x-viewer': 'admin',
      },
    })
    expect(data.caller).toEqual({
      authorization: 'Bearer abc',
      requestId: 'request-1',
      traceparent: trace,
      language: 'de',
      invented: null,
    })
    expect(headers.get('x-request-id')).toBe('request-1')
  })

  it('keeps to itself what a socket calls a header and HTTP could not send', async () => {
    const client = graph.socket()
    for (const text of ['de\r\nauthorization: Bearer x', 'd\u0000e', '€', 'x'.repeat(20_000)]) {
      const extensions = { headers: { 'accept-language': text, 'user-agent': text, tracestate: text } }
      const answers = client.iterate({ query: '{ caller { language authorization } }', extensions })
      expect((await answers.next()).value).toEqual({ data: { caller: { language: null, authorization: null } } })
    }
    await client.dispose()
  })

  it('logs one line per request, with the name of the operation and how long it took', async () => {
    await graph.ask('query TitlesOnly { books { title } }', { headers: { 'x-request-id': 'logged-1' } })
    const lines = graph.logged.filter((line) => line['requestId'] === 'logged-1' && line.msg === 'request')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      operation: 'TitlesOnly',
      kind: 'query',
      status: 200,
      durationMs: expect.any(Number),
    })
  })

  it('says which subgraphs are ready', async () => {
    const response = await fetch(`${graph.url}/health/ready`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ subgraphs: { books: 'up', reviews: 'up', authors: 'up' }, down: [] })
    expect((await fetch(`${graph.url}/health/live`)).status).toBe(200)
  })
})

it('serves routes beside GraphQL, to GET requests whose path begins as theirs, and to POST where one takes bodies', async () => {
  const handle = async (request: Request): Promise<Response> => new Response(new URL(request.url).pathname)
  const graph = await startGraph('in one process', {
    routes: [
      { path: '/.well-known/jwks.json', handle },
      { path: '/images/', handle },
      { path: '/hooks/', maxBodyBytes: 10, handle: async (request) => new Response(await request.arrayBuffer()) },
    ],
  })
  const text = async (path: string): Promise<string> => (await fetch(graph.url + path)).text()
  expect(await text('/images/1.svg')).toBe('/images/1.svg')
  expect(await text('/.well-known/jwks.json')).toBe('/.well-known/jwks.json')
  expect((await fetch(`${graph.url}/images/1.svg`, { method: 'POST' })).status).toBe(404)
  const post = (body: Uint8Array<ArrayBuffer>) => fetch(`${graph.url}/hooks/a`, { method: 'POST', body })
  const bytes = new Uint8Array([0xff, 0x00, 0x0a])
  expect(new Uint8Array(await (await post(bytes)).arrayBuffer())).toEqual(bytes)
  expect((await post(new Uint8Array(11))).status).toBe(413)
  // As proxies are asked, and with a name and password, which a Request refuses to have in its address.
  const asked = get(graph.url, { path: 'http://ada:secret@elsewhere/images/2.svg' })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  expect([answer.statusCode, (await answer.toArray()).join('')]).toEqual([200, '/images/2.svg'])
  await graph.stop()
})
