import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { JWTVerifyOptions } from 'jose'
import type { Logger } from 'pino'
import { codeOf } from './errors.ts'
import { KeysUnavailable } from './keys-unavailable.ts'
import type { VerifyToken } from './request-context.ts'

const REFRESH_MS = 10 * 60_000
const COOLDOWN_MS = 10_000
const DOWNLOAD_TIMEOUT_MS = 3000

/** What jose says when the key set is the trouble and not the token. */
const KEY_SET_CODES = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'])

export type JwksVerifier = { verify: VerifyToken; stop(): void }

/**
 * Checks tokens by a published key set. The keys are kept for as long as they cannot be fetched again: the service that
 * publishes them may be down while its tokens are still good. A key that is not known is looked for at once.
 */
export function createJwksVerifier({
  url,
  issuer,
  audience,
  log,
}: {
  url: string
  issuer?: string | undefined
  audience?: string | undefined
  log: Logger
}): JwksVerifier {
  const keys = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: DOWNLOAD_TIMEOUT_MS,
  })
  const options: JWTVerifyOptions = {
    // Both asymmetric: a published key must never serve to check a symmetric signature.
    algorithms: ['EdDSA', 'ES256'],
    clockTolerance: 5,
    ...(issuer ? { issuer } : {}),
    ...(audience ? { audience } : {}),
  }
  const timer = setInterval(() => {
    keys.reload().catch((error: unknown) => log.warn({ err: error, url }, 'key set not refreshed, the old one stays'))
  }, REFRESH_MS)
  timer.unref()

  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keys, options)
        return payload
      } catch (error) {
        const code = codeOf(error)
        if (code === undefined || !code.startsWith('ERR_J') || KEY_SET_CODES.has(code)) {
          throw new KeysUnavailable(`The key set at ${url} cannot be used.`, { cause: error })
        }
        throw error
      }
    },
    stop: () => clearInterval(timer),
  }
}
