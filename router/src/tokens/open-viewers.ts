import type { Logger } from 'pino'
import type { HttpRoute } from '../http/routes.ts'
import type { RouterPlugin } from '../plugin.ts'
import { useTokens } from '../plugins/use-tokens.ts'
import { useViewerStatement } from '../plugins/use-viewer-statement.ts'
import type { VerifyToken } from '../request-context.ts'
import type { RouterSettings } from '../settings.ts'
import { readSigningKey } from './signing-key.ts'
import { tokenIssuer, tokenIssuersText } from './token-issuers.ts'
import type { ReadTokenIssuer, TokenIssuer } from './token-issuers.ts'
import { readersByFunction, readersByKeySets } from './token-readers.ts'
import type { TokenReaders } from './token-readers.ts'
import { createStatementMaker } from './viewer-statements.ts'

/** The policies about who asks: what comes from the client, and what subgraphs are told. */
export type Viewers = {
  tokens: RouterPlugin | null
  statement: RouterPlugin | null
  routes: readonly HttpRoute[]
  /** In which tokens come; `authorization` also where nobody here checks it. */
  headers: readonly string[]
  stop(): void
}

const JWKS_PATH = '/.well-known/jwks.json'
/** Where something else in this process has the usual path, as in a shop with its users. */
const SECOND_JWKS_PATH = '/.well-known/router-jwks.json'

/** Throws when the settings do not go together. */
export function openViewers({
  settings,
  verifyToken,
  tokens,
  routes,
  log,
}: {
  settings: RouterSettings
  verifyToken: VerifyToken | undefined
  tokens: readonly TokenIssuer[] | undefined
  /** Those that are there already. */
  routes: readonly HttpRoute[]
  log: Logger
}): Viewers {
  const statement = settings.viewerStatement === 'signed' ? openStatements(settings, routes) : null
  const readers = openReaders()
  if (statement && !readers) throw new Error('VIEWER_STATEMENT=signed needs tokens that are checked: set JWKS_URL.')
  const headers = [...new Set(['authorization', ...(readers?.readers ?? []).map(({ headerName }) => headerName)])]
  return {
    tokens: readers && useTokens({ readers: readers.readers }),
    statement: statement && useViewerStatement({ ...statement, tokenHeaders: headers }),
    routes: statement ? [statement.route] : [],
    headers,
    stop: () => readers?.stop(),
  }

  function openReaders(): TokenReaders | null {
    if (verifyToken) return readersByFunction(verifyToken)
    const issuers = tokens ? tokens.map((issuer) => tokenIssuer.parse(issuer)) : issuersOf(settings)
    if (issuers.length === 0) return null
    return readersByKeySets(issuers, { clockToleranceSeconds: settings.clockToleranceSeconds, log })
  }
}

function issuersOf({ jwksUrl, tokenIssuer: issuer, tokenAudience: audience }: RouterSettings): ReadTokenIssuer[] {
  if (!jwksUrl) return []
  // For those that name none of their own.
  const common = { ...(issuer ? { issuer } : {}), ...(audience ? { audience } : {}) }
  return tokenIssuersText.parse(jwksUrl).map((one) => ({ ...common, ...one }))
}

function openStatements(
  settings: RouterSettings,
  routes: readonly HttpRoute[],
): Pick<Parameters<typeof useViewerStatement>[0], 'state' | 'header' | 'subgraphs'> & { route: HttpRoute } {
  if (!settings.routerSigningKey) throw new Error('VIEWER_STATEMENT=signed needs ROUTER_SIGNING_KEY.')
  const key = readSigningKey(settings.routerSigningKey)
  const taken = routes.some(({ path }) => JWKS_PATH.startsWith(path))
  return {
    state: createStatementMaker({
      key,
      issuer: settings.statementIssuer,
      audience: settings.statementAudience ?? null,
      claims: settings.statementClaims,
    }),
    header: settings.statementHeader,
    subgraphs: settings.statementSubgraphs.length > 0 ? settings.statementSubgraphs : null,
    route: {
      path: taken ? SECOND_JWKS_PATH : JWKS_PATH,
      handle: async () => Response.json(key.jwks, { headers: { 'cache-control': 'public, max-age=300' } }),
    },
  }
}
