import { z } from 'zod'
import { milliseconds, secret, setting, whole, yesNo } from './setting.ts'

/** What operators and developers see. */
export const observabilitySettings = {
  logLevel: setting(
    'LOG_LEVEL',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
    'How much is logged',
  ),
  logSample: setting(
    'LOG_SAMPLE',
    z.coerce.number<string>().min(0).max(100),
    '100',
    'How many of the requests that went well are logged, in percent',
  ),
  logSlowMs: setting('LOG_SLOW_MS', milliseconds, '1000', 'Requests that take so long are logged always'),
  metrics: setting('METRICS', yesNo, 'true', 'Whether requests, fetches and caches are counted'),
  metricsPort: setting(
    'METRICS_PORT',
    whole(0, 65_535).optional(),
    undefined,
    'Port that /metrics is served at, which clients should not reach; 0 takes a free one',
  ),
  metricsToken: secret(
    'METRICS_TOKEN',
    z.string().min(1).optional(),
    'Who sends this as bearer token gets /metrics at the port of the router, too',
  ),
  exposeQueryPlan: setting(
    'EXPOSE_QUERY_PLAN',
    yesNo,
    'false',
    'For developers: whether GraphiQL, and who sends x-query-plan: 1, sees how an operation is fetched',
  ),
  otlpEndpoint: setting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    z.url({ protocol: /^https?$/ }).optional(),
    undefined,
    'OpenTelemetry collector that traces are sent to; none: there are no traces',
  ),
  serviceName: setting('OTEL_SERVICE_NAME', z.string().min(1), 'router', 'What traces call the router'),
  traceSample: setting(
    'OTEL_TRACES_SAMPLER_ARG',
    z.coerce.number<string>().min(0).max(1),
    '1',
    'How many of the traces that no client began are recorded, from 0 to 1',
  ),
  traffic: secret(
    'TRAFFIC',
    z.string().min(1).optional(),
    'Folder, postgres:// or redis:// URL where it is recorded which client asks what; none: it is not',
  ),
  trafficSample: setting(
    'TRAFFIC_SAMPLE',
    z.coerce.number<string>().gt(0).max(100),
    '100',
    'How many of the repeated operations are recorded, in percent; the first of each always is',
  ),
  trafficRows: setting(
    'TRAFFIC_ROWS',
    whole(1, 1_000_000),
    '2000',
    'Most different operations, by client and version, that a router records in a day',
  ),
  trafficFlushMs: setting('TRAFFIC_FLUSH_MS', milliseconds, '60000', 'How often what was recorded is written'),
  trafficDays: setting('TRAFFIC_DAYS', whole(1, 3650), '30', 'How many days what was recorded is kept'),
  maskErrors: setting('MASK_ERRORS', yesNo, 'true', 'Whether messages of internal errors stay in the log'),
}
