import { decodeJwt, errors } from 'jose'
import { LRUCache } from 'lru-cache'
import { codeOf, RequestRefused } from '../errors.ts'
import { KeysUnavailable } from '../keys-unavailable.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { Headers, RequestContext } from '../request-context.ts'
import type { ReadToken, TokenReader } from '../tokens/token-readers.ts'

const MOST_REMEMBERED = 1_000
const EXPIRED = new Set(['ERR_JWT_EXPIRED', 'TOKEN_EXPIRED'])

/**
 * Checks the access token before anything is executed. None is fine: what an anonymous client may see is for the subgraphs
 * to say, and so is everything else; each of them checks the token again.
 */
export function useTokens({ readers }: { readers: readonly TokenReader[] }): RouterPlugin {
  const expiries = new LRUCache<string, { expiresAt: number | undefined }>({ max: MOST_REMEMBERED })

  /** Gives a promise only for what is not remembered: most requests come with a token that came before. */
  function check(context: RequestContext): Promise<void> | undefined {
    const reader = readers.find(({ headerName }) => context.headers[headerName])
    return reader && checkBy(reader, context)
  }

  function checkBy(reader: TokenReader, context: RequestContext): Promise<void> | undefined {
    const header = context.headers[reader.headerName] ?? ''
    const known = reader.recall(header)
    if (!known) return read(context, reader, header)
    accept(context, reader, known)
    return undefined
  }

  /** Without a token of its own an operation runs with that of its connection, which was checked. */
  function checkOwn(context: RequestContext, own: Headers): Promise<void> | undefined {
    // What comes now counts: in `authorization` may be a copy of what the connection brought elsewhere.
    const reader = readers.find(({ headerName }) => own[headerName])
    if (reader) return checkBy(reader, context)
    return own['authorization'] ? check(context) : undefined
  }

  async function read(context: RequestContext, reader: TokenReader, header: string): Promise<void> {
    const found = await reader.read(header).catch((error: unknown) => {
      throw refusalOf(error, context)
    })
    if (!found.claims) throw invalid()
    accept(context, reader, found)
  }

  /** From here on a token is in `authorization`, by which subgraphs know a viewer, and caches tell one from the other. */
  function accept(context: RequestContext, { headerName }: TokenReader, { claims, token }: ReadToken): void {
    context.claims = claims
    context.expiresAt = expiryOf(claims, token)
    if (headerName !== 'authorization') context.headers['authorization'] = `Bearer ${token}`
  }

  /** A program's own verifier may give what it likes for claims; the token was good, so it is asked itself. */
  function expiryOf(claims: unknown, token: string): number | undefined {
    const { exp } = (claims ?? {}) as { exp?: unknown }
    if (typeof exp === 'number') return exp * 1000
    let known = expiries.get(token)
    if (!known) expiries.set(token, (known = { expiresAt: expiryIn(token) }))
    return known.expiresAt
  }

  return {
    name: 'tokens',
    onHttp({ context }) {
      // Awaited by the caller, and no answer when it is done.
      return check(context) as Promise<undefined> | undefined
    },
    onConnect: check,
    onRenew: checkOwn,
    onSocketOperation: checkOwn,
  }
}

function expiryIn(token: string): number | undefined {
  try {
    const { exp } = decodeJwt(token)
    return exp === undefined ? undefined : exp * 1000
  } catch (error) {
    // Tokens need not be JWTs where a program checks them.
    if (error instanceof errors.JWTInvalid) return undefined
    throw error
  }
}

function refusalOf(error: unknown, context: RequestContext): RequestRefused {
  if (error instanceof KeysUnavailable || codeOf(error) === 'SUBGRAPH_UNAVAILABLE') {
    context.log.error({ err: error }, 'tokens cannot be checked')
    return new RequestRefused(503, 'SUBGRAPH_UNAVAILABLE', 'Access tokens cannot be checked at the moment.')
  }
  context.log.debug({ err: error }, 'token refused')
  if (!EXPIRED.has(codeOf(error) ?? '')) return invalid()
  return unauthorized('TOKEN_EXPIRED', 'The access token has expired.')
}

function invalid(): RequestRefused {
  return unauthorized('TOKEN_INVALID', 'The access token is not valid.')
}

/** RFC 6750 calls both `invalid_token`. */
function unauthorized(code: 'TOKEN_EXPIRED' | 'TOKEN_INVALID', message: string): RequestRefused {
  return new RequestRefused(401, code, message, { 'www-authenticate': 'Bearer error="invalid_token"' })
}
