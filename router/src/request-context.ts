import type { OperationTypeNode } from 'graphql'
import type { Logger } from 'pino'

/** Header names in lower case. */
export type Headers = Record<string, string | undefined>

/** Checks an access token. Rejects when it is not good: with `code` or `extensions.code` TOKEN_EXPIRED when it was once. */
export type VerifyToken = (token: string) => Promise<unknown>

/** What a request, or an operation on a socket, carries through the router, whichever way it came in. */
export type RequestContext = {
  requestId: string
  /** What the client sent; over a socket the headers of the upgrade, with the token of connection_init. */
  headers: Headers
  /** Where the client asks from, as far as trusted proxies say; only known where limits need it. */
  address?: string
  /** What the token says, when one came and a verifier is configured. */
  claims: unknown
  /** When the token expires, by `Date.now()`; none when it does not, or nobody is signed in. */
  expiresAt?: number | undefined
  /** Aborted when the client has left. */
  signal: AbortSignal
  log: Logger
  activity: Activity
}

/** What the log line of a request tells in the end. */
export type Activity = {
  operation?: string
  kind?: OperationTypeNode
  errors: number
  /** Of the first error, or of what refused it. */
  code?: string
  /** How long planning took; none when the plan was there. */
  planMs?: number
  /** What was asked of each subgraph, and how long that took in sum. */
  subgraphs?: Record<string, { fetches: number; ms: number }>
  /** Estimated. */
  cost?: number
  /** Set when the request was refused by a limit, or none could be asked. */
  rateLimit?: 'refused' | 'unchecked'
}

/** A context with nothing known yet but the headers; the policies fill it. */
export function newRequestContext(headers: Headers, signal: AbortSignal, log: Logger): RequestContext {
  return { requestId: '', headers, claims: null, signal, log, activity: { errors: 0 } }
}
