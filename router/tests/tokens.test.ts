import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { GenerateKeyPairResult } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { follow } from './fixture/follow.ts'
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
