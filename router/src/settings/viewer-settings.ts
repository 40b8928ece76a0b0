import { z } from 'zod'
import { readSigningKey } from '../tokens/signing-key.ts'
import { tokenIssuersText } from '../tokens/token-issuers.ts'
import { checkedBy, list, messageOf, secret, setting, whole } from './setting.ts'

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^`|~\w-]+$/, 'not the name of a header')
  .transform((name) => name.toLowerCase())
/** Kept as text, so that a program may give it as such, too. */
const issuers = checkedBy((text) => {
  const read = tokenIssuersText.safeParse(text)
  if (!read.success) throw new Error(messageOf(read.error))
})
const signingKey = checkedBy(readSigningKey)

/** Who asks, and what the subgraphs hear of it. */
export const viewerSettings = {
  jwksUrl: setting(
    'JWKS_URL',
    issuers.optional(),
    undefined,
    'Key sets that access tokens are checked with: URLs separated by commas, or JSON; none: not checked here',
  ),
  tokenIssuer: setting('TOKEN_ISSUER', z.string().optional(), undefined, 'Issuer that a token must have'),
  tokenAudience: setting('TOKEN_AUDIENCE', z.string().optional(), undefined, 'Audience that a token must have'),
  clockToleranceSeconds: setting(
    'CLOCK_TOLERANCE_SECONDS',
    whole(0, 600),
    '5',
    'How far the clock of who issues tokens may differ',
  ),
  scopeClaims: setting('SCOPE_CLAIMS', list, 'scope,scp,scopes,permissions', 'Claims of a token that have its scopes'),
  unauthorized: setting(
    'UNAUTHORIZED',
    z.enum(['filter', 'reject']),
    'filter',
    'What happens to an operation with fields that its viewer may not have: it loses them, or is refused',
  ),
  viewerStatement: setting(
    'VIEWER_STATEMENT',
    z.enum(['token', 'signed']),
    'token',
    "What subgraphs get: the client's token, or a statement that the router signs",
  ),
  routerSigningKey: secret(
    'ROUTER_SIGNING_KEY',
    signingKey.optional(),
    'Private Ed25519 key of those statements, as JWK or PEM',
  ),
  statementHeader: setting('STATEMENT_HEADER', headerName, 'authorization', 'Header that they are sent in'),
  statementIssuer: setting('STATEMENT_ISSUER', z.string().min(1), 'router', 'Issuer that they name'),
  statementAudience: setting(
    'STATEMENT_AUDIENCE',
    z.string().optional(),
    undefined,
    'Audience that they name; none: the name of the subgraph',
  ),
  statementClaims: setting(
    'STATEMENT_CLAIMS',
    list,
    'scope,scp,scopes,permissions,roles,sid',
    'Claims of the token that they repeat, besides sub',
  ),
  statementSubgraphs: setting('STATEMENT_SUBGRAPHS', list, '', 'Subgraphs that get them; none: all'),
}
