import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { brotliCompressSync, brotliDecompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

let graph: Graph
beforeAll(async () => {
  graph = await startGraph('in one process', { settings: { bodyLimit: 20_000 } })
})
afterAll(() => graph.stop())

type Raw = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }

const EMMA = '{"query":"{ book(id: 1) { title } }"}'
const JSON_BODY = { 'content-type': 'application/json' }

/** Unlike fetch: what is sent is what is said here, and what comes is not unpacked. */
function send(body: string | Buffer | null, headers: Record<string, string>, to = graph, path = ''): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const method = body === null ? 'GET' : 'POST'
    const request = httpRequest(`${to.url}/graphql${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    request.on('error', reject)
    request.end(body ?? undefined)
  })
}

function get(query: string, headers: Record<string, string> = {}): Promise<Raw> {
  return send(null, headers, graph, `?query=${encodeURIComponent(query)}`)
}

const codeOf = ({ body }: Raw) =>
  (JSON.parse(body.toString()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code

describe('the form of an answer', () => {
  const PLAIN = 'application/json; charset=utf-8'
  const NEW = 'application/graphql-response+json; charset=utf-8'

  it.each([
    [undefined, PLAIN, 400],
    ['*/*', PLAIN, 400],
    ['application/*', PLAIN, 400],
    ['text/html, */*;q=0.1', PLAIN, 400],
    ['application/json', PLAIN, 200],
    ['application/json; charset=utf-8', PLAIN, 200],
    ['application/graphql-response+json', NEW, 400],
    ['application/graphql-response+json, application/json;q=0.9', NEW, 400],
    ['application/json, application/graphql-response+json', NEW, 400],
    ['application/json, application/graphql-response+json;q=0.5', PLAIN, 200],
    ['application/json;q=0, */*', NEW, 400],
  ])('for accept: %s is %s, and a query that does not parse has the status %s', async (accept, type, status) => {
    const headers = { ...JSON_BODY, ...(accept ? { accept } : {}) }
    const good = await send(EMMA, headers)
    const bad = await send('{"query":"{"}', headers)
    expect([good.status, good.headers['content-type']]).toEqual([200, type])
    expect([bad.status, bad.headers['content-type'], codeOf(bad)]).toEqual([status, type, 'GRAPHQL_PARSE_FAILED'])
  })

  it.each([
    'text/html',
    'application/json;charset=latin1',
    'application/json;q=0',
    'application/*;q=0',
    'multipart/mixed',
  ])('for accept: %s is none of ours: 406, and nothing is executed', async (accept) => {
    const answer = await send('{"query":"mutation { renameBook(id: 1, title: \\"lost\\") { id } }"}', {
      ...JSON_BODY,
      accept,
    })
    expect([answer.status, codeOf(answer)]).toEqual([406, 'NOT_ACCEPTABLE'])
    expect((await graph.ask('{ book(id: 1) { title } }')).data).toEqual({ book: { title: 'Emma' } })
  })

  it('is the one that was asked for in refusals, too, and these keep their status', async () => {
    const accept = 'application/graphql-response+json'
    const mutation = await get('mutation { renameBook(id: 1, title: "lost") { id } }', { accept })
    expect([mutation.status, mutation.headers['allow'], mutation.headers['content-type']]).toEqual([405, 'POST', NEW])
    const legacy = await send('{}', { ...JSON_BODY, accept: 'application/json' })
    expect([legacy.status, codeOf(legacy)]).toEqual([400, 'BAD_REQUEST'])
  })

  it('is never guessed by browsers, nor kept on the way unless it may be', async () => {
    const answers = [
      await send(EMMA, JSON_BODY),
      await get('{ book(id: 1) { title } }'),
      await get('{'),
      await get('{ broken }'),
    ]
    expect(answers.map(({ headers }) => headers['x-content-type-options'])).toEqual(Array(4).fill('nosniff'))
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(Array(4).fill('no-store'))
    expect(answers[1]?.headers['vary']).toContain('accept')
  })
})

describe('the body of a request', () => {
  it.each([
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
  ])('is not taken as %s', async (type) => {
    const answer = await send(EMMA, { 'content-type': type, 'apollo-require-preflight': 'yes' })
    expect([answer.status, codeOf(answer)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  it('is taken as JSON in UTF-8 however that is spelled, and refused when it is not', async () => {
    for (const type of [
      'application/json;charset=UTF-8',
      'APPLICATION/JSON; charset="utf-8"',
      'application/graphql+json',
    ]) {
      expect((await send(EMMA, { 'content-type': type })).status).toBe(200)
    }
    const latin = await send(Buffer.from('{"query":"{ book(id: \\"\xe9\\") { title } }"}', 'latin1'), JSON_BODY)
    expect([latin.status, codeOf(latin)]).toEqual([400, 'BAD_REQUEST'])
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('may be packed with %s, but not to hide its length', async (encoding, pack) => {
    const headers = { ...JSON_BODY, 'content-encoding': encoding }
    expect((await send(pack(EMMA), headers)).body.toString()).toBe('{"data":{"book":{"title":"Emma"}}}')
    const bomb = pack(Buffer.alloc(60_000_000, ' '))
    expect(bomb.length).toBeLessThan(600_000)
    const refused = await send(bomb, headers)
    expect([refused.status, codeOf(refused)]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
    const broken = await send(pack(EMMA).subarray(0, 20), headers)
    expect([broken.status, codeOf(broken)]).toEqual([400, 'BAD_REQUEST'])
  })

  it('may not be packed in other ways, nor twice', async () => {
    for (const encoding of ['compress', 'gzip, gzip', 'constructor']) {
      const answer = await send(EMMA, { ...JSON_BODY, 'content-encoding': encoding })
      expect([answer.status, answer.headers['accept-encoding']]).toEqual([415, 'gzip, deflate, br, zstd'])
    }
  })
})

describe('answers that are long enough', () => {
  const long = JSON.stringify({
    query: `{ ${Array.from({ length: 24 }, (_, i) => `book${'x'.repeat(90)}${i}: book(id: 1) { title }`).join(' ')} }`,
  })

  it.each([
    ['gzip', 'gzip', gunzipSync],
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip, deflate, br, zstd', 'zstd', zstdDecompressSync],
    ['zstd;q=0, br;q=0.1, gzip;q=0.5', 'gzip', gunzipSync],
    ['*', 'zstd', zstdDecompressSync],
  ] as const)('are packed for accept-encoding: %s with %s', async (accepted, encoding, unpack) => {
    const plain = await send(long, JSON_BODY)
    const packed = await send(long, { ...JSON_BODY, 'accept-encoding': accepted })
    expect([packed.headers['content-encoding'], packed.headers['vary']]).toEqual([encoding, 'accept-encoding'])
    expect(packed.headers['content-length']).toBe(String(packed.body.length))
    expect(unpack(packed.body).equals(plain.body)).toBe(true)
    expect(packed.body.length).toBeLessThan(plain.body.length / 4)
  })

  it('are not for those who do not ask, and short ones never are', async () => {
    const answers = [
      await send(long, JSON_BODY),
      await send(long, { ...JSON_BODY, 'accept-encoding': 'identity, gzip;q=0' }),
      await send(EMMA, { ...JSON_BODY, 'accept-encoding': 'gzip' }),
    ]
    expect(answers.map(({ headers }) => headers['content-encoding'])).toEqual([undefined, undefined, undefined])
  })

  it('are left as they are when the operator says so', async () => {
    const plain = await startGraph('in one process', { settings: { answerCompression: false } })
    const { headers } = await send(long, { ...JSON_BODY, 'accept-encoding': 'gzip' }, plain)
    expect([headers['content-encoding'], headers['vary']]).toEqual([undefined, undefined])
    await plain.stop()
  })
})

describe('a list of operations', () => {
  const list = (...operations: unknown[]) => JSON.stringify(operations)

  it('is refused by a router that was not told to take any', async () => {
    const answer = await send(list({ query: '{ __typename }' }), JSON_BODY)
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST'])
  })

  it('is answered in its order, each operation by itself, and only when it is not too long', async () => {
    const batching = await startGraph('in one process', { settings: { maxBatch: 4 } })
    const operations = [
      { query: '{ book(id: 1) { title } }' },
      { query: '{' },
      7,
      { query: '{ book(id: 2) { title } }' },
    ]
    const answer = await send(list(...operations), JSON_BODY, batching)
    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([
      200,
      [
        { data: { book: { title: 'Emma' } } },
        { errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] },
        { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
        { data: { book: { title: 'Ulysses' } } },
      ],
    ])
    const tooLong = await send(list(...operations, ...operations), JSON_BODY, batching)
    const empty = await send('[]', JSON_BODY, batching)
    expect([tooLong.status, codeOf(tooLong), empty.status]).toEqual([400, 'BATCH_TOO_LONG', 400])
    await batching.stop()
  })
})

describe('what is no HTTP request', () => {
  function raw(text: string): Promise<string> {
    const { port } = new URL(graph.url)
    return new Promise((resolve, reject) => {
      let received = ''
      const socket = connect(Number(port), '127.0.0.1', () => socket.end(text))
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
      socket.on('close', () => resolve(received))
      socket.on('error', reject)
    })
  }

  it('is answered in the same form as all else', async () => {
    const nonsense = await raw('HELLO\r\n\r\n')
    const flood = await raw(`GET /graphql HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(nonsense).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"BAD_REQUEST"/)
    expect(flood).toMatch(/^HTTP\/1\.1 431 [\s\S]*"code":"HEADERS_TOO_LARGE"/)
  })

  it('may offer HTTP/2, and is answered without it', async () => {
    const offer = 'host: a\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQ'
    const body = `content-type: application/json\r\ncontent-length: ${EMMA.length}\r\n\r\n${EMMA}`
    expect(await raw(`POST /graphql HTTP/1.1\r\n${offer}\r\n${body}`)).toContain('{"data":{"book":{"title":"Emma"}}}')
  })
})
