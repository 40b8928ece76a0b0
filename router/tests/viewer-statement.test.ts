import { generateKeyPairSync } from 'node:crypto'
import { createLog } from '@shop/subgraph/log'
import { createTokenVerifier } from '@shop/subgraph/token-verifier'
import { decodeJwt, exportJWK, importPKCS8, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSettings } from '../src/settings.ts'
import { createGuarded } from './fixture/guarded.ts'
import { startGraph, compose } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'
import { startIssuer } from './fixture/token-issuer.ts'
import type { FixtureIssuer } from './fixture/token-issuer.ts'

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const VIEWER = '0197a7a0-0000-7000-8000-000000000001'
const claims = { sub: VIEWER, sid: 'session-1', roles: ['CUSTOMER'], scope: 'a b', email: 'ada@example.org' }

let issuer: FixtureIssuer
let guarded: ReturnType<typeof createGuarded>
const graphs: Graph[] = []
beforeAll(async () => {
  issuer = await startIssuer('shop')
  guarded = createGuarded()
})
afterAll(async () => {
  for (const graph of graphs) await graph.stop()
  issuer.stop()
})

async function start(settings: object, options: object = {}): Promise<Graph> {
  const graph = await startGraph('in one process', {
    supergraph: compose(Object.values(guarded.subgraphs)),
    subgraphs: guarded.subgraphs,
    settings: { jwksUrl: issuer.jwksUrl, viewerStatement: 'signed', routerSigningKey: pem, ...settings },
    ...options,
  })
  graphs.push(graph)
  return graph
}

/** The headers that the subgraph `people` got. */
async function forwarded(graph: Graph, headers: Record<string, string> = {}): Promise<Record<string, string>> {
  const { data } = await graph.ask('{ forwarded }', { headers })
  return JSON.parse(String(data.forwarded))
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })
const bare = (header: string | undefined): string => header?.replace('Bearer ', '') ?? ''

describe('a subgraph gets a statement of the router', () => {
  it('that says who asks, for a minute, and not the token', async () => {
    const graph = await start({})
    const token = await issuer.sign(claims)
    const { authorization } = await forwarded(graph, bearer(token))
    expect(authorization).not.toContain(token)
    const { exp = 0, iat = 0, ...said } = decodeJwt(bare(authorization))
    expect(said).toEqual({
      sub: VIEWER,
      sid: 'session-1',
      roles: ['CUSTOMER'],
      scope: 'a b',
      iss: 'router',
      aud: 'people',
    })
    expect(exp - iat).toBe(60)
  })

  it('that is the same for the next requests of the viewer, and another for others', async () => {
    const graph = await start({})
    const [ada, bob] = [await issuer.sign(claims), await issuer.sign({ ...claims, sub: 'bob' })]
    const first = await forwarded(graph, bearer(ada))
    expect(await forwarded(graph, bearer(ada))).toMatchObject({ authorization: first['authorization'] })
    expect(decodeJwt(bare((await forwarded(graph, bearer(bob)))['authorization'])).sub).toBe('bob')
  })

  it('that is not good for longer than the token', async () => {
    const graph = await start({})
    const token = await issuer.sign(claims, { expires: '20s' })
    const { authorization } = await forwarded(graph, bearer(token))
    expect(decodeJwt(bare(authorization)).exp).toBe(decodeJwt(token).exp)
  })

  it('and nothing in its place when nobody has signed in', async () => {
    expect(await forwarded(await start({}))).not.toHaveProperty('authorization')
  })

  it('in a header of its own, by setting, whatever the client sends in it', async () => {
    const graph = await start({
      statementHeader: 'x-viewer',
      headerRules: { request: [{ pass: 'x-viewer' }, { pass: 'authorization' }], response: [] },
    })
    const invented = await forwarded(graph, { 'x-viewer': 'admin' })
    expect(invented).not.toHaveProperty('x-viewer')
    const got = await forwarded(graph, { 'x-viewer': 'admin', ...bearer(await issuer.sign(claims)) })
    expect(got).not.toHaveProperty('authorization')
    expect(decodeJwt(String(got['x-viewer'])).sub).toBe(VIEWER)
  })

  it('only where the settings say so; the others get the token', async () => {
    const token = await issuer.sign(claims)
    const graph = await start({ statementSubgraphs: ['salaries'] })
    expect(await forwarded(graph, bearer(token))).toMatchObject(bearer(token))
  })
})

