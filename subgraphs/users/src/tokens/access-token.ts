import type { Clock } from '@shop/subgraph/clock'
import { TOKEN_ISSUER } from '@shop/subgraph/token-verifier'
import type { Role } from '@shop/subgraph/viewer'
import { importJWK, SignJWT } from 'jose'
import { keyId } from './signing-key.ts'
import type { SigningKey } from './signing-key.ts'

/** Who an access token speaks for. Ids are uuids. */
export type TokenSubject = { id: string; roles: readonly Role[]; sessionId: string }

/** What a client needs to act as a viewer. */
export type Tokens = { accessToken: string; accessTokenExpiresAt: Date; refreshToken: string | null }

/** Signs an access token that lives for `seconds`. */
export type TokenSigner = (subject: TokenSubject, seconds: number) => Promise<Omit<Tokens, 'refreshToken'>>

/** Signs access tokens in the form that @shop/subgraph/token-verifier checks. */
export async function createTokenSigner(signingKey: SigningKey, clock: Clock): Promise<TokenSigner> {
  const key = await importJWK(signingKey, 'EdDSA')
  const header = { alg: 'EdDSA', kid: await keyId(signingKey), typ: 'JWT' }
  return async function sign({ id, roles, sessionId }, seconds) {
    const issuedAt = Math.floor(clock.now().getTime() / 1_000)
    const expiresAt = issuedAt + seconds
    const accessToken = await new SignJWT({ roles: [...roles], sid: sessionId })
      .setProtectedHeader(header)
      .setSubject(id)
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_ISSUER)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(key)
    return { accessToken, accessTokenExpiresAt: new Date(expiresAt * 1_000) }
  }
}
