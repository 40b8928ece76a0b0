import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api'
import type { Attributes, Context, Span, SpanKind, Tracer } from '@opentelemetry/api'
import type { Environment } from './settings.ts'

/** What a subgraph's spans are made with. There is none unless traces are wanted, and nothing is wrapped then. */
export type Tracing = {
  /**
   * Runs `work` within a span, below the one that runs it, or below that of a `traceparent` header. A result with an error
   * does not make the span fail; a rejection does.
   */
  run<Result>(
    name: string,
    options: { kind: SpanKind; attributes?: Attributes; traceparent?: string | undefined },
    work: (span: Span) => Promise<Result>,
  ): Promise<Result>
  /** Whether anything runs within a span now. What belongs to no request (relay, workers) is not traced. */
  isActive(): boolean
  /** Sends what was recorded, and gives up after a second. */
  stop(): Promise<void>
}

const TRACEPARENT = /^00-(?<traceId>(?!0{32})[\da-f]{32})-(?<spanId>(?!0{16})[\da-f]{16})-(?<flags>[\da-f]{2})$/
const STOP_MS = 1000

let current: Tracing | null = null

/** The tracing of this process; null when there is none. */
export function currentTracing(): Tracing | null {
  return current
}

/**
 * Begins to trace when OTEL_EXPORTER_OTLP_ENDPOINT is set, before any subgraph of this process is made. Traces that are
 * recorded by whoever asks are recorded here, of all others the share of OTEL_TRACES_SAMPLER_ARG (0 to 1).
 */
export async function startTracing(environment: Environment, name: string): Promise<Tracing | null> {
  const endpoint = environment.OTEL_EXPORTER_OTLP_ENDPOINT
  if (!endpoint) return null
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
  ])
  const sample = Number(environment.OTEL_TRACES_SAMPLER_ARG || '1')
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': environment.OTEL_SERVICE_NAME || name }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sample) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000 })],
  })
  const tracing = createTracing(provider.getTracer('subgraph'), async () => {
    if (current === tracing) current = null
    await Promise.race([provider.shutdown(), delay(STOP_MS, undefined, { ref: false })])
  })
  current = tracing
  return tracing
}

function createTracing(tracer: Tracer, stop: () => Promise<void>): Tracing {
  const active = new AsyncLocalStorage<Context>()
  return {
    async run(name, { kind, attributes = {}, traceparent }, work) {
      const parent = active.getStore() ?? contextFrom(traceparent)
      const span = tracer.startSpan(name, { kind, attributes }, parent)
      try {
        return await active.run(trace.setSpan(parent, span), () => work(span))
      } catch (error) {
        // The class only: a message of the database may repeat values.
        const type = error instanceof Error ? error.name : typeof error
        span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
      }
    },
    isActive: () => active.getStore() !== undefined,
    stop,
  }
}

function contextFrom(traceparent: string | undefined): Context {
  const { traceId, spanId, flags } = TRACEPARENT.exec(traceparent ?? '')?.groups ?? {}
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}
