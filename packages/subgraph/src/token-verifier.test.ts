import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { JSONWebKeySet, JWTPayload } from 'jose'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import { createTokenVerifier, readViewerFrom } from './token-verifier.ts'
import type { KeySource, TokenVerifier } from './token-verifier.ts'

const id = '0193f6a4-7c1e-7b3a-9c55-0123456789ab'
const log = createLog({ name: 'test', level: 'silent' })
const withCode = (code: string) => expect.objectContaining({ extensions: { code } })

async function createSigner(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA')
  const sign = (claims: JWTPayload = {}, expiresIn = '15m') =>
    new SignJWT({
      roles: ['CUSTOMER'],
      sid: 'session',
      iss: 'commerce-supergraph',
      aud: 'commerce-supergraph',
      ...claims,
    })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setSubject(id)
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(privateKey)
  return { sign, publicKey: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' } }
}

function verifierOf(keys: KeySource, now = () => new Date(), cooldownMs = 0): TokenVerifier {
  return createTokenVerifier({ keys, clock: { now }, log, cooldownMs })
}

test('a good token gives its viewer, and the keys are read once', async () => {
  const signer = await createSigner('one')
  let readings = 0
  const verify = verifierOf(async () => {
    readings += 1
    return { keys: [signer.publicKey] }
  })
  const viewer = { id, roles: ['CUSTOMER'], sessionId: 'session', issuedAt: expect.any(Number) }
  expect(await verify(await signer.sign())).toEqual(viewer)
  expect(await readViewerFrom(`Bearer ${await signer.sign({ sid: 'session' })}`, verify)).toEqual(viewer)
  expect(readings).toBe(1)
})

test('a token is good until it expires, five seconds of tolerance included, also from the cache', async () => {
  const signer = await createSigner('one')
  let now = Date.now()
  const verify = verifierOf(
    async () => ({ keys: [signer.publicKey] }),
    () => new Date(now),
  )
  const token = await signer.sign({}, '60s')
  await verify(token)
  now += 63_000
  await verify(token)
  now += 5_000
  await expect(verify(token)).rejects.toEqual(withCode('TOKEN_EXPIRED'))
})

test('a token that its signer told of is good without another check, until it expires', async () => {
  const signer = await createSigner('one')
  let now = Date.now()
  let readings = 0
  const verify = verifierOf(
    async () => {
      readings += 1
      return { keys: [signer.publicKey] }
    },
    () => new Date(now),
  )
  const token = await signer.sign({}, '60s')
  verify.remember?.(token, decodeJwt(token))
  expect(await verify(token)).toEqual({ id, roles: ['CUSTOMER'], sessionId: 'session', issuedAt: expect.any(Number) })
  expect(readings).toBe(0)
  await expect(verify(`${token.slice(0, -8)}AAAAAAAA`)).rejects.toEqual(withCode('TOKEN_INVALID'))
  now += 66_000
  await expect(verify(token)).rejects.toEqual(withCode('TOKEN_EXPIRED'))
})

test('tokens that are not ours are refused', async () => {
  const [signer, stranger] = await Promise.all([createSigner('one'), createSigner('one')])
  const verify = verifierOf(async () => ({ keys: [signer.publicKey] }))
  const bad = [
    'nonsense',
    'a'.repeat(5_000),
    await stranger.sign(),
    await signer.sign({ iss: 'elsewhere' }),
    await signer.sign({ aud: 'elsewhere' }),
    await signer.sign({ roles: ['ROOT'] }),
    await signer.sign({ roles: 'ADMIN' }),
    await signer.sign({ sid: '' }),
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await signer.sign()).split('.')[1]}.`,
  ]
  for (const token of bad) await expect(verify(token)).rejects.toEqual(withCode('TOKEN_INVALID'))
  await expect(readViewerFrom('Basic abc', verify)).rejects.toEqual(withCode('TOKEN_INVALID'))
  expect(await readViewerFrom(undefined, verify)).toBeNull()
})

test('keys over HTTP: a new key is found, and an outage neither refuses known keys nor blames the token', async () => {
  const [old, fresh] = await Promise.all([createSigner('old'), createSigner('fresh')])
  let keySet: JSONWebKeySet | null = null
  const server = createServer((_request, response) => {
    response.writeHead(keySet ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(keySet))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`)
  try {
    const verify = verifierOf(url)
    await expect(verify(await old.sign())).rejects.toEqual(withCode('SUBGRAPH_UNAVAILABLE'))
    keySet = { keys: [old.publicKey] }
    await verify(await old.sign())
    keySet = { keys: [old.publicKey, fresh.publicKey] }
    await verify(await fresh.sign())
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await verify(await old.sign({ sid: 'after the outage' }))
    await expect(verify(await (await createSigner('unknown')).sign())).rejects.toEqual(withCode('SUBGRAPH_UNAVAILABLE'))
  } finally {
    server.close()
  }
})

test('a withdrawn key is forgotten after the refresh, and its tokens with it', async () => {
  const [old, fresh] = await Promise.all([createSigner('old'), createSigner('fresh')])
  let keys = [old.publicKey]
  let now = Date.now()
  const verify = verifierOf(
    async () => ({ keys }),
    () => new Date(now),
    60_000,
  )
  const token = await old.sign({}, '1h')
  await verify(token)
  keys = [fresh.publicKey]
  now += 601_000
  await verify(token)
  await expect.poll(() => verify(token).catch((error: unknown) => error)).toEqual(withCode('TOKEN_INVALID'))
})
