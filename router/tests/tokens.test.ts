import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { GenerateKeyPairResult } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { pino } from 'pino'
import { tokenIssuer } from '../src/tokens/token-issuers.ts'
import { readersByKeySets } from '../src/tokens/token-readers.ts'
import { createJwksVerifier } from '../src/verify-by-jwks.ts'
import { follow } from './fixture/follow.ts'
import { openAcknowledged, subscribe } from './fixture/raw-socket.ts'
import { startIssuer } from './fixture/token-issuer.ts'
import type { FixtureIssuer } from './fixture/token-issuer.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

let keys: GenerateKeyPairResult
let keySet: ReturnType<typeof createServer>
let graph: Graph

beforeAll(async () => {
  keys = await generateKeyPair('EdDSA')
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'EdDSA' }
  keySet = createServer((_, response) => void response.end(JSON.stringify({ keys: [jwk] })))
  await new Promise<void>((resolve) => keySet.listen(0, '127.0.0.1', resolve))
  graph = await startGraph('over HTTP', {
    settings: {
      jwksUrl: `http://127.0.0.1:${(keySet.address() as AddressInfo).port}/jwks.json`,
      tokenIssuer: 'library',
      tokenAudience: 'readers',
    },
  })
})
afterAll(async () => {
  await graph.stop()
  keySet.close()
})

async function token({ issuer = 'library', audience = 'readers', expires = '5m', key = keys.privateKey } = {}) {
  const jwt = new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid: 'one' }).setSubject('reader-1').setIssuedAt()
  return `Bearer ${await jwt.setIssuer(issuer).setAudience(audience).setExpirationTime(expires).sign(key)}`
}

describe('the access token of a request', () => {
  const query = '{ caller { authorization } }'

  it('may be missing', async () => {
    const { status, data } = await graph.ask(query)
    expect([status, data.caller?.authorization]).toEqual([200, null])
  })

  it('is checked and passed on', async () => {
    const authorization = await token()
    const { status, data } = await graph.ask(query, { headers: { authorization } })
    expect([status, data.caller?.authorization]).toEqual([200, authorization])
  })

  it('is refused with TOKEN_EXPIRED when it was good once', async () => {
    const { status, errors, headers } = await graph.ask(query, {
      headers: { authorization: await token({ expires: '-1h' }) },
    })
    expect([status, errors[0]?.extensions.code]).toEqual([401, 'TOKEN_EXPIRED'])
    expect(headers.get('www-authenticate')).toContain('invalid_token')
  })

  it('is refused with TOKEN_INVALID when it is not ours, or no token at all', async () => {
    const foreign = await generateKeyPair('EdDSA')
    const bad = [
      await token({ key: foreign.privateKey }),
      await token({ issuer: 'else' }),
      await token({ audience: 'else' }),
      'Bearer not-a-token',
      'Basic dXNlcjpwYXNzd29yZA==',
    ]
    for (const authorization of bad) {
      const { status, errors } = await graph.ask(query, { headers: { authorization } })
      expect([authorization, status, errors[0]?.extensions.code]).toEqual([authorization, 401, 'TOKEN_INVALID'])
    }
  })

  it('is not the fault of the client when the keys cannot be had', async () => {
    const other = await startGraph('in one process', { settings: { jwksUrl: 'http://127.0.0.1:9/jwks.json' } })
    const { status, errors } = await other.ask(query, { headers: { authorization: await token() } })
    expect([status, errors[0]?.extensions.code]).toEqual([503, 'SUBGRAPH_UNAVAILABLE'])
    await other.stop()
  })

  it('may be checked by a function instead', async () => {
    const other = await startGraph('in one process', {
      verifyToken: async (text) => {
        if (text !== 'good') throw Object.assign(new Error('old'), { code: 'TOKEN_EXPIRED' })
        return { id: 'reader-1' }
      },
    })
    const good = await other.ask(query, { headers: { authorization: 'Bearer good' } })
    const old = await other.ask(query, { headers: { authorization: 'Bearer old' } })
    expect([good.status, old.status, old.errors[0]?.extensions.code]).toEqual([200, 401, 'TOKEN_EXPIRED'])
    await other.stop()
  })
})

