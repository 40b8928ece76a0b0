import type { Logger } from 'pino'
import { createOperationCosts } from './cost/operation-costs.ts'
import { createMemoryDocuments, createRedisDocuments } from './persisted/document-store.ts'
import type { TrustedDocuments } from './persisted/trusted-documents.ts'
import type { RouterPlugin } from './plugin.ts'
import { useCost } from './plugins/use-cost.ts'
import { useAuthorization } from './plugins/use-authorization.ts'
import type { AskPolicies } from './plugins/use-authorization.ts'
import { useCors } from './plugins/use-cors.ts'
import { useErrorMasking } from './plugins/use-error-masking.ts'
import { useGraphiql } from './plugins/use-graphiql.ts'
import { useHeaderPropagation } from './plugins/use-header-propagation.ts'
import type { RouterMetrics } from './observability/router-metrics.ts'
import { useHealth } from './plugins/use-health.ts'
import { useMetrics } from './plugins/use-metrics.ts'
import { usePersistedOperations } from './plugins/use-persisted-operations.ts'
import { useQueryLimits } from './plugins/use-query-limits.ts'
import { useAddressLimit, useOperationLimits } from './plugins/use-rate-limits.ts'
import { useQueryPlan } from './plugins/use-query-plan.ts'
import { useRequestId } from './plugins/use-request-id.ts'
import { useRequestLog } from './plugins/use-request-log.ts'
import { createMemoryBuckets } from './rate-limits/memory-buckets.ts'
import { createRateLimiter } from './rate-limits/rate-limiter.ts'
import { createRedisBuckets } from './rate-limits/redis-buckets.ts'
import type { ReadyReport } from './ready-report.ts'
import type { Redis } from './redis.ts'
import type { RouterSettings } from './settings.ts'
import type { Viewers } from './tokens/open-viewers.ts'

const PROPAGATED = ['authorization', 'traceparent', 'tracestate', 'accept-language', 'user-agent']

/** The policies of the router, in the order in which a request meets them. */
export function createPlugins({
  settings,
  ready,
  metrics,
  tracing,
  viewers,
  policies,
  trusted,
  redis,
  cache,
  traffic,
  log,
}: {
  settings: RouterSettings
  ready: () => Promise<ReadyReport>
  /** Null when nothing is to be counted. */
  metrics: RouterMetrics | null
  /** Null when nothing is to be traced. */
  tracing: RouterPlugin | null
  viewers: Pick<Viewers, 'tokens' | 'statement'>
  /** Of the directive `@policy`. */
  policies: AskPolicies | undefined
  /** Of the manifest as it is when a request comes. */
  trusted: () => TrustedDocuments
  /** Shared with other routers; null when this one keeps everything to itself. */
  redis: Redis | null
  /** Null when nothing is to be cached. */
  cache: RouterPlugin | null
  /** Null when it is not to be recorded who asks what. */
  traffic: RouterPlugin | null
  log: Logger
}): RouterPlugin[] {
  const { rateLimitAddress, rateLimitViewer, rateLimitCost } = settings
  const costs = createOperationCosts(settings.assumedListSize)
  const buckets = redis ? createRedisBuckets(redis) : createMemoryBuckets()
  const limiter = createRateLimiter(buckets, settings.rateLimitWithoutRedis)
  const documents = redis ? createRedisDocuments(redis) : createMemoryDocuments()
  return [
    // First, so that every log line of every other policy carries the id, and every answer does, refusals included.
    useRequestId(),
    // Before all others that may answer: what they refuse is counted.
    ...(metrics ? [useMetrics({ metrics, token: settings.metricsToken })] : []),
    // Before anything that may answer: a request that is refused is a request that somebody will ask about.
    useRequestLog({ log, samplePercent: settings.logSample, slowMs: settings.logSlowMs }),
    // Likewise: what is refused is traced.
    ...(tracing ? [tracing] : []),
    // Before the cache, so that it sees what it answers, and has the last word about keeping its answer.
    ...(settings.exposeQueryPlan ? [useQueryPlan()] : []),
    // Before the tokens: a preflight carries none, and a 401 without these headers is unreadable for a script.
    useCors({ origins: settings.corsOrigins }),
    // Before the tokens: probes have none.
    useHealth({ ready }),
    // Before the tokens: to check one is work, too. After the probes, which are not to be refused.
    ...(rateLimitAddress || rateLimitViewer || rateLimitCost
      ? [useAddressLimit({ limiter, rate: rateLimitAddress ?? null, trustedProxies: settings.trustedProxies })]
      : []),
    // Before the tokens: the page is public, what it asks afterwards is checked like all else.
    ...(settings.graphiql
      ? [useGraphiql({ title: settings.title, query: settings.graphiqlQuery, queryPlan: settings.exposeQueryPlan })]
      : []),
    // Before the body is read: a client that is to be refused should not get its query parsed.
    ...(viewers.tokens ? [viewers.tokens] : []),
    // After the tokens, though it looks at the query only: who may ask comes before what is asked.
    useQueryLimits({
      maxDepth: settings.maxDepth,
      maxRootFields: settings.maxRootFields,
      maxFields: settings.maxFields,
      maxAliases: settings.maxAliases,
      maxDirectives: settings.maxDirectives,
      maxDirectivesPerField: settings.maxDirectivesPerField,
      maxVariables: settings.maxVariables,
    }),
    // Before the limits of rates: what is refused for its own cost does not use up anybody's allowance.
    useCost({ costs, maxCost: settings.maxCost, exposeCost: settings.exposeCost }),
    // After the tokens, which say whose allowance it is.
    ...(rateLimitViewer || rateLimitCost
      ? [useOperationLimits({ limiter, costs, viewerRate: rateLimitViewer ?? null, costRate: rateLimitCost ?? null })]
      : []),
    // After the tokens, by whose claims it decides, and before whatever may answer from a cache.
    useAuthorization({ unauthorized: settings.unauthorized, scopeClaims: settings.scopeClaims, policies }),
    // After the tokens: what is passed on is what was checked.
    useHeaderPropagation({ names: PROPAGATED, rules: settings.headerRules }),
    // After the rules for headers, none of which may speak for the router.
    ...(viewers.statement ? [viewers.statement] : []),
    // After all that may refuse: what was never served can not be missed.
    ...(traffic ? [traffic] : []),
    // After all that may refuse: what is kept is given to those only who may have it.
    ...(cache ? [cache] : []),
    // After all that may refuse an operation: only what is valid and allowed is remembered.
    usePersistedOperations({
      trusted,
      mode: settings.operationsMode,
      store: settings.automaticPersistedQueries ? documents : null,
    }),
    // Last, so that it sees the codes that the policies before it gave, and nothing is added after the masking.
    useErrorMasking({ maskInternal: settings.maskErrors }),
  ]
}
