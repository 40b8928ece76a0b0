import { systemClock } from '@shop/subgraph/clock'
import type { Log } from '@shop/subgraph/log'
import { createTokenVerifier, TOKEN_ISSUER } from '@shop/subgraph/token-verifier'
import type { TokenVerifier } from '@shop/subgraph/token-verifier'
import type { Role } from '@shop/subgraph/viewer'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'

/** Who a test token speaks for. `id` is a uuid. */
export type TestViewer = { id: string; roles: Role[]; sessionId?: string }

/** Signs access tokens as users does, with a key of the test's own, and verifies them as every subgraph does. */
export type TestTokens = {
  verifyToken: TokenVerifier
  /** The `authorization` header of a viewer. `expiresAt` in the past makes an expired token. */
  authorization(viewer: TestViewer, expiresAt?: Date): Promise<string>
}

/** Makes a key pair and what a subgraph under test needs of it. */
export async function createTestTokens(log: Log): Promise<TestTokens> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA', use: 'sig' }
  return {
    verifyToken: createTokenVerifier({ keys: async () => ({ keys: [jwk] }), clock: systemClock, log }),
    async authorization({ id, roles, sessionId = randomUUID() }, expiresAt = new Date(Date.now() + 900_000)) {
      const token = await new SignJWT({ roles, sid: sessionId })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
        .setSubject(id)
        .setIssuer(TOKEN_ISSUER)
        .setAudience(TOKEN_ISSUER)
        .setIssuedAt(Math.floor(expiresAt.getTime() / 1_000) - 900)
        .setExpirationTime(Math.floor(expiresAt.getTime() / 1_000))
        .sign(privateKey)
      return `Bearer ${token}`
    },
  }
}
