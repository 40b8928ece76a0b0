import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tokenIssuer } from '../contenders/ours.ts'

/** A published key set, and a token that its key signed. */
export type KeySet = { url: string; authorization: string; stop(): void }

/** Every request of the benchmark carries the token; our router checks it, the others pass it by. */
export async function publishKeySet(): Promise<KeySet> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const key = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'EdDSA', use: 'sig' }
  const token = await new SignJWT({ roles: ['CUSTOMER'] })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'bench' })
    .setSubject('7b0f8f4e-6f0e-4d0a-9d55-3f6f5f1c2a01')
    .setIssuer(tokenIssuer)
    .setIssuedAt()
    .setExpirationTime('1 day')
    .sign(privateKey)
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/jwks.json`, authorization: `Bearer ${token}`, stop: () => server.close() }
}
