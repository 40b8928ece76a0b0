import { GraphQLError } from 'graphql'

/** Every `extensions.code` that the chassis or a subgraph puts on a GraphQL error. `docs/errors.md` explains each. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'INVALID_GLOBAL_ID'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'BAD_REQUEST'
  | 'PAYLOAD_TOO_LARGE'
  | 'QUERY_TOO_COMPLEX'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'

/** A path into the arguments of a field, such as `['input', 'lines', '0', 'quantity']`. */
export type ArgumentPath = readonly string[]

/** A fault with a stable code. `details` end up in `extensions`, so they must be fit for the client's eyes. */
export function codedError(code: ErrorCode, message: string, details: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details } })
}

/** No token where one is needed. */
export function unauthenticated(message = 'An access token is needed.'): GraphQLError {
  return codedError('UNAUTHENTICATED', message)
}

/** The token is valid still, but its account was erased. */
export function accountErased(): GraphQLError {
  return unauthenticated('This account is not there any more.')
}

/** The access token was good once. The client refreshes it and asks again. */
export function tokenExpired(): GraphQLError {
  return codedError('TOKEN_EXPIRED', 'The access token has expired.')
}

/** The access token is not one of ours: wrong signature, issuer, audience or form. */
export function tokenInvalid(): GraphQLError {
  return codedError('TOKEN_INVALID', 'The access token is not valid.')
}

/** The viewer is known and may not do this. */
export function forbidden(message = 'You may not do this.'): GraphQLError {
  return codedError('FORBIDDEN', message)
}

/** The thing is not there, or is not the viewer's to see: the two are told apart to nobody. */
export function notFound(what: string): GraphQLError {
  return codedError('NOT_FOUND', `${what} was not found.`)
}

/** An argument or variable that no client of ours should send. `argument` is its path. */
export function badUserInput(message: string, argument?: ArgumentPath): GraphQLError {
  return codedError('BAD_USER_INPUT', message, argument ? { argument } : {})
}

/** A global id that is malformed or names another type than the argument takes. */
export function invalidGlobalId(expectedType: string, argument?: ArgumentPath): GraphQLError {
  return codedError('INVALID_GLOBAL_ID', `This is not an id of the type ${expectedType}.`, argument ? { argument } : {})
}

/** Something that this subgraph needs does not answer at the moment. */
export function unavailable(message: string): GraphQLError {
  return codedError('SUBGRAPH_UNAVAILABLE', message)
}

/** True when the error was made for the client: its message and code may leave the process. */
export function isUserFacing(error: unknown): boolean {
  return error instanceof GraphQLError && typeof error.extensions.code === 'string'
}
