import type { HttpAnswer } from '../plugin.ts'
import type { RouterMetrics } from './router-metrics.ts'

export const METRICS_PATH = '/metrics'

export function metricsAnswer(metrics: Pick<RouterMetrics, 'text'>): HttpAnswer & { body: string } {
  const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' }
  return { status: 200, headers, body: metrics.text() }
}
