import { setTimeout as delay } from 'node:timers/promises'
import type { RouterPlugin } from '../plugin.ts'

export type Tracing = { plugin: RouterPlugin; stop(): Promise<void> }

/** A collector that is away must not keep the router from stopping. */
const STOP_MS = 1000

/**
 * Sends spans to an OTLP collector (HTTP, `endpoint`/v1/traces) in the background. A trace that a client began is recorded as
 * the client says, `sample` (0 to 1) of the others. The SDK is loaded here, so that a router without traces is one
 * without it.
 */
export async function openTracing({
  endpoint,
  serviceName,
  sample,
}: {
  endpoint: string
  serviceName: string
  sample: number
}): Promise<Tracing> {
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, sdk, { useTracing }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
    import('../plugins/use-tracing.ts'),
  ])
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sample) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000 })],
  })
  return {
    plugin: useTracing({ tracer: provider.getTracer('router') }),
    stop: () => Promise.race([provider.shutdown(), delay(STOP_MS, undefined, { ref: false })]),
  }
}
