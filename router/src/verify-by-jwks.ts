import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import type { JWTPayload, JWTVerifyOptions } from 'jose'
import type { Logger } from 'pino'
import { codeOf } from './errors.ts'
import { KeysUnavailable } from './keys-unavailable.ts'

const REFRESH_MS = 10 * 60_000
const COOLDOWN_MS = 10_000
const DOWNLOAD_TIMEOUT_MS = 3000
/** After a download that failed. Short, for the service may just be starting. */
const FAILURE_PAUSE_MS = 1000

/** What jose says when the key set is the trouble and not the token. */
const KEY_SET_CODES = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'])

export type JwksVerifier = { verify(token: string): Promise<JWTPayload>; stop(): void }

/**
 * Checks tokens by a published key set. The keys are kept for as long as they cannot be fetched again: the service that
 * publishes them may be down while its tokens are still good. A key that is not known is looked for at once, but once per
 * `cooldownMs` at most, because everybody can invent names of keys.
 */
export function createJwksVerifier({
  url,
  issuer,
  audience,
  algorithms,
  clockToleranceSeconds,
  onKeysChanged,
  cooldownMs = COOLDOWN_MS,
  log,
}: {
  url: string
  issuer?: string | undefined
  audience?: string | string[] | undefined
  algorithms: string[]
  clockToleranceSeconds: number
  /** Called when a download brought other keys than the one before. */
  onKeysChanged?(): void
  cooldownMs?: number
  log: Logger
}): JwksVerifier {
  let downloaded: string | null = null
  let failure: { at: number; error: unknown } | null = null
  const keys = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: cooldownMs,
    timeoutDuration: DOWNLOAD_TIMEOUT_MS,
    [customFetch]: async (address, options) => {
      if (failure && Date.now() < failure.at + FAILURE_PAUSE_MS) throw failure.error
      try {
        const response = await fetch(address, options)
        failure = response.ok ? null : { at: Date.now(), error: new Error(`It answered ${response.status}.`) }
        return response
      } catch (error) {
        failure = { at: Date.now(), error }
        throw error
      }
    },
  })
  const options: JWTVerifyOptions = {
    algorithms,
    clockTolerance: clockToleranceSeconds,
    ...(issuer ? { issuer } : {}),
    ...(audience ? { audience } : {}),
  }
  const noteKeys = (): void => {
    const now = JSON.stringify(keys.jwks()) ?? null
    if (now === downloaded) return
    const first = downloaded === null
    downloaded = now
    if (!first) onKeysChanged?.()
  }
  const timer = setInterval(() => {
    keys
      .reload()
      .then(noteKeys, (error: unknown) => log.warn({ err: error, url }, 'key set not refreshed, the old one stays'))
  }, REFRESH_MS)
  timer.unref()

  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keys, options)
        noteKeys()
        return Object.freeze(payload)
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