describe('the verifier of a subgraph', () => {
  const log = createLog({ name: 'people', level: 'silent' })
  const clock = { now: () => new Date() }
  /** Checks as the shop's subgraphs do, with their issuer and audience. */
  const verifierOf = (graph: Graph) =>
    createTokenVerifier({ keys: new URL('/.well-known/jwks.json', graph.url), clock, log })
  const shop = { statementIssuer: 'commerce-supergraph', statementAudience: 'commerce-supergraph' }

  it('takes a statement by the keys that the router publishes', async () => {
    const graph = await start(shop)
    const { authorization } = await forwarded(graph, bearer(await issuer.sign(claims)))
    expect(await verifierOf(graph)(bare(authorization))).toEqual({
      id: VIEWER,
      roles: ['CUSTOMER'],
      sessionId: 'session-1',
      issuedAt: expect.any(Number),
    })
  })

  it('refuses one that somebody else made', async () => {
    const graph = await start(shop)
    const { authorization } = await forwarded(graph, bearer(await issuer.sign(claims)))
    const [header = '', body = '', signature = ''] = bare(authorization).split('.')
    const promoted = Buffer.from(JSON.stringify({ ...decodeJwt(bare(authorization)), roles: ['ADMIN'] }))
    const forger = generateKeyPairSync('ed25519').privateKey
    const forged = [
      `${header}.${promoted.toString('base64url')}.${signature}`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`,
      await new SignJWT(decodeJwt(bare(authorization)))
        .setProtectedHeader(JSON.parse(String(Buffer.from(header, 'base64url'))))
        .sign(forger),
    ]
    for (const statement of forged) {
      await expect(verifierOf(graph)(statement)).rejects.toMatchObject({ extensions: { code: 'TOKEN_INVALID' } })
    }
  })

  it('refuses one for another audience', async () => {
    const graph = await start({ statementIssuer: 'commerce-supergraph' })
    const { authorization } = await forwarded(graph, bearer(await issuer.sign(claims)))
    expect(decodeJwt(bare(authorization)).aud).toBe('people')
    await expect(verifierOf(graph)(bare(authorization))).rejects.toMatchObject({
      extensions: { code: 'TOKEN_INVALID' },
    })
  })

  it('and the router itself takes none of its statements from a client', async () => {
    const graph = await start({})
    const { authorization } = await forwarded(graph, bearer(await issuer.sign(claims)))
    expect((await graph.ask('{ forwarded }', { headers: bearer(bare(authorization)) })).status).toBe(401)
  })
})

describe('the key of statements', () => {
  it('is published elsewhere when something else is at the usual place', async () => {
    const handle = async (): Promise<Response> => Response.json({ keys: 'of users' })
    const graph = await start({}, { routes: [{ path: '/.well-known/jwks.json', handle }] })
    const read = async (path: string): Promise<unknown> => (await fetch(graph.url + path)).json()
    expect(await read('/.well-known/jwks.json')).toEqual({ keys: 'of users' })
    expect(await read('/.well-known/router-jwks.json')).toEqual({
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' }],
    })
  })

  it('may be a JWK, as npm run keys prints it', async () => {
    const jwk = JSON.stringify(await exportJWK(await importPKCS8(pem, 'EdDSA', { extractable: true })))
    const [one, other] = [await start({}), await start({ routerSigningKey: jwk })]
    const keys = async (graph: Graph): Promise<string> => (await fetch(`${graph.url}/.well-known/jwks.json`)).text()
    expect(await keys(one)).toBe(await keys(other))
  })

  it('is needed, as are tokens that are checked, and is in no message', async () => {
    await expect(start({ routerSigningKey: undefined })).rejects.toThrow('ROUTER_SIGNING_KEY')
    await expect(start({ jwksUrl: undefined })).rejects.toThrow('JWKS_URL')
    const read = () => readSettings(['--supergraph', 'x'], { ROUTER_SIGNING_KEY: 'half-a-secret' })
    expect(read).toThrow(/^ROUTER_SIGNING_KEY=…: it must be a private Ed25519 key/)
    expect(read).not.toThrow(/half/)
  })
})
