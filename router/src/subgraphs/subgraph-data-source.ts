import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway'
import type { GatewayGraphQLResponse } from '@apollo/server-gateway-interface'
import type { GraphQLFormattedError, OperationTypeNode } from 'graphql'
import type { RequestContext } from '../request-context.ts'
import { affectedPaths } from './affected-paths.ts'
import type { AskSubgraph } from './subgraph-fetch.ts'

/**
 * What Apollo's gateway asks instead of its own HTTP client. A subgraph that cannot be asked is an error in the answer,
 * not an exception: the other fields still arrive, and the error names the fields that do not.
 */
export function createSubgraphDataSource(name: string, ask: AskSubgraph): GraphQLDataSource {
  async function process(asked: GraphQLDataSourceProcessOptions): Promise<GatewayGraphQLResponse> {
    const context = asked.context as RequestContext
    const incoming = 'incomingRequestContext' in asked ? asked : null
    const kind = incoming?.incomingRequestContext.operation?.operation ?? ('query' as OperationTypeNode)
    const { query = '', operationName = null, variables } = asked.request
    try {
      const { data, errors } = await ask({
        subgraph: name,
        operation: { query, name: operationName, kind, entities: [] },
        variables: JSON.stringify(variables ?? {}),
        context,
      })
      return { data: data ?? null, ...(errors ? { errors: errors.map(plainError) } : {}) }
    } catch (cause) {
      if (!context.signal.aborted) context.log.warn({ err: cause, subgraph: name }, 'subgraph unavailable')
      return { errors: unavailable(name, query, incoming?.pathInIncomingRequest ?? []) }
    }
  }

  return { process }
}

/** The same for a result that came as objects (a call in this process) and one that came as JSON. */
function plainError({ message, path, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  // Without a code nobody said that the message is for clients. The gateway would give it one of its own.
  const coded = { ...extensions, code: extensions?.['code'] ?? 'INTERNAL_SERVER_ERROR' }
  return { message, ...(path ? { path } : {}), extensions: coded }
}

function unavailable(name: string, query: string, fetchPath: readonly (string | number)[]): GraphQLFormattedError[] {
  const message = `The subgraph "${name}" is not available at the moment.`
  const extensions = { code: 'SUBGRAPH_UNAVAILABLE', serviceName: name }
  return affectedPaths(query, fetchPath).map((path) => ({ message, path, extensions }))
}
