import type { CacheObserver } from '../cache/cache-observer.ts'
import type { OperationPreparer } from '../operations/prepare-operations.ts'
import type { LiveConnections } from '../live/live-connections.ts'
import type { Activity } from '../request-context.ts'
import type { SubgraphFleet } from '../subgraphs/subgraph-fleet.ts'
import type { FetchOutcome, TrafficObserver } from '../subgraphs/traffic-observer.ts'
import type { Subscriptions } from '../subscriptions/subscriptions.ts'
import type { SupergraphFeed } from '../supergraph.ts'
import { MetricRegistry } from './metric-registry.ts'
import type { Counter, Histogram } from './metric-registry.ts'
import { addProcessMetrics } from './process-metrics.ts'

/** What the policies tell of requests. */
export type RouterMetrics = {
  text(): string
  traffic: TrafficObserver
  cache: CacheObserver
  /** A request begins, or an operation on a socket. */
  begin(transport: Transport): void
  end(transport: Transport, activity: Activity, milliseconds: number): void
  /** An event of a subscription was sent. */
  events(count: number): void
  planned(milliseconds: number): void
  replayed(same: boolean): void
  /** What is read when somebody asks; called once, when these are there. */
  watch(parts: WatchedParts): void
  stop(): void
}

export type Transport = 'http' | 'socket'
export type WatchedParts = {
  feed: SupergraphFeed
  fleet: SubgraphFleet
  operations: Pick<OperationPreparer, 'usage'>
  sockets: () => number
  connections: Pick<LiveConnections, 'open' | 'endings' | 'admission' | 'totals' | 'events'>
  subscriptions: Pick<Subscriptions, 'counts'>
}

/** In seconds. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const PLAN_DURATIONS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
const COSTS = [1, 5, 10, 50, 100, 500, 1000, 5000, 10_000, 50_000, 100_000]
/** Requests that nothing was executed for. */
const NO_KIND = 'none'
const GOOD = 'OK'

export function createRouterMetrics(): RouterMetrics {
  const registry = new MetricRegistry()
  const requests = registry.counter(
    'router_requests_total',
    'GraphQL requests, and operations on sockets, by the code of their first error (OK: none).',
    ['transport', 'kind', 'code'],
  )
  const durations = registry.histogram('router_request_duration_seconds', 'From request to answer.', DURATIONS, [
    'transport',
    'kind',
  ])
  const inFlight = { http: 0, socket: 0 }
  registry.gauge('router_requests_in_flight', 'GraphQL requests, and operations on sockets, that have not ended.', () =>
    (['http', 'socket'] as const).map((transport) => ({ value: inFlight[transport], labels: { transport } })),
  )
  const costs = registry.histogram('router_operation_cost', 'What operations were estimated to cost.', COSTS)()
  const rateLimited = registry.counter('router_rate_limited_total', 'Requests refused by a rate limit, or unchecked.', [
    'outcome',
  ])
  const events = registry.counter('router_socket_messages_total', 'Answers and events that were sent over sockets.')()
  const plans = registry.histogram(
    'router_plan_duration_seconds',
    'Planning, where no plan was there.',
    PLAN_DURATIONS,
  )()
  const replays = registry.counter(
    'router_replays_total',
    'Recorded executions that were asked for again, by whether all subgraphs answered as before.',
    ['outcome'],
  )
  const replayed = { same: replays('same'), changed: replays('changed') }
  const stopProcess = addProcessMetrics(registry)

  /** By kind, then by code: no text is put together for a request. */
  const byKind = { http: new Map<string, KindMetrics>(), socket: new Map<string, KindMetrics>() }

  function kindMetrics(transport: Transport, kind: string): KindMetrics {
    let found = byKind[transport].get(kind)
    if (!found) {
      const codes = new Map<string, Counter>()
      found = {
        duration: durations(transport, kind),
        good: requests(transport, kind, GOOD),
        code(code) {
          const counter = codes.get(code) ?? requests(transport, kind, code)
          codes.set(code, counter)
          return counter
        },
      }
      byKind[transport].set(kind, found)
    }
    return found
  }

  return {
    text: () => registry.text(),
    traffic: trafficMetrics(registry),
    cache: cacheMetrics(registry),
    begin(transport) {
      inFlight[transport] += 1
    },
    end(transport, { kind, code, cost, rateLimit }, milliseconds) {
      inFlight[transport] -= 1
      const metrics = kindMetrics(transport, kind ?? NO_KIND)
      metrics.duration.observe(milliseconds / 1000)
      if (code === undefined) metrics.good.add()
      else metrics.code(code).add()
      if (cost !== undefined) costs.observe(cost)
      if (rateLimit !== undefined) rateLimited(rateLimit).add()
    },
    events: (count) => events.add(count),
    planned: (milliseconds) => plans.observe(milliseconds / 1000),
    replayed: (same) => replayed[same ? 'same' : 'changed'].add(),
    watch: (parts) => watchParts(registry, parts),
    stop: stopProcess,
  }
}

type KindMetrics = { duration: Histogram; good: Counter; code(code: string): Counter }

