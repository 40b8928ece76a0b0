import type { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import { codedError } from '../errors.ts'
import { compilePlan } from '../execution/compiled-plan.ts'
import type { CompiledPlan } from '../execution/compiled-plan.ts'
import { compileProjection } from '../execution/compile-projection.ts'
import type { Project, ProjectionContext } from '../execution/compile-projection.ts'
import { executePlan } from '../execution/execute-plan.ts'
import { addRootAnswer } from '../execution/execute-root.ts'
import type { AskForStep, Execution } from '../execution/execution.ts'
import { explainNulls } from '../execution/explain-nulls.ts'
import { inClientTerms } from '../execution/in-client-terms.ts'
import { introspect } from '../execution/introspection.ts'
import { Recorder } from '../execution/recorder.ts'
import { RecordedAnswer } from '../execution/recording.ts'
import { Replay } from '../execution/replay.ts'
import type { Executed, OperationRun, PreparedOperation } from '../operations/operation.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import type { RootStep } from '../planning/fetch-plan.ts'
import { planOperation } from '../planning/plan-operation.ts'
import type { OperationPlan } from '../planning/plan-operation.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { AskSubgraph, SubgraphAnswer } from '../subgraphs/subgraph-fetch.ts'
import type { Engine } from './engine.ts'
import { createOverrideLabels } from './override-labels.ts'
import type { DecideOverride } from './override-labels.ts'
import { createRecordings } from './recordings.ts'
import type { Repeated } from './recordings.ts'

/** An operation with everything decided that its plan depends on, ready to be executed any number of times. */
export type Variant = {
  /** Its name among the recordings, and what tells it from the other variants of its operation. */
  id: number
  primary: RootStep | null
  plan: CompiledPlan
  project: Project
  conditions: OperationRun['values']
}

export type CompiledEngine = Engine & {
  /** Plans what a run needs, before anything is asked. Throws `OperationInvalid` when that would be too much work. */
  plan(run: OperationRun): Variant
  /** The conditions of a run under which this operation was planned for those who may have all of it. */
  conditionsOf(prepared: PreparedOperation): readonly OperationRun['values'][]
  /**
   * Completes one event of a subscription: `event` is the answer to the variant's primary fetch. A promise, when there is
   * something to ask.
   */
  complete(run: OperationRun, variant: Variant, event: SubgraphAnswer): Executed | Promise<Executed>
}

/** Combinations of conditions that are kept for one operation. A client may send all of them. */
const VARIANTS_KEPT = 16

/**
 * Our own execution of Apollo's query plans: planned and compiled once per operation and combination of conditions, fetches
 * merged, entities asked for once, the answer written as text straight from the merged data.
 */
export function createCompiledEngine({
  ask,
  askForEvents,
  batchLimit,
  overrideLabels,
  plugins,
  replayBytes,
}: {
  ask: AskSubgraph
  /** Asks what follows an event. */
  askForEvents: AskSubgraph
  batchLimit: number
  /** Decides about labels that are no percentages. */
  overrideLabels?: DecideOverride | undefined
  plugins: readonly RouterPlugin[]
  /** For recordings of what is asked again and again; 0 for none. */
  replayBytes: number
}): CompiledEngine {
  const recordings = replayBytes > 0 ? createRecordings(replayBytes) : null
  const watchers = plugins.filter((plugin) => plugin.onPlanned)
  const replayWatchers = plugins.filter((plugin) => plugin.onReplayed)
  const variants = new WeakMap<PreparedOperation, LRUCache<string, Variant | Error>>()
  const labelsOf = createOverrideLabels(overrideLabels)
  const askStraight: AskForStep = (fetch) => ask(fetch)
  let nextVariant = 0

  function plan(run: OperationRun): Variant {
    const { prepared, withheld, values } = run
    const overrides = labelsOf(run)
    const key = variantKey(run, overrides)
    let known = variants.get(prepared)
    if (!known) {
      known = new LRUCache({ max: VARIANTS_KEPT })
      variants.set(prepared, known)
    }
    const found = known.get(key)
    if (found instanceof Error) throw found
    if (found) return told(run, found, null)
    const startedAt = performance.now()
    const { operation, supergraph, fragments } = prepared
    const fields = withheld?.fields ?? null
    const planned = planOrFail(run, overrides)
    if (planned instanceof Error) {
      // Finding out that it is too much, or that there is no way, is much work already.
      known.set(key, planned)
      throw planned
    }
    const variant = {
      id: nextVariant++,
      conditions: Object.fromEntries(prepared.conditionVariables.map((name) => [name, values[name]])),
      primary: planned.primary,
      plan: compilePlan(supergraph.supergraphSchema, planned.plan),
      project: compileProjection({ schema: supergraph.clientSchema, fragments, values }, operation, fields),
    }
    known.set(key, variant)
    return told(run, variant, performance.now() - startedAt)
  }

  function told(run: OperationRun, variant: Variant, milliseconds: number | null): Variant {
    for (const plugin of watchers) plugin.onPlanned?.(run, variant.plan, milliseconds)
    return variant
  }

  async function execute(run: OperationRun): Promise<Executed> {
    const variant = plan(run)
    try {
      return await executeVariant(run, variant)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      // JSON.parse reads levels without end; what merges and writes them has a stack.
      const message = 'A subgraph answered a value that is nested too deeply.'
      return { data: 'null', errors: [codedError('SUBGRAPH_ANSWER_INVALID', message, { cause: error })] }
    }
  }

  async function executeVariant(run: OperationRun, variant: Variant): Promise<Executed> {
    const repeated = run.prepared.kind === 'query' ? recordings?.find(variant.id, run) : null
    if (repeated) return executeAgain(run, variant, repeated)
    const execution = begin(run, askStraight)
    await executePlan(variant.plan, execution)
    return finish(execution, variant.project)
  }

  /** Executes what was asked for before with the same variables, as far as that is needed. */
  async function executeAgain(run: OperationRun, variant: Variant, repeated: Repeated): Promise<Executed> {
    const { recording } = repeated
    const replay = recording && new Replay(recording, run.context, ask)
    if (recording && replay) {
      const same = await replay.run(variant.plan)
      for (const plugin of replayWatchers) plugin.onReplayed?.(run, same)
      if (same) {
        repeated.failures = 0
        return new RecordedAnswer(recording)
      }
    }
    const recorder = new Recorder(variant.plan, ask, replay)
    const execution = begin(run, (fetch, step) => recorder.ask(fetch, step))
    await executePlan(variant.plan, execution)
    const executed = finish(execution, variant.project)
    const isGood = executed.errors.length === 0
    recordings?.keep(variant.id, run, repeated, isGood ? recorder.recordingOf(executed.data) : null)
    return executed
  }

  function complete(
    run: OperationRun,
    { primary, plan: rest, project }: Variant,
    event: SubgraphAnswer,
  ): Executed | Promise<Executed> {
    const execution = begin(run, askForEvents)
    if (primary) addRootAnswer(primary, event, execution)
    if (rest.steps.length === 0) return finish(execution, project)
    execution.notBefore = performance.now()
    return executePlan(rest, execution).then(() => finish(execution, project))
  }

  function begin(run: OperationRun, askForStep: AskForStep): Execution {
    const schema = run.prepared.supergraph.supergraphSchema
    return { run, ask: askForStep, schema, data: {}, errors: [], unescaped: true, batchLimit }
  }

  function conditionsOf(prepared: PreparedOperation): OperationRun['values'][] {
    const known = [...(variants.get(prepared)?.values() ?? [])]
    return known.flatMap((one) => (one instanceof Error ? [] : [one.conditions]))
  }

  return { plan, conditionsOf, execute, complete, stop: async () => {} }
}

function finish({ run, data, errors, unescaped }: Execution, project: Project): Executed {
  const { prepared, values, variables, withheld } = run
  let introspected: Record<string, string> | null = null
  const context: ProjectionContext = {
    broken: false,
    unescaped,
    introspect(key) {
      introspected ??= introspect(prepared, variables, values)
      return introspected[key] ?? 'null'
    },
  }
  const text = project(data, context) ?? 'null'
  if (!context.broken && errors.length === 0) return { data: text, errors }
  const { operation, fragments, supergraph } = prepared
  const selection = { schema: supergraph.clientSchema, fragments, values }
  const placed = inClientTerms(selection, operation, data, errors)
  if (!context.broken) return { data: text, errors: placed }
  const explained: GraphQLError[] = explainNulls(selection, operation, withheld?.fields ?? null, data, placed)
  return { data: text, errors: [...placed, ...explained] }
}

/** What the planner says when it gives up at its limits; it has no type of its own for it. */
const TOO_COMPLEX = /^Too many options generated|selections exceeds limit/

/** The same error for everybody who asks for it: `OperationInvalid`, or a fault of ours. */
function planOrFail(run: OperationRun, overrides: ReadonlyMap<string, boolean>): OperationPlan | Error {
  const { prepared, values, withheld } = run
  try {
    return planOperation(prepared, { values, withheld: withheld?.fields ?? null, overrides })
  } catch (error) {
    if (error instanceof OperationInvalid) return error
    const cause = error instanceof Error ? error : new Error(String(error))
    if (TOO_COMPLEX.test(cause.message)) {
      const refusal = codedError('QUERY_TOO_COMPLEX', 'There are too many ways to fetch this query.', { cause })
      return new OperationInvalid([refusal])
    }
    return new Error(`The operation cannot be planned: ${cause.message}`, { cause: error })
  }
}

/** All that a variant depends on besides the operation. */
function variantKey({ prepared, values, withheld }: OperationRun, overrides: ReadonlyMap<string, boolean>): string {
  let key = withheld?.key ?? ''
  for (const name of prepared.conditionVariables) key += values[name] === true ? '+' : '-'
  if (overrides.size > 0) key += JSON.stringify([...overrides])
  return key
}
