import type { Clock } from '@shop/subgraph/clock'
import { TOKEN_ISSUER } from '@shop/subgraph/token-verifier'
import type { TokenVerifier } from '@shop/subgraph/token-verifier'
import type { Role } from '@shop/subgraph/viewer'
import { createPrivateKey, sign as signBytes } from 'node:crypto'
import { keyId } from './signing-key.ts'
import type { SigningKey } from './signing-key.ts'

/** Who an access token speaks for. Ids are uuids. */
export type TokenSubject = { id: string; roles: readonly Role[]; sessionId: string }

/** What a client needs to act as a viewer. */
export type Tokens = { accessToken: string; accessTokenExpiresAt: Date; refreshToken: string | null }

/** Signs an access token that lives for `seconds`. */
export type TokenSigner = (subject: TokenSubject, seconds: number) => Promise<Omit<Tokens, 'refreshToken'>>

/**
 * Signs access tokens in the form that @shop/subgraph/token-verifier checks: JSON Web Tokens with EdDSA. At once: to have it done by another
 * thread, as jose does, costs half of the signature on top, and two switches of threads. `remember` spares who verifies tokens in the same
 * process the check of one that was made here.
 */
export async function createTokenSigner(
  signingKey: SigningKey,
  clock: Clock,
  remember?: TokenVerifier['remember'],
): Promise<TokenSigner> {
  const key = createPrivateKey({ key: signingKey, format: 'jwk' })
  const header = encode({ alg: 'EdDSA', kid: await keyId(signingKey), typ: 'JWT' })
  return async function sign({ id, roles, sessionId }, seconds) {
    const issuedAt = Math.floor(clock.now().getTime() / 1_000)
    const expiresAt = issuedAt + seconds
    const claims = {
      sub: id,
      roles,
      sid: sessionId,
      iss: TOKEN_ISSUER,
      aud: TOKEN_ISSUER,
      iat: issuedAt,
      exp: expiresAt,
    }
    const signed = `${header}.${encode(claims)}`
    const accessToken = `${signed}.${signBytes(null, Buffer.from(signed), key).toString('base64url')}`
    remember?.(accessToken, claims)
    return { accessToken, accessTokenExpiresAt: new Date(expiresAt * 1_000) }
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
