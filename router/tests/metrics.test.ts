import { afterEach, describe, expect, it } from 'vitest'
import { follow } from './fixture/follow.ts'
import { startGraph } from './fixture/start-graph.ts'
import type { Graph } from './fixture/start-graph.ts'

const TOKEN = 'for-prometheus'
let graph: Graph
afterEach(() => graph.stop())

async function scrape(from: string, token?: string): Promise<Response> {
  return fetch(`${from}/metrics`, { headers: token ? { authorization: `Bearer ${token}` } : {} })
}

/** The samples by what stands before their value. */
async function read(from = graph.url): Promise<Record<string, number>> {
  const text = await (await scrape(from, TOKEN)).text()
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  for (const line of samples) expect(line).toMatch(/^[a-z_]+(\{([a-z_]+="(\\.|[^"\\])*",?)+\})? [\d.e+-]+$/)
  return Object.fromEntries(
    samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  )
}

describe('metrics', () => {
  it('are for those who have the token, or for those who reach the port that they have for themselves', async () => {
    graph = await startGraph('in one process')
    expect((await scrape(graph.url)).status).toBe(404)
    await graph.stop()

    graph = await startGraph('in one process', { settings: { metricsToken: TOKEN, metricsPort: 0 } })
    const refused = await scrape(graph.url, 'another')
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect((await scrape(graph.url)).status).toBe(401)
    const given = await scrape(graph.url, TOKEN)
    expect(given.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const port = graph.logged.find(({ msg }) => msg === 'metrics are served')?.['port']
    expect(await (await scrape(`http://127.0.0.1:${String(port)}`)).text()).toContain(
      '# TYPE router_requests_total counter',
    )
  })

  it('tell how requests ended and how long they took, over HTTP and over sockets', async () => {
    graph = await startGraph('over HTTP', { settings: { metricsToken: TOKEN } })
    await graph.ask('{ books { title rating } }')
    await graph.ask('{ books { title rating } }')
    await graph.ask('{ nothing }')
    await graph.ask('mutation { renameBook(id: 2, title: "Dubliners") { id } }')
    const followed = follow(graph.socket(), 'subscription { bookChanged(id: 1) { title } }')
    await followed.next()
    const running = await read()
    expect(running).toMatchObject({
      'router_requests_total{transport="http",kind="query",code="OK"}': 2,
      'router_requests_total{transport="http",kind="none",code="GRAPHQL_VALIDATION_FAILED"}': 1,
      'router_requests_total{transport="http",kind="mutation",code="OK"}': 1,
      'router_request_duration_seconds_count{transport="http",kind="query"}': 2,
      'router_request_duration_seconds_bucket{transport="http",kind="query",le="+Inf"}': 2,
      'router_requests_in_flight{transport="http"}': 0,
      'router_requests_in_flight{transport="socket"}': 1,
      router_sockets: 1,
      'router_live_connections{transport="ws"}': 1,
      'router_live_connections{transport="sse"}': 0,
      router_subscriptions: 1,
      router_subscription_upstreams: 1,
      router_live_events_sent_total: 1,
      router_live_queued_bytes: 0,
      router_operation_cost_count: 3,
      'router_operation_lookups_total{outcome="hit"}': 1,
      'router_operation_lookups_total{outcome="miss"}': 4,
      router_operations_kept: 3,
      router_plan_duration_seconds_count: 3,
      'router_supergraph_swaps_total{outcome="swapped"}': 0,
    })
    expect(running['process_resident_memory_bytes']).toBeGreaterThan(1e7)
    expect(running['nodejs_eventloop_lag_seconds{quantile="0.99"}']).toBeGreaterThanOrEqual(0)
  })

  it('tell how fetches ended, what the cache found, and what was refused for its rate', async () => {
    graph = await startGraph('over HTTP', {
      settings: { metricsToken: TOKEN, rateLimitAddress: { capacity: 4, seconds: 3600 }, subgraphRetries: 0 },
    })
    await graph.ask('{ books { title rating } }')
    await graph.served['reviews']?.stop()
    const partial = await graph.ask('{ books { id title rating } }')
    expect(partial.errors[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE')
    for (const _ of [1, 2, 3]) await graph.ask('{ books { title } }')
    const address = graph.served['books']?.url
    expect(await read()).toMatchObject({
      'router_requests_total{transport="http",kind="query",code="SUBGRAPH_UNAVAILABLE"}': 1,
      'router_requests_total{transport="http",kind="none",code="RATE_LIMITED"}': 1,
      'router_rate_limited_total{outcome="refused"}': 1,
      'router_subgraph_fetches_total{subgraph="books",outcome="answered"}': 4,
      'router_subgraph_fetches_total{subgraph="reviews",outcome="answered"}': 1,
      'router_subgraph_fetches_total{subgraph="reviews",outcome="failed"}': 1,
      'router_subgraph_fetch_duration_seconds_count{subgraph="reviews"}': 2,
      [`router_subgraph_address_pending{subgraph="books",address="${address}"}`]: 0,
      [`router_subgraph_address_circuit_open{subgraph="books",address="${address}"}`]: 0,
    })
  })

  it('end with what they counted: a socket that closes is counted out', async () => {
    graph = await startGraph('in one process', { settings: { metricsToken: TOKEN } })
    const client = graph.socket()
    await follow(client, 'subscription { bookChanged(id: 1) { title } }').next()
    await client.dispose()
    await expect
      .poll(() => read())
      .toMatchObject({
        router_sockets: 0,
        router_subscription_upstreams: 0,
        'router_live_connections_ended_total{reason="left"}': 1,
        'router_requests_in_flight{transport="socket"}': 0,
        'router_requests_total{transport="socket",kind="subscription",code="OK"}': 1,
        router_socket_messages_total: 1,
      })
  })
})
