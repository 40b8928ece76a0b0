import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context, Span, Tracer } from '@opentelemetry/api'
import { GRAPHQL_PATH } from '../http/host.ts'
import { contextFrom, traceparentOf } from '../observability/trace-context.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { AskSubgraph, SubgraphFetch } from '../subgraphs/subgraph-fetch.ts'

type Traced = { span: Span; context: Context }

/** A span per request, per plan that is made, and per fetch; subgraphs get the fetch's own as `traceparent`. */
export function useTracing({ tracer }: { tracer: Tracer }): RouterPlugin {
  const requests = new WeakMap<RequestContext, Traced>()

  function begin(context: RequestContext): void {
    const parent = contextFrom(context.headers['traceparent'])
    const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, parent)
    requests.set(context, { span, context: trace.setSpan(parent, span) })
    // Subscriptions upstream are below this span, and not beside it.
    context.headers = { ...context.headers, traceparent: traceparentOf(span) }
  }

  function end(context: RequestContext, isFailure: boolean): void {
    const { activity } = context
    const span = requests.get(context)?.span
    if (!span) return
    if (activity.cost !== undefined) span.setAttribute('graphql.operation.cost', activity.cost)
    if (activity.code !== undefined) span.setAttribute('error.type', activity.code)
    if (isFailure) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  }

  async function ask(fetch: SubgraphFetch, next: AskSubgraph, { context }: Traced) {
    const { operation, subgraph } = fetch
    const attributes = { 'graphql.operation.type': operation.kind, 'subgraph.name': subgraph }
    const span = tracer.startSpan(`fetch ${subgraph}`, { kind: SpanKind.CLIENT, attributes }, context)
    if (operation.entities.length > 0 && span.isRecording()) {
      span.setAttribute('subgraph.entities', entitiesOf(fetch))
    }
    try {
      const answer = await next({ ...fetch, traceparent: traceparentOf(span) })
      if (answer.errors?.length) span.setAttribute('graphql.errors', answer.errors.length)
      return answer
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) })
      throw error
    } finally {
      span.end()
    }
  }

  return {
    name: 'tracing',
    onHttp({ path, context }) {
      if (path === GRAPHQL_PATH) begin(context)
      return undefined
    },
    onAnswer: ({ context }, { status }) => end(context, status >= 500),
    onSocketOperation: begin,
    onSocketOperationEnd: (context) => end(context, context.activity.code === 'INTERNAL_SERVER_ERROR'),
    onOperation({ prepared, context }) {
      const span = requests.get(context)?.span
      if (!span) return
      span.updateName(prepared.name === null ? prepared.kind : `${prepared.kind} ${prepared.name}`)
      span.setAttribute('graphql.operation.type', prepared.kind)
      if (prepared.name !== null) span.setAttribute('graphql.operation.name', prepared.name)
    },
    onPlanned({ context }, _plan, milliseconds) {
      const request = requests.get(context)
      if (!request || milliseconds === null) return
      const now = Date.now()
      tracer.startSpan('plan', { startTime: now - milliseconds }, request.context).end(now)
    },
    fetchLayer: (next) => (fetch) => {
      const request = requests.get(fetch.context)
      return request ? ask(fetch, next, request) : next(fetch)
    },
  }
}

function entitiesOf({ operation, variables }: SubgraphFetch): number {
  const values = JSON.parse(variables) as Record<string, unknown[] | undefined>
  return operation.entities.reduce((sum, { variable }) => sum + (values[variable]?.length ?? 0), 0)
}
