import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { CacheObserver } from './cache/cache-observer.ts'
import type { InvalidationSource } from './cache/invalidation.ts'
import { openCache } from './cache/open-cache.ts'
import type { CacheParts } from './cache/open-cache.ts'
import { assertCanBeServed } from './authorization/assert-can-be-served.ts'
import { startApolloEngine } from './engine/apollo-engine.ts'
import { createCompiledEngine } from './engine/compiled-engine.ts'
import type { DecideOverride } from './engine/override-labels.ts'
import { createGraphqlOverHttp } from './http/graphql-over-http.ts'
import { createHost, GRAPHQL_PATH } from './http/host.ts'
import { createRoutes } from './http/routes.ts'
import type { HttpRoute } from './http/routes.ts'
import { createOperationPreparer } from './operations/prepare-operations.ts'
import { createWarmUp, unused } from './operations/warm-operations.ts'
import { createOperations } from './operations/run-operations.ts'
import { serveMetrics } from './observability/metrics-server.ts'
import { openTracing } from './observability/open-tracing.ts'
import { createRouterMetrics } from './observability/router-metrics.ts'
import { NO_TRUSTED_DOCUMENTS, openTrustedDocuments } from './persisted/trusted-documents.ts'
import { createPlugins } from './plugins.ts'
import { openRedis } from './redis.ts'
import type { Redis } from './redis.ts'
import type { ReadyReport } from './ready-report.ts'
import { placePlugins } from './plugins/place-plugins.ts'
import type { PlacedPlugin } from './plugins/place-plugins.ts'
import type { AskPolicies } from './plugins/use-authorization.ts'
import type { VerifyToken } from './request-context.ts'
import { defaultSettings } from './settings.ts'
import type { RouterSettings } from './settings.ts'
import { createLiveConnections, GOODBYE_MS } from './live/live-connections.ts'
import { createLiveOperations } from './live/live-operations.ts'
import { createSocketHost } from './socket/graphql-over-socket.ts'
import { createGraphqlOverSse } from './sse/graphql-over-sse.ts'
import { createSubgraphClient } from './subgraphs/subgraph-client.ts'
import { createSubgraphDataSource } from './subgraphs/subgraph-data-source.ts'
import { createSubgraphFleet } from './subgraphs/subgraph-fleet.ts'
import type { SubgraphTransport } from './subgraphs/transport.ts'
import { createEntityBatches } from './subscriptions/batch-entities.ts'
import { createSubscriptions } from './subscriptions/subscriptions.ts'
import type { SupergraphSource } from './supergraph-source.ts'
import { openSupergraph } from './supergraph.ts'
import type { LoadedSupergraph, SupergraphFeed } from './supergraph.ts'
import { openTraffic } from './traffic/open-traffic.ts'
import { openViewers } from './tokens/open-viewers.ts'
import type { TokenIssuer } from './tokens/token-issuers.ts'

export type RouterOptions = {
  supergraph: SupergraphSource
  settings?: Partial<RouterSettings>
  /** Subgraphs that live in this process, by their name in the supergraph. They are the caller's to stop. */
  subgraphs?: Record<string, SubgraphTransport>
  /** Checks access tokens instead of key sets. */
  verifyToken?: VerifyToken
  /** Whose access tokens are accepted, instead of those of the settings. */
  tokens?: readonly TokenIssuer[]
  /** Decides about `@policy`; without it no policy holds. */
  policies?: AskPolicies
  /** Tells what changes by other ways than a mutation through this router. */
  invalidations?: InvalidationSource
  /** Told what the cache does, in place of the metrics. */
  cacheObserver?: CacheObserver
  /** Decides about labels of `@override` that are no percentages. */
  overrideLabels?: DecideOverride
  /** Policies of one's own, each with its place among those of the router. */
  plugins?: readonly PlacedPlugin[]
  /** Served besides /graphql and /health, for those that run everything on one port. */
  routes?: readonly HttpRoute[]
  log: Logger
}

