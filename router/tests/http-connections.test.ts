import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf } from '../src/errors.ts'
import type { ExchangeControl } from '../src/subgraphs/http-connection.ts'
import { serveBare } from './fixture/bare-server.ts'
import type { BareServer } from './fixture/bare-server.ts'

let bare: BareServer
afterEach(() => bare.stop())

async function serve(...given: Parameters<typeof serveBare>): Promise<void> {
  bare = await serveBare(...given)
}

const ask: BareServer['ask'] = (...given) => bare.ask(...given)

/** Waits until the client has closed these connections, in the order in which they were opened. */
async function closed(...indexes: number[]): Promise<void> {
  await expect.poll(() => indexes.map((index) => bare.sockets[index]?.closed)).toEqual(indexes.map(() => true))
}

function ok(body: string, headers = ''): string {
  return `HTTP/1.1 200 OK\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

const CHUNKED =
  'HTTP/1.1 200 OK\r\nDate: now\r\nTransfer-Encoding: Chunked\r\n\r\n' +
  '5\r\n{"a":\r\n0B;x="y;z";w\r\n"Zo\u00eb \u{1f600}"\r\n1 ;x\r\n}\r\n000\r\nX-Sum: 1\r\nX-Other:\r\n\r\n'
const CHUNKED_TEXT = '{"a":"Zo\u00eb \u{1f600}"}'

async function inPieces(socket: Socket, ...pieces: Buffer[]): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece)
    await delay(1)
  }
}

describe('a request', () => {
  it('is one POST with the host of the URL, the length in bytes and the headers of the list', async () => {
    await serve(({ socket, body }) => socket.write(ok(body)))
    const body = '{"query":"Zo\u00eb \u{1f600}"}'
    expect((await ask(body, ['accept', 'a/b', 'x-name', 'y'])).text).toBe(body)
    expect(bare.requests[0]?.head.split('\r\n')).toEqual([
      'POST /graphql?a=b HTTP/1.1',
      `host: localhost:${bare.port}`,
      'connection: keep-alive',
      'accept: a/b',
      'x-name: y',
      `content-length: ${Buffer.byteLength(body)}`,
    ])
  })

  it('may have Latin-1 in a header, beside a body in ASCII or not', async () => {
    await serve(({ socket, body }) => socket.write(ok(body)))
    for (const body of ['plain', '\u{1f600}', 'Zo\u00eb']) {
      expect((await ask(body, ['x-name', 'Zo\u00eb'])).text).toBe(body)
      expect(bare.requests.at(-1)?.head).toContain('x-name: Zo\u00eb')
    }
  })

  it('is refused when a header would become something else than a header', async () => {
    await serve(({ socket }) => socket.write(ok('{}')))
    const bad = [
      ['x-name', 'a\r\nx-other: b'],
      ['x-name', 'a\nb'],
      ['x-name', 'a\u0000b'],
      ['x-name', '\u{1f600}'],
      ['x name', 'a'],
      ['x-name:', 'a'],
      ['Content-Length', '0'],
      ['transfer-encoding', 'chunked'],
    ]
    for (const headers of bad) {
      const error = await ask('{}', headers).catch((thrown: unknown) => thrown)
      expect([headers, codeOf(error)]).toEqual([headers, 'ERR_INVALID_CHAR'])
    }
    expect(bare.sockets).toHaveLength(0)
  })
})

describe('an answer', () => {
  it('may come byte by byte', async () => {
    await serve(async ({ socket }) => inPieces(socket, ...[...Buffer.from(CHUNKED)].map((byte) => Buffer.of(byte))))
    for (const _ of [1, 2]) expect((await ask()).text).toBe(CHUNKED_TEXT)
    expect(bare.sockets).toHaveLength(1)
  })

  it('may be cut anywhere, with chunks, extensions and trailers', async () => {
    const bytes = Buffer.from(CHUNKED)
    let cut = 0
    await serve(({ socket }) => inPieces(socket, bytes.subarray(0, cut), bytes.subarray(cut)), { connections: 1 })
    for (cut = 1; cut < bytes.length; cut += 1) {
      const { status, headers, text } = await ask()
      expect([cut, status, headers, text]).toEqual([
        cut,
        200,
        { date: 'now', 'transfer-encoding': 'Chunked' },
        CHUNKED_TEXT,
      ])
    }
    expect(bare.sockets).toHaveLength(1)
  })

  it('may be large, in any number of packets', async () => {
    const body = 'Zo\u00eb \u{1f600} '.repeat(300_000)
    await serve(({ socket }) => socket.write(ok(body)))
    expect((await ask()).text === body).toBe(true)
    expect((await ask(body)).text === body).toBe(true)
    expect(bare.requests[1]?.body === body).toBe(true)
  })

  it('without a length goes on until the connection is closed', async () => {
    await serve(({ socket }) => {
      socket.write('HTTP/1.0 200 OK\r\n\r\n{"a"')
      setTimeout(() => socket.end(':1}'), 5)
    })
    expect((await ask()).text).toBe('{"a":1}')
    expect((await ask()).text).toBe('{"a":1}')
    expect(bare.sockets).toHaveLength(2)
  })

  it('has no body with 204 and 304, whatever its headers say, and may be empty', async () => {
    const heads = [
      '204 No Content',
      '304 Not Modified\r\nContent-Length: 7',
      '200\r\nContent-Length: 0',
      '200 OK\r\nContent-Length: 0, 0',
    ]
    await serve(({ socket }) => socket.write(`HTTP/1.1 ${heads[bare.requests.length - 1]}\r\n\r\n`))
    for (const status of [204, 304, 200, 200]) expect(await ask()).toMatchObject({ status, text: '' })
    expect(bare.sockets).toHaveLength(1)
  })

  it('may be announced by interim ones', async () => {
    const interim = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'
    await serve(({ socket }) => socket.write(interim + ok('{}')))
    expect(await ask()).toMatchObject({ status: 200, text: '{}', headers: { 'content-length': '2' } })
    expect((await ask()).text).toBe('{}')
    expect(bare.sockets).toHaveLength(1)
  })

  it('has its headers by names in lower case, cookies as a list and others that repeat as one', async () => {
    const lines = [
      'SET-COOKIE: a=1, b',
      'X-Tag: \t a b \t',
      'x-tag:c',
      'Set-Cookie: c=2',
      'constructor: x',
      '__proto__: y',
      'empty:',
    ]
    await serve(({ socket }) => socket.write(ok('{}', lines.map((line) => `${line}\r\n`).join(''))))
    const { headers } = await ask()
    expect(Object.entries(headers)).toEqual([
      ['set-cookie', ['a=1, b', 'c=2']],
      ['x-tag', 'a b, c'],
      ['constructor', 'x'],
      ['__proto__', 'y'],
      ['empty', ''],
      ['content-length', '2'],
    ])
  })
})

describe('something that is not HTTP, or that two readers would understand differently', () => {
  const head = 'HTTP/1.1 200 OK\r\n'
  const bad: Record<string, string> = {
    'another protocol': 'SSH-2.0-OpenSSH_9.6\r\n',
    'HTTP/2': 'HTTP/2 200\r\n\r\n',
    'a status of two digits': 'HTTP/1.1 20 OK\r\n\r\n',
    'a switch of the protocol': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
    'lines without a carriage return': 'HTTP/1.1 200 OK\nContent-Length: 2\n\n{}',
    'a header that goes on in the next line': `${head}X-A: a\r\n b\r\nContent-Length: 2\r\n\r\n{}`,
    'a space before the colon': `${head}Content-Length : 2\r\n\r\n{}`,
    'a header without a colon': `${head}Content-Length\r\n\r\n`,
    'a control character': `${head}X-A: a\u0000b\r\nContent-Length: 2\r\n\r\n{}`,
    'two lengths': `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `,
    'a length and chunks': `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'a length with a sign': `${head}Content-Length: +2\r\n\r\n{}`,
    'a length that is hexadecimal': `${head}Content-Length: 0x2\r\n\r\n{}`,
    'an empty length': `${head}Content-Length:\r\n\r\n{}`,
    'an encoding besides chunks': `${head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    'an encoding twice': `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'chunks in HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'a size of a chunk that is no number': `${head}Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n`,
    'a size of a chunk that is too long': `${head}Transfer-Encoding: chunked\r\n\r\n000000002\r\n{}\r\n0\r\n\r\n`,
    'a chunk that is longer than its size': `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}}\r\n0\r\n\r\n`,
    'a chunk without a carriage return': `${head}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n`,
    'a trailer that is no header': `${head}Transfer-Encoding: chunked\r\n\r\n0\r\nHTTP/1.1 200 OK\r\n\r\n`,
    'huge headers': `${head}X-A: ${'a'.repeat(70_000)}`,
    'interim answers without an end': 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(5000),
    'trailers without an end': `${head}Transfer-Encoding: chunked\r\n\r\n0\r\n${'x: y\r\n'.repeat(20_000)}`,
    'an extension without an end': `${head}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(5000)}`,
  }
  for (const [what, text] of Object.entries(bad)) {
    it(`is an error, and the connection is closed: ${what}`, async () => {
      await serve(({ socket }) => socket.write(text, 'latin1'))
      await expect(ask()).rejects.toThrow('It answered with something that is not HTTP.')
      await closed(0)
    })
  }

  it('is found byte by byte too', async () => {
    await serve(({ socket }) =>
      inPieces(socket, ...[...Buffer.from('HTTP/1.1 200 OK\n')].map((byte) => Buffer.of(byte))),
    )
    await expect(ask()).rejects.toThrow('It answered with something that is not HTTP.')
  })

  it('is not: headers just below the limit', async () => {
    await serve(({ socket }) => socket.write(ok('{}', `X-A: ${'a'.repeat(65_000)}\r\n`)))
    expect((await ask()).text).toBe('{}')
  })

  it('is not a length beyond what may be kept, which is an error of its own', async () => {
    await serve(({ socket }) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${(256 << 20) + 1}\r\n\r\n`))
    await expect(ask()).rejects.toThrow('longer than 268435456 bytes')
    await closed(0)
  })
})

describe('a connection', () => {
  it('is used again and again', async () => {
    await serve(({ socket, body }) => socket.write(ok(body)))
    for (let count = 0; count < 100; count += 1) expect((await ask(String(count))).text).toBe(String(count))
    expect(bare.sockets).toHaveLength(1)
  })

  it('carries one request at a time: 1,000 at once over 8', async () => {
    const underWay = new Map<Socket, number>()
    let most = 0
    await serve(({ socket, body }) => {
      underWay.set(socket, (underWay.get(socket) ?? 0) + 1)
      most = Math.max(most, ...underWay.values())
      setTimeout(() => {
        underWay.set(socket, (underWay.get(socket) ?? 0) - 1)
        socket.write(ok(body))
      }, 1)
    })
    const asked = Array.from({ length: 1000 }, (_, index) => ask(`question ${index}`))
    const answers = await Promise.all(asked)
    expect(answers.map(({ text }) => text)).toEqual(answers.map((_, index) => `question ${index}`))
    expect([bare.sockets.length, most]).toEqual([8, 1])
  })

  it('is not used again when the server says so', async () => {
    const says = ['Connection: close\r\n', 'Connection: Keep-Alive, Close\r\n', 'Keep-Alive: timeout=1\r\n']
    await serve(({ socket }) => socket.write(ok('{}', says[bare.requests.length - 1])))
    for (const _ of says) await ask()
    expect(bare.sockets).toHaveLength(3)
    // Not even in the moment before the timer closes it.
    expect((await ask()).text).toBe('{}')
    expect(bare.sockets).toHaveLength(4)
    await closed(0, 1, 2)
  })

  it('is not used again when bytes follow the answer, at once or later, and they answer nobody', async () => {
    const forged = ok('{"forged":true}')
    await serve(({ socket, body }) => {
      if (bare.requests.length === 1) socket.write(ok(body) + forged)
      else socket.write(ok(body))
      if (bare.requests.length === 2) setTimeout(() => socket.write(forged), 5)
    })
    expect((await ask('1')).text).toBe('1')
    await closed(0)
    expect((await ask('2')).text).toBe('2')
    await closed(1)
    expect((await ask('3')).text).toBe('3')
    expect(bare.sockets).toHaveLength(3)
  })

  it('is closed when it was not used for a time', async () => {
    await serve(({ socket }) => socket.write(ok('{}')), { keepAliveMs: 300 })
    await Promise.all([ask(), ask()])
    expect(bare.sockets.map(({ closed: isClosed }) => isClosed)).toEqual([false, false])
    await closed(0, 1)
    await ask()
    expect(bare.sockets).toHaveLength(3)
  })

  it('that the server closes while it is not used is forgotten', async () => {
    await serve(({ socket }) => socket.write(ok('{}')))
    await ask()
    bare.sockets[0]?.end()
    await closed(0)
    expect((await ask()).text).toBe('{}')
    await delay(5)
    bare.sockets[1]?.resetAndDestroy()
    await delay(20)
    // However late the pause has ended: what came meanwhile is read by then.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect((await ask()).text).toBe('{}')
  })

  it('is lost when the server closes it before the answer is complete', async () => {
    const parts = ['', 'HTTP/1.1 200', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"', CHUNKED.slice(0, -4)]
    await serve(({ socket }) => {
      const part = parts[(bare.requests.length - 1) >> 1] ?? ''
      if (part) socket.write(part)
      setTimeout(() => (bare.requests.length % 2 ? socket.end() : socket.resetAndDestroy()), 5)
    })
    for (const _ of [...parts, ...parts]) {
      const error = await ask().catch((thrown: unknown) => thrown)
      expect(codeOf(error)).toBe('ECONNRESET')
    }
  })

  it('is closed when its request is aborted, and the next request has another one', async () => {
    await serve(({ socket, body }) => socket.write(body === 'slow' ? ok('slow').slice(0, -2) : ok(body)), {
      connections: 1,
    })
    let control: ExchangeControl | undefined
    let heard = 0
    ask('slow', [], (given) => (control = given)).then(
      () => (heard += 1),
      () => (heard += 1),
    )
    const next = ask('next')
    const never = ask('never', [], (given) => setTimeout(() => given.abort(new Error('Too late.')), 5))
    never.then(
      () => (heard += 1),
      () => (heard += 1),
    )
    await expect.poll(() => bare.requests.length).toBe(1)
    await delay(30)
    expect(bare.requests.map(({ body }) => body)).toEqual(['slow'])
    control?.abort(new Error('Nobody waits.'))
    expect((await next).text).toBe('next')
    await closed(0)
    // Too late to have a meaning: the connection is somebody else's.
    control?.abort(new Error('Again.'))
    expect((await ask('last')).text).toBe('last')
    expect([bare.requests.map(({ body }) => body), bare.sockets.length, heard]).toEqual([
      ['slow', 'next', 'last'],
      2,
      0,
    ])
  })

  it('that cannot be made is an error with the reason', async () => {
    await serve(() => {})
    await new Promise((resolve) => bare.server.close(resolve))
    const error = await ask().catch((thrown: unknown) => thrown)
    expect(codeOf(error)).toBe('ECONNREFUSED')
  })
})

describe('the end', () => {
  it('of an address that is not used any more comes when all its requests are answered', async () => {
    await serve(({ socket, body }) => setTimeout(() => socket.write(ok(body)), 20), { connections: 2 })
    await Promise.all([ask(), ask()])
    const asked = ['1', '2', '3'].map((body) => ask(body))
    let isRetired = false
    const retired = bare.connections.retire().then(() => (isRetired = true))
    await expect(ask('4')).rejects.toThrow('not used any more')
    expect((await Promise.all(asked.slice(0, 2))).map(({ text }) => text)).toEqual(['1', '2'])
    expect(isRetired).toBe(false)
    expect((await asked[2])?.text).toBe('3')
    await retired
    await closed(0, 1)
  })

  it('of the router fails what is under way and what waits', async () => {
    await serve(() => {}, { connections: 1 })
    const asked = Promise.allSettled([ask(), ask()])
    await expect.poll(() => bare.requests.length).toBe(1)
    await bare.connections.stop()
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await closed(0)
  })
})
