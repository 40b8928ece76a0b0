import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose'
import type { JSONWebKeySet, JWTPayload, RemoteJWKSet } from 'jose'
import { LRUCache } from 'lru-cache'
import { tokenExpired, tokenInvalid, unavailable } from './errors.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { ROLES } from './viewer.ts'
import type { Role, Viewer } from './viewer.ts'

/** Issuer and audience of every access token of the shop. */
export const TOKEN_ISSUER = 'commerce-supergraph'

/** How far two machines' clocks may differ, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 5

/** The viewer of an access token. Throws TOKEN_EXPIRED, TOKEN_INVALID, or SUBGRAPH_UNAVAILABLE when no keys can be had. */
export type TokenVerifier = {
  (token: string): Promise<Viewer>
  /** Takes a token for checked whose claims these are: for whoever has just signed it, in the process that it may come back to. */
  remember?(token: string, claims: JWTPayload): void
}

/** Where the public keys come from: the JWKS address of users, or (in users itself and in one process) a function. */
export type KeySource = URL | (() => Promise<JSONWebKeySet>)

/** What createTokenVerifier needs. */
export type TokenVerifierOptions = {
  keys: KeySource
  clock: Clock
  log: Log
  /** After this time the keys are read again in the background, so that a withdrawn key is forgotten. Milliseconds. */
  refreshMs?: number
  /** The shortest time between two readings that unknown key ids cause. Milliseconds. */
  cooldownMs?: number
}

const MAXIMUM_TOKEN_LENGTH = 4_096
const MAXIMUM_CACHED_TOKENS = 10_000
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Verified = { viewer: Viewer; expiresAt: number }

function openKeySet({ keys, cooldownMs = 30_000 }: TokenVerifierOptions): RemoteJWKSet {
  // Keys do not expire: when users is down, whoever signed in before is still served. Freshness comes from refreshes.
  const options = { cacheMaxAge: Infinity, cooldownDuration: cooldownMs, timeoutDuration: 2_000 }
  if (keys instanceof URL) return createRemoteJWKSet(keys, options)
  // The same cache, rotation and cooldown for keys of this process, so the address is never asked.
  return createRemoteJWKSet(new URL('https://keys.invalid/'), {
    ...options,
    [customFetch]: async () => Response.json(await keys()),
  })
}

function readViewer(payload: JWTPayload): Viewer {
  const { sub, roles, sid, iat = 0 } = payload
  const known = (value: unknown): value is Role => ROLES.includes(value as Role)
  if (typeof sub !== 'string' || !UUID.test(sub)) throw tokenInvalid()
  if (typeof sid !== 'string' || sid === '') throw tokenInvalid()
  if (!Array.isArray(roles) || !roles.every(known)) throw tokenInvalid()
  return Object.freeze({ id: sub, roles: Object.freeze([...roles]), sessionId: sid, issuedAt: iat * 1_000 })
}

function translate(error: unknown, log: Log): unknown {
  if (error instanceof errors.JWTExpired) return tokenExpired()
  if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) return unreachable(error, log)
  // jose's own base class: the JWKS address answered, but with something that is no key set.
  if (error.code === 'ERR_JOSE_GENERIC' || error instanceof errors.JWKSInvalid) return unreachable(error, log)
  return tokenInvalid()
}

function unreachable(error: unknown, log: Log): Error {
  log.error({ err: error }, 'the keys of access tokens cannot be read')
  return unavailable('Access tokens cannot be checked at the moment.')
}

/** Checks EdDSA access tokens: signature, issuer, audience, times and claims (`sub`, `roles`, `sid`). */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { clock, log, refreshMs = 600_000 } = options
  const keySet = openKeySet(options)
  const verified = new LRUCache<string, Verified>({ max: MAXIMUM_CACHED_TOKENS })
  let refreshAt = clock.now().getTime() + refreshMs

  function refreshInBackground(now: number): void {
    if (now < refreshAt) return
    refreshAt = now + refreshMs
    // Tokens of a key that is gone must be checked again, hence the empty cache.
    void keySet.reload().then(
      () => verified.clear(),
      (error: unknown) =>
        log.warn({ err: error }, 'the keys of access tokens were not refreshed; the old ones serve on'),
    )
  }

  function remember(token: string, claims: JWTPayload): Viewer {
    const viewer = readViewer(claims)
    verified.set(token, { viewer, expiresAt: ((claims.exp ?? 0) + CLOCK_TOLERANCE_SECONDS) * 1_000 })
    return viewer
  }

  async function verifyToken(token: string): Promise<Viewer> {
    const now = clock.now()
    refreshInBackground(now.getTime())
    const known = verified.get(token)
    if (known && known.expiresAt > now.getTime()) return known.viewer
    if (token.length > MAXIMUM_TOKEN_LENGTH) throw tokenInvalid()
    const { payload } = await jwtVerify(token, keySet, {
      issuer: TOKEN_ISSUER,
      audience: TOKEN_ISSUER,
      algorithms: ['EdDSA', 'Ed25519'],
      requiredClaims: ['sub', 'sid', 'roles', 'exp'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
    }).catch((error: unknown) => Promise.reject(translate(error, log)))
    return remember(token, payload)
  }

  return Object.assign(verifyToken, { remember })
}

/**
 * The viewer of an `authorization` header, null without one. Throws TOKEN_INVALID for another scheme than Bearer: to go
 * on as nobody would hide from the client that its header is wrong.
 */
export async function readViewerFrom(header: string | undefined, verifyToken: TokenVerifier): Promise<Viewer | null> {
  if (header === undefined || header === '') return null
  const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1]
  if (!token) throw tokenInvalid()
  return verifyToken(token)
}
