import { env } from 'node:process'
import { ApolloGateway } from '@apollo/gateway'
import type { GraphQLDataSource } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { Logger } from 'pino'
import { formatError } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { RouterSettings } from '../settings.ts'
import type { SupergraphFeed } from '../supergraph.ts'
import type { Engine } from './engine.ts'
import { watchOperations } from './watch-operations.ts'

/** Apollo Server over the stock Apollo Gateway. Only what asks the subgraphs is ours. */
export async function startApolloEngine({
  feed,
  plugins,
  settings,
  dataSources,
  log,
}: {
  feed: SupergraphFeed
  plugins: readonly RouterPlugin[]
  settings: RouterSettings
  dataSources: (name: string) => GraphQLDataSource
  log: Logger
}): Promise<Engine> {
  // The gateway has no other switch for it, and reads it when it is made: it would report to its maker every hour.
  env['APOLLO_TELEMETRY_DISABLED'] ??= 'true'
  const gateway = new ApolloGateway({
    logger: quiet(log),
    // The feed has done it already, and refuses what is bad before the gateway hears of it.
    validateSupergraph: false,
    buildService: ({ name }) => dataSources(name),
    __exposeQueryPlanExperimental: false,
    supergraphSdl: async ({ update }) => {
      feed.onSwap((next) => update(next.sdl))
      return { supergraphSdl: feed.current().sdl }
    },
  })
  const server = new ApolloServer<RequestContext>({
    gateway,
    logger: quiet(log),
    // Nothing of the router depends on NODE_ENV.
    nodeEnv: 'production',
    introspection: settings.introspection,
    hideSchemaDetailsFromClientErrors: !settings.introspection,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    maxRecursiveSelections: true,
    parseOptions: { maxTokens: settings.maxTokens },
    validationRules: plugins.flatMap((plugin) => plugin.validationRules ?? []),
    formatError: (formatted, cause) => formatError(plugins, formatted, cause),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      watchOperations(plugins),
    ],
  })
  await server.start()

  return {
    executeHttp: (request, context) =>
      server.executeHTTPGraphQLRequest({ httpGraphQLRequest: request, context: async () => context }),
    async execute({ query, operationName, variables }, context) {
      const { body } = await server.executeOperation(
        {
          query,
          ...(operationName ? { operationName } : {}),
          ...(variables ? { variables } : {}),
        },
        { contextValue: context },
      )
      if (body.kind !== 'single') throw new Error('The gateway answered in parts, which it never does.')
      return body.singleResult
    },
    // Stops the gateway too.
    stop: () => server.stop(),
  }
}

/** What these two call information says nothing that the router's own lines do not. */
function quiet(log: Logger): Record<'debug' | 'info' | 'warn' | 'error', (message: unknown) => void> {
  return {
    debug: (message) => log.debug(message),
    info: (message) => log.debug(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  }
}
