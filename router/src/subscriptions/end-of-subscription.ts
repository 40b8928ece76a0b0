import { GraphQLError } from 'graphql'
import { codedError, RequestRefused } from '../errors.ts'
import { subgraphError } from '../execution/subgraph-errors.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import { UpstreamErrors } from '../subgraphs/upstream-errors.ts'

/** What refused or ended an operation, as GraphQL errors: the subgraph's own, the router's, or that the subgraph is not there. */
export function errorsOf(error: unknown, subgraph: string | null): GraphQLError[] {
  if (error instanceof GraphQLError) return [error]
  if (error instanceof OperationInvalid) return [...error.errors]
  if (error instanceof RequestRefused) return [codedError(error.code, error.message)]
  const cause = error instanceof Error ? error : new Error(String(error))
  if (!subgraph) return [codedError('INTERNAL_SERVER_ERROR', cause.message, { cause })]
  if (error instanceof UpstreamErrors) return error.errors.map((one) => subgraphError(one, subgraph, one.path ?? null))
  const message = `The subgraph "${subgraph}" is not available at the moment.`
  return [
    new GraphQLError(message, {
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: subgraph },
      originalError: cause,
    }),
  ]
}

/** The same errors, and that they came with a new supergraph. */
export function afterReload(errors: readonly GraphQLError[]): GraphQLError[] {
  return errors.map((error) => {
    const { nodes, source, positions, path, extensions } = error
    const message = `The subscription does not fit the new supergraph: ${error.message}`
    return new GraphQLError(message, { nodes, source, positions, path, extensions, originalError: error })
  })
}
