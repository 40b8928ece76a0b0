import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway'
import type { GatewayGraphQLResponse } from '@apollo/server-gateway-interface'
import type { GraphQLFormattedError } from 'graphql'
import { headersToSubgraph } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import { affectedPaths } from './affected-paths.ts'
import { callSubgraph } from './call-subgraph.ts'
import type { SubgraphFleet } from './subgraph-fleet.ts'

/**
 * What the gateway asks instead of its own HTTP client. A subgraph that cannot be asked is an error in the answer, not an
 * exception: the other fields still arrive, and the error names the fields that do not.
 */
export function createSubgraphDataSource(options: {
  name: string
  fleet: SubgraphFleet
  plugins: readonly RouterPlugin[]
  timeoutMs: number
}): GraphQLDataSource {
  const { name, fleet, plugins, timeoutMs } = options

  async function process(asked: GraphQLDataSourceProcessOptions): Promise<GatewayGraphQLResponse> {
    const context = asked.context as RequestContext
    const incoming = 'incomingRequestContext' in asked ? asked : null
    const isMutation = incoming?.incomingRequestContext.operation?.operation === 'mutation'
    const query = asked.request.query ?? ''
    const request = {
      query,
      operationName: asked.request.operationName ?? null,
      variables: asked.request.variables ?? null,
      headers: headersToSubgraph(plugins, context),
      repeatable: !isMutation,
      // A mutation goes on when its client has left: nobody could say how far it had come.
      ...(isMutation ? {} : { signal: context.signal }),
    }
    try {
      const { data, errors } = await callSubgraph(fleet.transport(name), request, timeoutMs)
      return { data: data ?? null, ...(errors ? { errors: errors.map(plainError) } : {}) }
    } catch (cause) {
      if (!context.signal.aborted) context.log.warn({ err: cause, subgraph: name }, 'subgraph unavailable')
      return { errors: unavailable(name, query, incoming?.pathInIncomingRequest ?? []) }
    }
  }

  return { process }
}

/** The same for a result that came as objects (a call in this process) and one that came as JSON. */
export function plainError({ message, path, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  // Without a code nobody said that the message is for clients. The gateway would give it one of its own.
  const coded = { ...extensions, code: extensions?.['code'] ?? 'INTERNAL_SERVER_ERROR' }
  return { message, ...(path ? { path } : {}), extensions: coded }
}

function unavailable(name: string, query: string, fetchPath: readonly (string | number)[]): GraphQLFormattedError[] {
  const message = `The subgraph "${name}" is not available at the moment.`
  const extensions = { code: 'SUBGRAPH_UNAVAILABLE', serviceName: name }
  return affectedPaths(query, fetchPath).map((path) => ({ message, path, extensions }))
}
