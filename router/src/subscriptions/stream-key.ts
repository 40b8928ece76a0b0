import { canonicalJson, keyOf } from '../cache/viewer-key.ts'
import type { OperationRun } from '../operations/operation.ts'
import { headersToSubgraph } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import { REQUEST_ONLY } from '../subgraphs/request-traffic.ts'

/** Claims that say when a token was made and how long it is good: they change with every token, and no right does. */
const OF_THE_TOKEN = new Set(['iat', 'exp', 'nbf', 'jti', 'auth_time'])

/**
 * What the subgraphs get to see of who asks: two requests with the same may share what is asked for one of them. Of a token
 * that was checked its claims count and not its text, so that a viewer who renews it stays the same.
 */
export function identityOf(
  plugins: readonly RouterPlugin[],
  context: RequestContext,
  subgraphs: readonly string[],
): string {
  const { claims } = context
  const isKnown = typeof claims === 'object' && claims !== null
  // Without claims no policy speaks for the viewer in words that change with the time.
  const asked = isKnown ? { ...plainContext(context), claims: null } : context
  const distinct = plugins.some((plugin) => plugin.toOneSubgraph) ? subgraphs : subgraphs.slice(0, 1)
  const headers = distinct.map((subgraph) => {
    const entries = Object.entries(headersToSubgraph(plugins, asked, subgraph))
    return entries.filter(([name]) => !REQUEST_ONLY.has(name) && !(isKnown && name === 'authorization'))
  })
  return keyOf(JSON.stringify(headers), isKnown ? canonicalJson(rightsIn(claims)) : '')
}

/** Equal keys: the same question about the same supergraph, for viewers who would get the same answer. */
export function streamKey({ prepared, variables, withheld }: OperationRun, identity: string, plan: string): string {
  const { supergraph, text, name } = prepared
  return keyOf(supergraph.version, text, name ?? '', canonicalJson(variables), withheld?.key ?? '', plan, identity)
}

/** A copy of a context, which may be an object with getters. */
export function plainContext(context: RequestContext): RequestContext {
  const { requestId, headers, address, claims, expiresAt, signal, log, activity } = context
  return {
    requestId,
    headers,
    claims,
    signal,
    log,
    activity,
    ...(address === undefined ? {} : { address }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

function rightsIn(claims: object): object {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !OF_THE_TOKEN.has(name)))
}
