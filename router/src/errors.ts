import { GraphQLError } from 'graphql'

/** Every `extensions.code` that the router itself raises. Codes of subgraphs pass through unchanged. */
export type RouterErrorCode =
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'BATCH_TOO_LONG'
  | 'FORBIDDEN'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'HEADERS_TOO_LARGE'
  | 'INTERNAL_SERVER_ERROR'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_ACCEPTABLE'
  | 'NOT_FOUND'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'PAYLOAD_TOO_LARGE'
  | 'PERSISTED_QUERY_HASH_MISMATCH'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_IN_LIST'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'QUERY_TOO_COMPLEX'
  | 'REQUEST_TIMEOUT'
  | 'SUBGRAPH_ANSWER_INVALID'
  | 'RATE_LIMITED'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'SUBSCRIBER_TOO_SLOW'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'TOO_MANY_SUBSCRIPTIONS'
  | 'UNAUTHENTICATED'
  | 'UNSUPPORTED_MEDIA_TYPE'

/** A request that is answered before any GraphQL is executed: an HTTP status and one error with a stable code. */
export class RequestRefused extends Error {
  override name = 'RequestRefused'
  readonly status: number
  readonly code: RouterErrorCode
  readonly headers: Record<string, string>

  constructor(status: number, code: RouterErrorCode, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** A GraphQL error with a stable code, for the places where the answer is a GraphQL result. */
export function codedError(
  code: RouterErrorCode,
  message: string,
  options: { status?: number; cause?: Error } = {},
): GraphQLError {
  const http = options.status ? { http: { status: options.status } } : {}
  return new GraphQLError(message, { extensions: { code, ...http }, originalError: options.cause ?? null })
}

/** The client broke off: there is nobody to tell what is wrong. */
export function clientGone(): Error {
  return Object.assign(new Error('The client has left.'), { code: 'ECONNRESET' })
}

/** The code of an error of any kind: GraphQL errors keep it in `extensions`, errors of Node and of jose in `code`. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, extensions } = error as { code?: unknown; extensions?: { code?: unknown } }
  if (typeof extensions?.code === 'string') return extensions.code
  return typeof code === 'string' ? code : undefined
}