describe('several issuers', () => {
  const query = '{ caller { authorization } }'
  let shop: FixtureIssuer
  let partner: FixtureIssuer
  let both: Graph
  beforeAll(async () => {
    shop = await startIssuer('shop')
    partner = await startIssuer('partner', 'ES256')
    both = await startGraph('in one process', {
      settings: {
        jwksUrl: JSON.stringify([
          { jwksUrl: shop.jwksUrl, issuer: 'shop', audience: 'shop' },
          { jwksUrl: partner.jwksUrl, issuer: 'partner', audience: ['partners'], clockToleranceSeconds: 60 },
        ]),
      },
    })
  })
  afterAll(async () => {
    await both.stop()
    shop.stop()
    partner.stop()
  })
  const answerTo = async (token: string, asked: Graph = both): Promise<unknown> => {
    const { status, errors } = await asked.ask(query, { headers: { authorization: `Bearer ${token}` } })
    return errors[0]?.extensions.code ?? status
  }

  it('are told apart by what a token says of itself, each with its own audience', async () => {
    expect(await answerTo(await shop.sign())).toBe(200)
    expect(await answerTo(await partner.sign({}, { audience: 'partners' }))).toBe(200)
    expect(await answerTo(await partner.sign())).toBe('TOKEN_INVALID')
    expect(await answerTo(await shop.sign({}, { issuer: 'elsewhere' }))).toBe('TOKEN_INVALID')
  })

  it('cannot speak for each other', async () => {
    expect(await answerTo(await partner.sign({}, { issuer: 'shop' }))).toBe('TOKEN_INVALID')
  })

  it('may have clocks that differ, each by as much as it was given', async () => {
    expect(await answerTo(await partner.sign({}, { audience: 'partners', expires: '-20s' }))).toBe(200)
    expect(await answerTo(await shop.sign({}, { expires: '-20s' }))).toBe('TOKEN_EXPIRED')
    // As much as by default is five seconds.
    expect(await answerTo(await shop.sign({}, { expires: '-1s' }))).toBe(200)
  })

  it('may be given as addresses only, separated by commas', async () => {
    const own = await startGraph('in one process', {
      settings: { jwksUrl: `${shop.jwksUrl}, ${partner.jwksUrl}`, tokenAudience: 'shop' },
    })
    expect(await answerTo(await shop.sign(), own)).toBe(200)
    expect(await answerTo(await partner.sign(), own)).toBe(200)
    expect(await answerTo(await partner.sign({}, { audience: 'partners' }), own)).toBe('TOKEN_INVALID')
    await own.stop()
  })

  it('may send their tokens in a header of their own', async () => {
    const own = await startGraph('in one process', {
      tokens: [{ jwksUrl: shop.jwksUrl, headerName: 'X-Shop-Token', prefix: '' }],
    })
    const ask = async (token: string): Promise<number> =>
      (await own.ask(query, { headers: { 'x-shop-token': token } })).status
    const token = await shop.sign()
    const { data } = await own.ask(query, { headers: { 'x-shop-token': token, authorization: 'Bearer other' } })
    expect(data).toEqual({ caller: { authorization: `Bearer ${token}` } })
    expect([await ask(await shop.sign()), await ask(`${await shop.sign()}x`), await ask('no token')]).toEqual([
      200, 401, 401,
    ])
    await own.stop()
  })

  it('may renew over a socket what came in a header of its own, beside issuers with the usual one', async () => {
    const own = await startGraph('in one process', {
      tokens: [
        { jwksUrl: shop.jwksUrl, issuer: 'shop' },
        { jwksUrl: partner.jwksUrl, issuer: 'partner', headerName: 'x-partner-token', prefix: '' },
      ],
    })
    const headers = async (expires: string) => ({
      headers: { 'x-partner-token': await partner.sign({}, { expires }) },
    })
    const raw = await openAcknowledged(own, await headers('1m'))
    raw.send({ type: 'ping', payload: await headers('2m') })
    expect(await raw.next()).toMatchObject({ type: 'pong', payload: { expiresAt: expect.any(String) as string } })
    const brought = await headers('3m')
    raw.send(subscribe('1', query, { extensions: brought }))
    const authorization = `Bearer ${brought.headers['x-partner-token']}`
    expect(await raw.next()).toMatchObject({ payload: { data: { caller: { authorization } } } })
    raw.socket.close()
    await own.stop()
  })
})

/** The clock stands still but for `pass`; timers go on. */
function stopClock(): { pass(ms: number): void } {
  vi.useFakeTimers({ toFake: ['Date'] })
  return { pass: (ms) => vi.setSystemTime(Date.now() + ms) }
}
afterEach(() => vi.useRealTimers())

