import { createHash, timingSafeEqual } from 'node:crypto'
import { RequestRefused } from '../errors.ts'
import { GRAPHQL_PATH } from '../http/host.ts'
import type { RouterMetrics } from '../observability/router-metrics.ts'
import { METRICS_PATH, metricsAnswer } from '../observability/metrics-answer.ts'
import type { RouterPlugin } from '../plugin.ts'

const BEARER = /^Bearer (.+)$/i

/**
 * Counts GraphQL requests. With a `token` the metrics are at /metrics of the router's own port for those who have it; they
 * tell too much of what is inside to be anybody's.
 */
export function useMetrics({ metrics, token }: { metrics: RouterMetrics; token: string | undefined }): RouterPlugin {
  const expected = token === undefined ? null : digest(token)

  return {
    name: 'metrics',
    traffic: metrics.traffic,
    onHttp({ path, context }) {
      if (path === GRAPHQL_PATH) metrics.begin('http')
      if (path !== METRICS_PATH || !expected) return undefined
      const given = BEARER.exec(context.headers['authorization'] ?? '')?.[1] ?? ''
      if (timingSafeEqual(digest(given), expected)) return metricsAnswer(metrics)
      const headers = { 'www-authenticate': 'Bearer' }
      throw new RequestRefused(401, 'UNAUTHENTICATED', 'The token of the metrics is needed.', headers)
    },
    onAnswer({ path, context, startedAt }) {
      if (path === GRAPHQL_PATH) metrics.end('http', context.activity, performance.now() - startedAt)
    },
    onSocketOperation: () => metrics.begin('socket'),
    onSocketOperationEnd({ activity }, { startedAt, events }) {
      metrics.end('socket', activity, performance.now() - startedAt)
      metrics.events(events)
    },
    onPlanned(_run, _plan, milliseconds) {
      if (milliseconds !== null) metrics.planned(milliseconds)
    },
    onReplayed: (_run, same) => metrics.replayed(same),
  }
}

/** Of one length, whatever was given: only then the time of the comparison says nothing. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
