import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { Random } from '../differential/random.ts'

/**
 * The bytes of a connection. `silent`: what is sent breaks off, so that there may be no answer. `answers`: most that may come.
 */
export type Malformed = { kind: string; bytes: Buffer; silent: boolean; answers: number }

const GOOD = '{"query":"query ($id: ID!) { book(id: $id) { title author { id } } }","variables":{"id":"1"}}'
const JSON_TYPE = { 'content-type': 'application/json' }

type Make = (random: Random) => Omit<Malformed, 'kind'>

/** Every kind comes as often as every other. The same seed gives the same requests. */
export function generateRequest(random: Random, turn: number): Malformed {
  const [kind, make] = kinds[turn % kinds.length] as [string, Make]
  return { kind, ...make(random) }
}

const makers: Record<string, Make> = {
  'a body that is cut': (random) => whole(GOOD.slice(0, random.below(GOOD.length))),
  'a body with a byte changed': (random) => {
    const body = Buffer.from(GOOD)
    for (let times = 1 + random.below(4); times > 0; times -= 1) body[random.below(body.length)] = random.below(256)
    return whole(body)
  },
  'a body that is longer than it says': (random) => {
    const headers = { ...JSON_TYPE, 'content-length': String(GOOD.length - 1 - random.below(40)) }
    return { ...message(headers, GOOD), answers: 3 }
  },
  'a body that is shorter than it says': (random) => ({
    ...message({ ...JSON_TYPE, 'content-length': String(GOOD.length + 1 + random.below(1000)) }, GOOD),
    silent: true,
  }),
  'an impossible length': (random) =>
    message(
      { ...JSON_TYPE, 'content-length': random.pick(['-1', 'NaN', '1e3', '0x10', '9'.repeat(30), '5, 6', '+5']) },
      GOOD,
      true,
    ),
  'a charset that is none, or another': (random) =>
    whole(Buffer.from(GOOD, random.pick(['utf16le', 'latin1', 'utf8'] as const)), {
      'content-type': `application/json; charset=${random.pick(['utf-16', 'latin1', 'utf-7', '', '"', 'utf-8;charset=x', '\u00ff'])}`,
    }),
  'another type': (random) =>
    whole(GOOD, {
      'content-type': random.pick([
        'text/plain',
        '',
        ';',
        'application/',
        'application/json,text/plain',
        'multipart/form-data; boundary=',
      ]),
    }),
  'another accept': (random) =>
    whole(GOOD, {
      ...JSON_TYPE,
      accept: random.pick(['', ',', ';q=', '*', 'application/json;q=9e99', '/'.repeat(999), 'a/b;q=-1', '*/*;q=0']),
    }),
  'nested JSON': (random) => {
    const depth = 1 + random.below(9_000)
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ] as const)
    const nested = `${open.repeat(depth)}1${random.below(5) === 0 ? '' : close.repeat(depth)}`
    return whole(random.below(2) === 0 ? nested : `{"query":"{ __typename }","variables":{"a":${nested}}}`)
  },
  'nested GraphQL': (random) => {
    const depth = 1 + random.below(4_000)
    const around = (open: string, inside: string, close: string) => open.repeat(depth) + inside + close.repeat(depth)
    return query(
      random.pick([
        around('{ a ', '', '}'),
        `{ book(id: ${around('[', '1', ']')}) { title } }`,
        `query ($a: ${around('[', 'ID', ']')}) { books { id } }`,
        `{ books { ${around('... on Book { ', 'id', '} ')} } }`,
        `{ books { ${around('author { ', 'id', '} ')} } }`,
      ]),
    )
  },
  'long lists': (random) => {
    const length = 100 + random.below(3_000)
    return random.pick([
      () => query(`{ ${Array.from({ length }, (_, index) => `a${index}: book(id: 1) { title }`).join(' ')} }`),
      () => query(`{ books { ${'...A '.repeat(length)} } } fragment A on Book { id }`),
      () => query(`{ books ${'@skip(if: true) '.repeat(length)} { id } }`),
      () => whole(JSON.stringify(Array.from({ length }, () => ({ query: '{ __typename }' })))),
      () =>
        whole(
          JSON.stringify({
            query: '{ __typename }',
            variables: Object.fromEntries(Array.from({ length }, (_, index) => [`v${index}`, index])),
          }),
        ),
      () => query(Array.from({ length }, (_, index) => `fragment F${index} on Book { ...F${index + 1} }`).join(' ')),
    ])()
  },
  'wrong types': (random) => {
    const wrong = () => random.pick<unknown>([0, -1, 1e308, true, [], {}, [[]], '', 'x', null, { query: {} }, '\u0000'])
    return whole(
      JSON.stringify(
        random.below(6) === 0
          ? wrong()
          : {
              query: random.below(2) === 0 ? '{ __typename }' : wrong(),
              variables: wrong(),
              operationName: wrong(),
              extensions: wrong(),
              documentId: wrong(),
            },
      ),
    )
  },
  'wrong variables': (random) =>
    whole(
      JSON.stringify({
        query: 'query ($id: ID!) { book(id: $id) { title } }',
        variables: {
          id: random.pick<unknown>([
            {},
            [],
            [[1]],
            1e308,
            1.5,
            true,
            null,
            '\ud800',
            '\u0000',
            'x'.repeat(9_999),
            { toString: 1 },
          ]),
        },
      }),
    ),
  'keys that come twice, or from the prototype': (random) => {
    const key = random.pick([
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'query',
      'variables',
    ])
    const value = random.pick(['{"polluted":true}', 'null', '"{ __typename }"', '{"__proto__":{"id":"1"}}', '[]'])
    const rest =
      random.below(2) === 0
        ? GOOD.slice(1)
        : '"query":"query ($id: ID) { book(id: $id) { title } }","variables":{"__proto__":{"id":"1"}}}'
    return whole(`{"${key}":${value},${rest}`)
  },
  'lone surrogates and control characters': (random) => {
    const odd = random.pick(['\\ud800', '\\udfff', '\\u0000', '\\ufeff', '\\u202e', '\\ud800\\ud800'])
    return whole(
      random.pick([
        `{"query":"{ book(id: \\"${odd}\\") { title } }"}`,
        `{"query":"${odd}{ books { id } }"}`,
        `{"query":"{ books { id } }","operationName":"${odd}"}`,
      ]),
    )
  },
  'packing that is broken, or a lie': (random) => {
    const [encoding, packed] = random.pick([
      ['gzip', gzipSync(GOOD)],
      ['br', brotliCompressSync(GOOD)],
      ['deflate', deflateSync(GOOD)],
      ['gzip', gzipSync(Buffer.alloc(500_000))],
      ['zstd', Buffer.from(GOOD)],
      ['gzip, br', gzipSync(GOOD)],
      ['__proto__', Buffer.from(GOOD)],
    ] as const)
    const bytes = Buffer.from(packed)
    if (random.below(2) === 0) bytes[random.below(bytes.length)] = random.below(256)
    return whole(random.below(3) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes, {
      ...JSON_TYPE,
      'content-encoding': encoding,
    })
  },
  'chunks with garbage': (random) => {
    const chunk = `${GOOD.length.toString(16)}\r\n${GOOD}\r\n`
    const tail = random.pick([
      '0\r\n\r\nGARBAGE\r\n\r\n',
      'zz\r\n',
      '0\r\nx: y\r\n\r\n',
      '-1\r\n',
      `${'f'.repeat(40)}\r\n`,
      '0;a=b\r\n\r\n\u0000\u0001',
      '',
    ])
    return {
      ...message(
        {
          ...JSON_TYPE,
          'transfer-encoding': random.pick(['chunked', 'chunked, chunked', 'gzip, chunked', 'xchunked']),
        },
        chunk + tail,
      ),
      silent: true,
      answers: 2,
    }
  },
  'two ways to say the length': () =>
    message(
      { ...JSON_TYPE, 'content-length': '5', 'transfer-encoding': 'chunked' },
      `${GOOD.length.toString(16)}\r\n${GOOD}\r\n0\r\n\r\n`,
      true,
    ),
  'many at once on one connection': (random) => {
    const times = 2 + random.below(6)
    const bodies = Array.from({ length: times }, () => (random.below(2) === 0 ? GOOD : GOOD.slice(random.below(20))))
    const bytes = Buffer.concat(bodies.map((body, index) => message(JSON_TYPE, body, false, index < times - 1).bytes))
    return {
      bytes: random.below(2) === 0 ? bytes : Buffer.concat([bytes, Buffer.from('GARBAGE\r\n\r\n')]),
      silent: false,
      answers: times + 1,
    }
  },
  'a flood of headers': (random) => {
    const names = Array.from({ length: 10 + random.below(2_000) }, (_, index) => [
      `x-${index}`,
      'y'.repeat(random.below(30)),
    ])
    return message({ ...JSON_TYPE, ...Object.fromEntries(names) }, GOOD, true)
  },
  'headers that are none': (random) => {
    const line = random.pick([
      'no colon',
      ': empty',
      'a b: c',
      'x: \u0000',
      'x:\u0001',
      ' folded',
      '__proto__: x',
      'authorization: Bearer',
      `authorization: Bearer ${'.'.repeat(500)}`,
      'x-request-id: \u00ff\u00ff',
      'traceparent: 00',
      'expect: nonsense',
      'origin: \u00ff',
      'host: b',
      'connection: upgrade\r\nupgrade: websocket',
      'connection: upgrade\r\nupgrade: nonsense',
    ])
    const bytes = Buffer.from(
      `POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${GOOD.length}\r\n${line}\r\n\r\n${GOOD}`,
      'latin1',
    )
    return { bytes, silent: true, answers: 2 }
  },
  'a first line that is none': (random) => {
    const line = random.pick([
      'GET',
      'POST /graphql',
      'POST /graphql HTTP/9.9',
      'G\u0000T / HTTP/1.1',
      'CONNECT /graphql HTTP/1.1',
      'PRI * HTTP/2.0',
      'TRACE /graphql HTTP/1.1',
      'OPTIONS * HTTP/1.1',
      'GET http://[ HTTP/1.1',
      'GET //graphql HTTP/1.1',
      'HEAD /graphql HTTP/1.1',
      `GET /${'x'.repeat(20_000)} HTTP/1.1`,
    ])
    return { bytes: Buffer.from(`${line}\r\nhost: a\r\nconnection: close\r\n\r\n`, 'latin1'), silent: true, answers: 2 }
  },
  'a query string that is none': (random) => {
    const parameters = random.pick([
      'query=%',
      'query=%ff%fe',
      'query={&query={__typename}',
      'query={__typename}&variables=%7B',
      'query={__typename}&variables=[]',
      'query={__typename}&extensions=1',
      '__proto__=x&query={__typename}',
      'documentId=sha256:',
      'documentId=__proto__',
      'query',
      '&&&',
      `query=${'%7B'.repeat(3_000)}`,
      'variables[a]=1',
      '\u00ff',
    ])
    return {
      bytes: Buffer.from(`GET /graphql?${parameters} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`, 'latin1'),
      silent: false,
      answers: 1,
    }
  },
  'persisted queries that are none': (random) => {
    const persistedQuery = random.pick<unknown>([
      null,
      1,
      'x',
      [],
      {},
      { version: 1 },
      { version: 1, sha256Hash: 'x' },
      { version: 1, sha256Hash: '0'.repeat(64) },
      { version: '1', sha256Hash: {} },
    ])
    const text = random.below(2) === 0 ? { query: '{ __typename }' } : {}
    return whole(JSON.stringify({ ...text, extensions: { persistedQuery } }))
  },
  noise: (random) => ({
    bytes: Buffer.from(Array.from({ length: 1 + random.below(300) }, () => random.below(256))),
    silent: true,
    answers: 2,
  }),
}
const kinds = Object.entries(makers)

function query(text: string): Omit<Malformed, 'kind'> {
  return whole(JSON.stringify({ query: text }))
}

function whole(body: string | Buffer, headers: Record<string, string> = JSON_TYPE): Omit<Malformed, 'kind'> {
  return message(headers, body)
}

function message(
  headers: Record<string, string>,
  body: string | Buffer,
  silent = false,
  keepAlive = false,
): Omit<Malformed, 'kind'> {
  const all: Record<string, string> = {
    host: 'a',
    connection: keepAlive ? 'keep-alive' : 'close',
    ...('transfer-encoding' in headers ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
  return { bytes: Buffer.concat([head, Buffer.from(body)]), silent, answers: silent ? 2 : 1 }
}
