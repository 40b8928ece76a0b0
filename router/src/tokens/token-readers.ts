import { decodeJwt } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { codeOf } from '../errors.ts'
import { KeysUnavailable } from '../keys-unavailable.ts'
import type { VerifyToken } from '../request-context.ts'
import { createJwksVerifier } from '../verify-by-jwks.ts'
import type { JwksVerifier } from '../verify-by-jwks.ts'
import type { ReadTokenIssuer } from './token-issuers.ts'

/** A token that was good. */
export type ReadToken = { claims: unknown; token: string }

/** Checks the tokens that come in one header. */
export type TokenReader = {
  headerName: string
  /** What a header that was good before and still is says: no signature is checked again. */
  recall(header: string): ReadToken | undefined
  /** Rejects as `VerifyToken` does. */
  read(header: string): Promise<ReadToken>
}

export type TokenReaders = { readers: readonly TokenReader[]; stop(): void }

type Verified = ReadToken & { goodUntil: number }

const MOST_REMEMBERED = 10_000
/** Characters of all that are remembered. */
const LONGEST_REMEMBERED = 20_000_000
/** Over a socket there is no other limit on a header than that of a message. */
const LONGEST_TOKEN = 8_192
/** For tokens that say nothing of their end. */
const ENDLESS_REMEMBERED_MS = 60_000
const EXPIRED = 'ERR_JWT_EXPIRED'

/** One reader for the header `authorization`, by a function that is asked each time: it may know what no key set does. */
export function readersByFunction(verify: VerifyToken): TokenReaders {
  const pattern = schemePattern('Bearer')
  const reader: TokenReader = {
    headerName: 'authorization',
    recall: () => undefined,
    async read(header) {
      const token = tokenIn(header, pattern)
      return { claims: await verify(token), token }
    },
  }
  return { readers: [reader], stop() {} }
}

/**
 * Readers for these issuers, one per header. What was verified is remembered until it expires: a token cannot be taken
 * back before (nor could it without this: a signature stays good), so whoever issues tokens keeps their lives short. When
 * a key set changes, everything is checked anew.
 */
export function readersByKeySets(
  issuers: readonly ReadTokenIssuer[],
  { clockToleranceSeconds, log, cooldownMs }: { clockToleranceSeconds: number; log: Logger; cooldownMs?: number },
): TokenReaders {
  const stops: (() => void)[] = []
  const headers = Map.groupBy(issuers, ({ headerName }) => headerName)
  const readers = [...headers].map(([headerName, ofHeader]): TokenReader => {
    const verified = new LRUCache<string, Verified>({
      max: MOST_REMEMBERED,
      maxSize: LONGEST_REMEMBERED,
      sizeCalculation: (_, header) => header.length + 1,
    })
    const schemes = [...Map.groupBy(ofHeader, ({ prefix }) => prefix.toLowerCase())].map(([prefix, ofScheme]) => ({
      pattern: schemePattern(prefix),
      candidates: ofScheme.map((issuer) => {
        const tolerance = issuer.clockToleranceSeconds ?? clockToleranceSeconds
        const keySet = createJwksVerifier({
          ...issuer,
          url: issuer.jwksUrl,
          clockToleranceSeconds: tolerance,
          onKeysChanged: () => verified.clear(),
          ...(cooldownMs === undefined ? {} : { cooldownMs }),
          log,
        })
        stops.push(() => keySet.stop())
        return { issuer: issuer.issuer, tolerance, verify: keySet.verify }
      }),
    }))
    return {
      headerName,
      recall(header) {
        const known = verified.get(header)
        if (!known) return undefined
        return known.goodUntil > Date.now() ? known : undefined
      },
      async read(header) {
        const scheme = schemes.find(({ pattern }) => pattern.test(header))
        const token = tokenIn(header, scheme?.pattern)
        const { claims, tolerance } = await verifyByOne(scheme?.candidates ?? [], token)
        const goodUntil =
          typeof claims.exp === 'number' ? (claims.exp + tolerance) * 1000 : Date.now() + ENDLESS_REMEMBERED_MS
        const known = { claims, token, goodUntil }
        verified.set(header, known)
        return known
      },
    }
  })
  return { readers, stop: () => stops.forEach((stop) => stop()) }
}

type Claims = Awaited<ReturnType<JwksVerifier['verify']>>
type Candidate = { issuer: string | undefined; tolerance: number; verify: JwksVerifier['verify'] }

/** By the issuer that the token names. What it says is not to be trusted yet, and decides only whose key it must fit. */
async function verifyByOne(
  candidates: readonly Candidate[],
  token: string,
): Promise<{ claims: Claims; tolerance: number }> {
  const { iss } = decodeJwt(token)
  const failures: Error[] = []
  for (const { issuer, tolerance, verify } of candidates) {
    if (issuer !== undefined && issuer !== iss) continue
    try {
      return { claims: await verify(token), tolerance }
    } catch (error) {
      // Its signature was good, so no other one's can be.
      if (!(error instanceof Error) || codeOf(error) === EXPIRED) throw error
      failures.push(error)
    }
  }
  // Unknown whether it is good, as long as one that could say so has no keys.
  throw failures.find((error) => error instanceof KeysUnavailable) ?? failures[0] ?? new Error('No such issuer.')
}

function schemePattern(prefix: string): RegExp {
  return prefix === '' ? /^([\w.~+/=-]+) *$/ : new RegExp(`^${prefix} +([\\w.~+/=-]+) *$`, 'i')
}

function tokenIn(header: string, pattern: RegExp | undefined): string {
  const token = header.length <= LONGEST_TOKEN ? pattern?.exec(header)?.[1] : undefined
  if (token === undefined) throw new Error('The header has no token of a form that is known here.')
  return token
}