describe('the keys of tokens', () => {
  const log = pino({ level: 'silent' })
  const options = { algorithms: ['EdDSA'], clockToleranceSeconds: 5, log }

  it('are downloaded again for a key that is not known, but not as often as somebody invents one', async () => {
    const clock = stopClock()
    const issuer = await startIssuer('shop')
    const verifier = createJwksVerifier({ ...options, url: issuer.jwksUrl, cooldownMs: 10_000 })
    await verifier.verify(await issuer.sign())
    await issuer.rotate(true)
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(verifier.verify(await issuer.sign())).rejects.toThrow('no applicable key')
    }
    expect(issuer.downloads()).toBe(1)
    clock.pass(10_001)
    await issuer.rotate()
    const token = await issuer.sign()
    expect(await verifier.verify(token)).toMatchObject({ sub: 'viewer-1' })
    expect(issuer.downloads()).toBe(2)
    verifier.stop()
    issuer.stop()
  })

  it('stay when they cannot be downloaded any more', async () => {
    const issuer = await startIssuer('shop')
    const verifier = createJwksVerifier({ ...options, url: issuer.jwksUrl, cooldownMs: 0 })
    const token = await issuer.sign()
    await verifier.verify(token)
    issuer.stop()
    expect(await verifier.verify(await issuer.sign())).toMatchObject({ sub: 'viewer-1' })
    await issuer.rotate()
    await expect(verifier.verify(await issuer.sign())).rejects.toThrow('cannot be used')
    verifier.stop()
  })
})

describe('a token that was checked', () => {
  it('costs no signature again, and counts until it expires', async () => {
    const clock = stopClock()
    const issuer = await startIssuer('shop')
    const { readers, stop } = readersByKeySets([tokenIssuer.parse({ jwksUrl: issuer.jwksUrl })], {
      clockToleranceSeconds: 0,
      log: pino({ level: 'silent' }),
    })
    const [reader] = readers
    const header = `Bearer ${await issuer.sign({}, { expires: '2m' })}`
    expect(reader?.recall(header)).toBeUndefined()
    const read = await reader?.read(header)
    expect(reader?.recall(header)).toBe(read)
    expect(reader?.recall(`${header}x`)).toBeUndefined()
    clock.pass(121_000)
    expect(reader?.recall(header)).toBeUndefined()
    await expect(reader?.read(header)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' })
    stop()
    issuer.stop()
  })

  it('is checked again when the keys have changed', async () => {
    const issuer = await startIssuer('shop')
    const { readers, stop } = readersByKeySets([tokenIssuer.parse({ jwksUrl: issuer.jwksUrl })], {
      clockToleranceSeconds: 0,
      log: pino({ level: 'silent' }),
      cooldownMs: 0,
    })
    const [reader] = readers
    const old = `Bearer ${await issuer.sign()}`
    await reader?.read(old)
    await issuer.rotate()
    const fresh = `Bearer ${await issuer.sign()}`
    await reader?.read(fresh)
    expect([reader?.recall(old), reader?.recall(fresh)]).toEqual([undefined, expect.anything()])
    await expect(reader?.read(old)).rejects.toThrow('no applicable key')
    stop()
    issuer.stop()
  })
})

describe('the access token of a socket', () => {
  it.each([
    ['authorization', (text: string) => ({ authorization: text })],
    ['Authorization', (text: string) => ({ Authorization: text })],
    ['headers.authorization', (text: string) => ({ headers: { authorization: text } })],
  ])('comes as %s of connection_init and is passed on', async (_, parameters) => {
    const authorization = await token()
    const { event } = await follow(graph.socket(parameters(authorization)), '{ caller { authorization } }').next()
    expect(event?.data).toEqual({ caller: { authorization } })
  })

  it('closes the socket with 4403 and the code as the reason when it is not good', async () => {
    const expired = await token({ expires: '-1h' })
    expect(await closingOf({ authorization: expired })).toEqual([4403, 'TOKEN_EXPIRED'])
    expect(await closingOf({ authorization: 'Bearer nonsense' })).toEqual([4403, 'TOKEN_INVALID'])
  })

  it('may come with a single operation, and ends only that one when it is not good', async () => {
    const client = graph.socket()
    const refused = await new Promise((resolve) => {
      const extensions = { headers: { Authorization: 'Bearer nonsense' } }
      client.subscribe(
        { query: '{ caller { authorization } }', extensions },
        { next: resolve, error: resolve, complete: () => {} },
      )
    })
    expect(refused).toMatchObject([{ extensions: { code: 'TOKEN_INVALID' } }])
    const { event } = await follow(client, '{ caller { authorization } }').next()
    expect(event?.data).toEqual({ caller: { authorization: null } })
  })
})

async function closingOf(payload: object): Promise<[number, string]> {
  const socket = new WebSocket(`${graph.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
  return new Promise((resolve) => socket.on('close', (code, reason) => resolve([code, String(reason)])))
}
