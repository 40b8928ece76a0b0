import type { OperationTypeNode } from 'graphql'
import type { CompiledPlan, CompiledStep } from '../execution/compiled-plan.ts'
import type { OperationRun } from '../operations/operation.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { FetchOperation, SubgraphAnswer, SubgraphFetch } from '../subgraphs/subgraph-fetch.ts'

/** How an operation was fetched, in `extensions.queryPlan` of its answer. Times are in milliseconds since it was asked for. */
export type ShownPlan = {
  steps: ShownStep[]
  /** How long planning took; null when the plan was there. */
  planMs: number | null
  totalMs: number
  /** The answer came from the cache: nothing was fetched. */
  cached: boolean
}

export type ShownStep = {
  subgraph: string
  kind: 'root' | 'entities'
  operation: OperationTypeNode
  /** Where what it fetches belongs. */
  paths: string[]
  /** Indexes of the steps that it waited for. */
  after: number[]
  query: string
  /** None when there was nothing to ask for; several when there were more entities than one fetch may have. */
  fetches: ShownFetch[]
}

export type ShownFetch = { startedMs: number; endedMs: number; entities: number | null; errors: string[] }

type Seen = ShownFetch & { subgraph: string; operation: FetchOperation }
type Recording = { startedAt: number; seen: Seen[]; plan: CompiledPlan | null; planMs: number | null }

const ASKED = 'x-query-plan'

/** For developers: shows the plan with the times of its fetches to those who send `x-query-plan: 1`. */
export function useQueryPlan(): RouterPlugin {
  // A list of operations in one request is one request: each shows the fetches of its own plan.
  const recordings = new WeakMap<RequestContext, Recording>()

  async function record(recording: Recording, fetch: SubgraphFetch, asked: Promise<SubgraphAnswer>) {
    const { subgraph, operation } = fetch
    const startedMs = tenths(performance.now() - recording.startedAt)
    const seen: Seen = { subgraph, operation, startedMs, endedMs: startedMs, entities: entitiesOf(fetch), errors: [] }
    recording.seen.push(seen)
    try {
      const answer = await asked
      seen.errors = (answer.errors ?? []).map(({ message }) => message)
      return answer
    } catch (error) {
      seen.errors = [error instanceof Error ? error.message : String(error)]
      throw error
    } finally {
      seen.endedMs = tenths(performance.now() - recording.startedAt)
    }
  }

  return {
    name: 'query-plan',
    onOperation({ context, prepared }) {
      if (context.headers[ASKED] !== '1' || prepared.kind === 'subscription') return
      recordings.set(context, { startedAt: performance.now(), seen: [], plan: null, planMs: null })
    },
    onPlanned({ context }, plan, milliseconds) {
      const recording = recordings.get(context)
      if (!recording) return
      recording.plan = plan
      recording.planMs = milliseconds === null ? null : tenths(milliseconds)
    },
    fetchLayer: (next) => (fetch) => {
      const recording = recordings.get(fetch.context)
      return recording ? record(recording, fetch, next(fetch)) : next(fetch)
    },
    onExecuted(run) {
      const recording = recordings.get(run.context)
      if (!recording) return
      run.extensions['queryPlan'] = show(recording, run)
      // It is about this request and no other.
      run.headers['cache-control'] = 'no-store'
    },
  }
}

function show({ startedAt, seen, plan, planMs }: Recording, { executed }: OperationRun): ShownPlan {
  const steps = (plan?.steps ?? []).map((step): ShownStep => {
    const operations = operationsOf(step)
    return {
      subgraph: step.subgraph,
      kind: step.kind,
      operation: step.operation.kind,
      paths:
        step.kind === 'root'
          ? [step.path.join('.')]
          : step.entries.flatMap(({ paths }) => paths.map((path) => path.join('.'))),
      after: [...step.after],
      query: step.operation.query,
      fetches: seen.filter(({ operation }) => operations.has(operation)).map(shownFetch),
    }
  })
  // The engine of Apollo keeps its plan to itself.
  const known = new Set((plan?.steps ?? []).flatMap((step) => [...operationsOf(step)]))
  const others = seen.filter(({ operation }) => plan === null && !known.has(operation))
  for (const fetch of others) {
    const { operation, subgraph, entities } = fetch
    const kind = entities === null ? 'root' : 'entities'
    const { query } = operation
    steps.push({ subgraph, kind, operation: operation.kind, paths: [], after: [], query, fetches: [shownFetch(fetch)] })
  }
  return { steps, planMs, totalMs: tenths(performance.now() - startedAt), cached: executed !== null }
}

/** All that may be sent for a step: the whole, its parts when there are too many entities, and what asks for less. */
function operationsOf(step: CompiledStep): Set<FetchOperation> {
  if (step.kind === 'root') return new Set([step.operation])
  const smaller = step.fallbacks.flatMap((fallback) => [...operationsOf({ ...fallback.step, kind: 'entities' })])
  return new Set([step.operation, ...step.entries.map(({ alone }) => alone), ...smaller])
}

function shownFetch({ startedMs, endedMs, entities, errors }: Seen): ShownFetch {
  return { startedMs, endedMs, entities, errors }
}

function entitiesOf({ operation, variables }: SubgraphFetch): number | null {
  const names = operation.entities.map(({ variable }) => variable)
  if (names.length === 0) return null
  const values = JSON.parse(variables) as Record<string, unknown>
  return names.reduce((sum, name) => sum + (Array.isArray(values[name]) ? values[name].length : 0), 0)
}

function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
