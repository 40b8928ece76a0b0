import { codeOf, RequestRefused } from '../errors.ts'
import { KeysUnavailable } from '../keys-unavailable.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext, VerifyToken } from '../request-context.ts'

const BEARER = /^Bearer +([\w.~+/=-]+)$/i
const EXPIRED = new Set(['ERR_JWT_EXPIRED', 'TOKEN_EXPIRED'])

/**
 * Checks the access token before anything is executed. None is fine: what an anonymous client may see is for the subgraphs
 * to say, and so is everything else; each of them checks the token again.
 */
export function useTokens({ verify }: { verify: VerifyToken }): RouterPlugin {
  async function check(context: RequestContext): Promise<void> {
    const { authorization } = context.headers
    if (!authorization) return
    const token = BEARER.exec(authorization)?.[1]
    if (!token) throw invalid()
    try {
      context.claims = await verify(token)
    } catch (error) {
      throw refusalOf(error, context)
    }
    if (!context.claims) throw invalid()
  }

  return {
    name: 'tokens',
    async onHttp({ context }) {
      await check(context)
      return undefined
    },
    onConnect: check,
    async onSocketOperation(context, ownHeaders) {
      // Without a token of its own the operation runs with that of its connection, which was checked.
      if (ownHeaders['authorization'] !== undefined) await check(context)
    },
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
