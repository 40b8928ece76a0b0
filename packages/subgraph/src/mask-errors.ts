import { GraphQLError, Kind } from 'graphql'
import type { ExecutionResult } from 'graphql'
import { badUserInput, codedError, isUserFacing } from './errors.ts'
import type { Log } from './log.ts'
import { Refusal } from './user-errors.ts'

/** The request that an error belongs to. */
export type ErrorOrigin = { log: Log; requestId: string; operationName?: string | null }

function masked(requestId: string, error?: GraphQLError): GraphQLError {
  return new GraphQLError('Internal server error', {
    nodes: error?.nodes,
    source: error?.source,
    positions: error?.positions,
    path: error?.path,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  })
}

function located(error: GraphQLError, replacement: GraphQLError): GraphQLError {
  const { nodes, source, positions, path } = error
  return new GraphQLError(replacement.message, { nodes, source, positions, path, extensions: replacement.extensions })
}

/**
 * What a client may see of an error outside of the execution of a field: the error itself when it was made for clients,
 * else INTERNAL_SERVER_ERROR with the request's id, under which the log has the rest.
 */
export function toClientError(error: unknown, { log, requestId, operationName }: ErrorOrigin): GraphQLError {
  if (isUserFacing(error)) return error as GraphQLError
  if (error instanceof Refusal) return refused(error)
  log.error({ err: error, requestId, operationName }, 'a request failed')
  return masked(requestId)
}

function refused(refusal: Refusal): GraphQLError {
  return codedError('BAD_USER_INPUT', refusal.userErrors[0]?.message ?? 'This cannot be done.', {
    userErrors: refusal.userErrors,
  })
}

/** graphql-js blames an argument's own node for bad input; for the server's faults it blames the field, or nothing. */
function isArgumentError(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && error.nodes?.[0] !== undefined && error.nodes[0].kind !== Kind.FIELD
}

function maskOne(error: GraphQLError, origin: ErrorOrigin, alreadyLogged: Set<unknown>): GraphQLError {
  const cause = error.originalError ?? error
  if (cause instanceof Refusal) return located(error, refused(cause))
  // A library's error can carry `extensions` as well (graphql-js copies them): only a GraphQLError is trusted.
  if (cause instanceof GraphQLError && isUserFacing(error)) return error
  if (isArgumentError(cause)) return located(error, badUserInput(cause.message))
  if (!alreadyLogged.has(cause)) {
    alreadyLogged.add(cause)
    const { log, requestId, operationName } = origin
    log.error({ err: cause, path: error.path, requestId, operationName }, 'a resolver failed')
  }
  return masked(origin.requestId, error)
}

/**
 * The result with every error fit for clients. A result without `data` never began to execute: what is wrong there are
 * variables or the operation's name, so it is BAD_USER_INPUT.
 */
export function maskResult(result: ExecutionResult, origin: ErrorOrigin): ExecutionResult {
  if (!result.errors) return result
  if (!('data' in result)) {
    return {
      errors: result.errors.map((error) => (isUserFacing(error) ? error : located(error, badUserInput(error.message)))),
    }
  }
  const alreadyLogged = new Set<unknown>()
  return { ...result, errors: result.errors.map((error) => maskOne(error, origin, alreadyLogged)) }
}