export type Router = {
  /** Loads the supergraph and listens. Rejects when either fails, and nothing is left running then. */
  listen(): Promise<{ url: string; port: number }>
  ready(): Promise<ReadyReport>
  /** Lets what is being answered finish, closes client sockets with 1001 and everything else after that. */
  stop(): Promise<void>
}

/** Connections that the kernel keeps until they are taken, where it allows as many: when a router dies, all its clients come at once. */
const CONNECTION_BACKLOG = 4096

type Running = { url: string; port: number; report(): Promise<ReadyReport>; stop(): Promise<void> }

/** A router for any Federation 2 supergraph. */
export function createRouter(options: RouterOptions): Router {
  const settings: RouterSettings = { ...defaultSettings(), ...options.settings }
  let running: Promise<Running> | null = null

  return {
    async listen() {
      running ??= start(options, settings)
      const { url, port } = await running
      return { url, port }
    },
    async ready() {
      if (running) return (await running).report()
      return { ready: false, down: [], subgraphs: {}, traffic: [], supergraph: null }
    },
    async stop() {
      const started = running
      running = null
      if (started) await (await started).stop()
    },
  }
}

async function start(options: RouterOptions, settings: RouterSettings): Promise<Running> {
  const { log, subgraphs = {} } = options
  // In the order in which they were opened; closed in reverse, also when a later one fails to open.
  const closers: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  try {
    return await open()
  } catch (error) {
    await close()
    throw error
  }

  async function open(): Promise<Running> {
    const feed = await openSupergraph(options.supergraph, { log, settings })
    closers.push(() => feed.stop())

    const check = (next: LoadedSupergraph): void => assertCanBeServed(next, settings.engine)
    check(feed.current())
    feed.onSwap(check)

    const fleet = createSubgraphFleet({ given: subgraphs, settings, log })
    closers.push(() => fleet.stop())
    fleet.update(feed.current().subgraphs)
    // Before the engine's listener: when a new supergraph lacks an address, nobody has taken it yet.
    feed.onSwap((next) => fleet.update(next.subgraphs))

    const { redisUrl, redisTimeoutMs } = settings
    const redis = redisUrl ? await openRedis(redisUrl, { timeoutMs: redisTimeoutMs, log }) : null
    closers.push(() => redis?.disconnect())

    let stopping = false
    const report = async (): Promise<ReadyReport> => {
      const health = await fleet.health()
      const down = Object.keys(health).filter((name) => health[name] !== null)
      const { version } = feed.current()
      return {
        ready: !stopping && down.length === 0,
        down,
        subgraphs: health,
        traffic: fleet.state(),
        supergraph: version,
      }
    }

    const { otlpEndpoint: endpoint, serviceName, traceSample: sample } = settings
    const tracing = endpoint ? await openTracing({ endpoint, serviceName, sample }) : null
    closers.push(() => tracing?.stop())
    const metrics = settings.metrics ? createRouterMetrics() : null
    closers.push(() => metrics?.stop())
    const { verifyToken, tokens, policies, overrideLabels, routes = [] } = options
    const viewers = openViewers({ settings, verifyToken, tokens, routes, log })
    closers.push(() => viewers.stop())
    const cache = settings.cache ? await openCache(cacheParts(feed, redis, viewers.headers, metrics?.cache)) : null
    if (cache) closers.push(() => cache.stop())
    const traffic = settings.traffic ? await openTraffic(settings.traffic, settings, log) : null
    closers.push(() => traffic?.stop())
    const manifest = settings.operations ? await openTrustedDocuments(settings.operations, { log, settings }) : null
    closers.push(() => manifest?.stop())
    const trusted = manifest ? manifest.current : () => NO_TRUSTED_DOCUMENTS
    const policiesInOrder = createPlugins({
      settings,
      ready: report,
      metrics,
      tracing: tracing?.plugin ?? null,
      viewers,
      policies,
      redis,
      trusted,
      cache: cache?.plugin ?? null,
      traffic: traffic?.plugin ?? null,
      log,
    })
    const plugins = placePlugins(policiesInOrder, options.plugins ?? [])

    const ask = createSubgraphClient({ fleet, plugins, compression: settings.subgraphCompression })
    const batchLimit = settings.maxRepresentations
    const compiled = createCompiledEngine({
      ask,
      askForEvents: createEntityBatches(ask, batchLimit),
      batchLimit,
      overrideLabels,
      plugins,
      replayBytes: settings.replayBytes,
    })
    const engine =
      settings.engine === 'compiled'
        ? compiled
        : await startApolloEngine({ feed, dataSources: (name) => createSubgraphDataSource(name, ask), log })
    closers.push(() => engine.stop())
    const preparer = createOperationPreparer({ feed, plugins, limits: settings })
    const operations = createOperations({
      prepare: preparer.prepare,
      plugins,
      engine,
      maxVariableDepth: settings.maxVariableDepth,
      introspection: settings.introspection,
    })
    const warm = createWarmUp({
      preparer,
      engine: engine === compiled ? compiled : null,
      budgetMs: settings.warmMs,
      log,
    })
    feed.warmBy((next, signal) => warm(next, preparer.mostUsed(settings.warmOperations), signal))
    if (settings.warmManifest) await warm(feed.current(), [...trusted().texts].map(unused))
    const subscriptions = createSubscriptions({
      feed,
      fleet,
      plugins,
      operations,
      engine: compiled,
      buffer: settings.subscriptionBuffer,
      log,
    })
    const { subscriptionsPerViewer } = settings
    const liveOperations = createLiveOperations({ plugins, operations, subscriptions, subscriptionsPerViewer })
    const connections = createLiveConnections(settings)

    const events = createGraphqlOverSse({ operations, live: liveOperations, connections, settings })
    const graphql = createGraphqlOverHttp(operations, events, settings)
    const respond = createRoutes({ graphql, routes: [...routes, ...viewers.routes] })
    const host = createHost({
      plugins,
      respond,
      compression: settings.answerCompression,
      stallMs: settings.clientStallMs,
      log,
    })
    const sockets = createSocketHost({
      parts: { plugins, operations: liveOperations, connections, settings },
      maxMessageBytes: settings.bodyLimit,
      trustedProxies: settings.trustedProxies,
      log,
    })
    host.server.on('upgrade', sockets.onUpgrade)

    metrics?.watch({ feed, fleet, operations: preparer, sockets: sockets.count, connections, subscriptions })
    if (metrics && settings.metricsPort !== undefined) {
      const metricsServer = await serveMetrics(metrics, { port: settings.metricsPort, host: settings.host })
      closers.push(() => metricsServer.stop())
      log.info({ port: metricsServer.port }, 'metrics are served')
    }

    const port = await listenOn(host.server, settings)
    closers.push(async () => {
      stopping = true
      // Both at once: the time is for everything that is still being answered, whichever way it came.
      // Event streams are requests that are being answered, and have their turn in the draining.
      const grace = connections.open() > 0 ? settings.drainMs + GOODBYE_MS : 0
      await Promise.all([host.stop(Math.max(settings.shutdownMs, grace)), delay(0).then(() => connections.stop())])
      sockets.stop()
    })
    const url = `http://${settings.host === '0.0.0.0' || settings.host === '::' ? 'localhost' : settings.host}:${port}`
    log.info({ url: url + GRAPHQL_PATH, supergraph: feed.current().version }, 'router listens')
    return { url, port, report, stop: close }
  }

  function cacheParts(
    feed: SupergraphFeed,
    redis: Redis | null,
    tokenHeaders: readonly string[],
    counts: CacheObserver | undefined,
  ): CacheParts {
    const { invalidations, cacheObserver: observer = counts } = options
    return { settings, redis, supergraph: () => feed.current(), tokenHeaders, invalidations, observer, log }
  }
}

async function listenOn(server: Server, { port, host }: RouterSettings): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: CONNECTION_BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return (server.address() as AddressInfo).port
}
