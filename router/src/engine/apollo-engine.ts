import { createHash } from 'node:crypto'
import { env } from 'node:process'
import type { ApolloGateway, GraphQLDataSource } from '@apollo/gateway'
import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface'
import { GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import { codedError } from '../errors.ts'
import type { OperationRun } from '../operations/operation.ts'
import type { LoadedSupergraph, SupergraphFeed } from '../supergraph.ts'
import type { Engine } from './engine.ts'

type Gateway = { executor: ReturnType<ApolloGateway['load']> extends Promise<{ executor: infer E }> ? E : never }

/**
 * Stock Apollo Gateway behind the same policies: the oracle that the compiled engine is compared with, and a way back for
 * an operator. Only what asks the subgraphs is ours. It refuses supergraphs with authorization directives.
 */
export async function startApolloEngine({
  feed,
  dataSources,
  log,
}: {
  feed: SupergraphFeed
  dataSources: (name: string) => GraphQLDataSource
  log: Logger
}): Promise<Engine> {
  // Loaded only where it serves: it is a third of all that a router would load, with HTTP client, metrics and composition.
  const stock = await import('@apollo/gateway')
  // The gateway has no other switch for it, and reads it when it is made: it would report to its maker every hour.
  env['APOLLO_TELEMETRY_DISABLED'] ??= 'true'
  // One per supergraph, so that what has begun ends on the one that it was planned for.
  const gateways = new WeakMap<LoadedSupergraph, Promise<Gateway>>()
  /** With a supergraph that is given it holds nothing that those before would have to give back. */
  let newest: ApolloGateway | null = null

  async function load(supergraph: LoadedSupergraph): Promise<Gateway> {
    const gateway = new stock.ApolloGateway({
      logger: quiet(log),
      // The feed has done it already, and refuses what is bad before the gateway hears of it.
      validateSupergraph: false,
      buildService: ({ name }) => dataSources(name),
      __exposeQueryPlanExperimental: false,
      supergraphSdl: supergraph.sdl,
    })
    newest = gateway
    return gateway.load()
  }

  function gatewayOf(supergraph: LoadedSupergraph): Promise<Gateway> {
    const known = gateways.get(supergraph)
    if (known) return known
    const loading = load(supergraph)
    gateways.set(supergraph, loading)
    return loading
  }

  await gatewayOf(feed.current())

  return {
    async execute(run) {
      const { executor } = await gatewayOf(run.prepared.supergraph)
      const { data, errors, extensions } = await executor(gatewayContext(run))
      // Nulls that the gateway had to put where the schema forbids them are told in `valueCompletion` only.
      if (extensions) Object.assign(run.extensions, extensions)
      return { data: JSON.stringify(data ?? null), errors: (errors ?? []).map(toGraphqlError) }
    },
    async stop() {
      await newest?.stop()
    },
  }
}

/** The part of Apollo Server's request context that the gateway reads. */
function gatewayContext({ prepared, variables, context }: OperationRun): GatewayGraphQLRequestContext {
  const { text, document, operation, name } = prepared
  const asked = {
    request: { query: text, variables, ...(name === null ? {} : { operationName: name }) },
    queryHash: createHash('sha256').update(text).digest('hex'),
    source: text,
    document,
    operation,
    operationName: name,
    context,
    logger: quiet(context.log),
    metrics: {},
  }
  return asked as unknown as GatewayGraphQLRequestContext
}

/** The gateway's own errors, such as those of a variable that does not fit, may be of any kind. */
function toGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error
  const cause = error instanceof Error ? error : new Error(String(error))
  return codedError('INTERNAL_SERVER_ERROR', cause.message, { cause })
}

/** What the gateway calls information says nothing that the router's own lines do not. */
function quiet(log: Logger): Record<'debug' | 'info' | 'warn' | 'error', (message: unknown) => void> {
  return {
    debug: (message) => log.debug(message),
    info: (message) => log.debug(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  }
}