function trafficMetrics(registry: MetricRegistry): TrafficObserver {
  const fetches = registry.counter('router_subgraph_fetches_total', 'Questions to subgraphs, by how they ended.', [
    'subgraph',
    'outcome',
  ])
  const durations = registry.histogram(
    'router_subgraph_fetch_duration_seconds',
    'With repetitions and waiting.',
    DURATIONS,
    ['subgraph'],
  )
  const retries = registry.counter('router_subgraph_retries_total', 'Questions that were asked again.', ['subgraph'])
  const shared = registry.counter(
    'router_subgraph_shared_fetches_total',
    'Answered by the question of another fetch.',
    ['subgraph'],
  )
  const bySubgraph = new Map<string, { duration: Histogram; outcomes: Map<FetchOutcome, Counter> }>()
  return {
    onFetch(subgraph, milliseconds, outcome) {
      let metrics = bySubgraph.get(subgraph)
      if (!metrics) {
        metrics = { duration: durations(subgraph), outcomes: new Map() }
        bySubgraph.set(subgraph, metrics)
      }
      metrics.duration.observe(milliseconds / 1000)
      let counter = metrics.outcomes.get(outcome)
      if (!counter) {
        counter = fetches(subgraph, outcome)
        metrics.outcomes.set(outcome, counter)
      }
      counter.value += 1
    },
    onRetry: (subgraph) => retries(subgraph).add(),
    onShared: (subgraph) => shared(subgraph).add(),
  }
}

function cacheMetrics(registry: MetricRegistry): CacheObserver {
  const lookups = registry.counter('router_cache_lookups_total', 'Hits by all of them is the hit rate.', [
    'thing',
    'outcome',
  ])
  const away = registry.counter('router_cache_away_total', 'How often the store of the cache could not be asked.')()
  const invalidated = registry.counter('router_cache_invalidated_tags_total', 'Tags whose entries were ended.')()
  return {
    onLookup: (thing, outcome, count) => lookups(thing, outcome).add(count),
    onAway: () => away.add(),
    onInvalidate: (tags) => invalidated.add(tags),
  }
}

function watchParts(registry: MetricRegistry, parts: WatchedParts): void {
  const { feed, fleet, operations, sockets } = parts
  watchLive(registry, parts)
  registry.gauge('router_sockets', 'Open WebSockets.', () => [{ value: sockets() }])
  registry.gauge('router_operations_kept', 'Operations that are kept parsed.', () => [
    { value: operations.usage().size },
  ])
  registry.gauge(
    'router_operation_lookups_total',
    'Operations that were asked for, by whether they were kept.',
    () => {
      const { hits, misses } = operations.usage()
      return [
        { value: hits, labels: { outcome: 'hit' } },
        { value: misses, labels: { outcome: 'miss' } },
      ]
    },
    'counter',
  )
  registry.gauge('router_supergraph_info', 'The supergraph that is served.', () => [
    { value: 1, labels: { version: feed.current().version } },
  ])
  registry.gauge(
    'router_supergraph_swaps_total',
    'New supergraphs, by whether they were taken.',
    () => {
      const { swapped, refused } = feed.history()
      return [
        { value: swapped, labels: { outcome: 'swapped' } },
        { value: refused, labels: { outcome: 'refused' } },
      ]
    },
    'counter',
  )
  const addresses = <Value>(read: (one: ReturnType<SubgraphFleet['state']>[number]['addresses'][number]) => Value) =>
    fleet
      .state()
      .flatMap(({ subgraph, addresses: all }) =>
        all.map((one) => ({ value: read(one), labels: { subgraph, address: one.address } })),
      )
  registry.gauge('router_subgraph_address_pending', 'Questions on their way to an address.', () =>
    addresses(({ pending }) => pending),
  )
  registry.gauge('router_subgraph_address_circuit_open', '1: left alone, 0.5: being tried, 0: asked.', () =>
    addresses(({ circuit }) => ({ closed: 0, 'half-open': 0.5, open: 1 })[circuit]),
  )
  registry.gauge('router_subgraph_waiting', 'Questions that wait for a connection.', () =>
    fleet.state().map(({ subgraph, waiting }) => ({ value: waiting, labels: { subgraph } })),
  )
}

function watchLive(
  registry: MetricRegistry,
  { connections, subscriptions, sockets }: Pick<WatchedParts, 'connections' | 'subscriptions' | 'sockets'>,
): void {
  const { admission, totals, events } = connections
  registry.gauge('router_live_connections', 'Open WebSockets and event streams.', () => [
    { value: sockets(), labels: { transport: 'ws' } },
    { value: Math.max(0, connections.open() - sockets()), labels: { transport: 'sse' } },
  ])
  registry.gauge(
    'router_live_connections_ended_total',
    'Connections that ended, by why.',
    () => [...connections.endings()].map(([reason, value]) => ({ value, labels: { reason } })),
    'counter',
  )
  registry.gauge('router_live_admission_waiting', 'Connections that wait to be let in.', () => [
    { value: admission.waiting() },
  ])
  registry.gauge(
    'router_live_admission_refused_total',
    'Connections that were told to come back later.',
    () => [{ value: admission.refused() }],
    'counter',
  )
  registry.gauge('router_subscriptions', 'Subscriptions that are followed.', () => [
    { value: subscriptions.counts().followers },
  ])
  registry.gauge('router_subscription_upstreams', 'Subscriptions at subgraphs, which equal ones share.', () => [
    { value: subscriptions.counts().streams },
  ])
  registry.gauge(
    'router_live_events_sent_total',
    'Results that were given to connections.',
    () => [{ value: events.sent }],
    'counter',
  )
  registry.gauge(
    'router_live_events_conflated_total',
    'States that were left out for a newer one, because the client was slow.',
    () => [{ value: totals.conflated }],
    'counter',
  )
  registry.gauge('router_live_queued_bytes', 'What waits for slow clients.', () => [{ value: totals.bytes }])
}
