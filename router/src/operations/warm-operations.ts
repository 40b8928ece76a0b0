import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { CompiledEngine } from '../engine/compiled-engine.ts'
import { newRequestContext } from '../request-context.ts'
import type { LoadedSupergraph } from '../supergraph.ts'
import type { OperationRun, PreparedOperation } from './operation.ts'
import { OperationInvalid } from './prepare-operations.ts'
import type { OperationPreparer, UsedOperation } from './prepare-operations.ts'

export type WarmOperations = (
  supergraph: LoadedSupergraph,
  operations: readonly UsedOperation[],
  signal?: AbortSignal,
) => Promise<void>

/**
 * Prepares and plans operations ahead, so that the first requests to a supergraph do not wait for it. After each plan as much
 * time is left to the requests in flight as the plan took. What is not ready after `budgetMs` is planned when it is
 * asked for; so is what does not fit this supergraph any more, or was planned for viewers with fewer rights.
 */
export function createWarmUp({
  preparer,
  engine,
  budgetMs,
  log,
}: {
  preparer: OperationPreparer
  /** Null: operations are only parsed and validated. */
  engine: Pick<CompiledEngine, 'plan' | 'conditionsOf'> | null
  budgetMs: number
  log: Logger
}): WarmOperations {
  return async function warm(supergraph, operations, signal) {
    const startedAt = performance.now()
    let warmed = 0
    for (const used of operations) {
      const sliceStartedAt = performance.now()
      if (sliceStartedAt - startedAt > budgetMs || signal?.aborted) break
      if (await warmOne(supergraph, used)) warmed += 1
      await delay(Math.ceil(performance.now() - sliceStartedAt))
    }
    if (operations.length === 0) return
    const milliseconds = Math.round(performance.now() - startedAt)
    log.info({ version: supergraph.version, of: operations.length, warmed, milliseconds }, 'operations planned ahead')
  }

  async function warmOne(supergraph: LoadedSupergraph, used: UsedOperation): Promise<boolean> {
    try {
      const prepared = preparer.prepareAhead(supergraph, used)
      if (!engine) return true
      const before = used.prepared ? engine.conditionsOf(used.prepared) : []
      for (const conditions of before.length > 0 ? before : [{}]) {
        engine.plan(runOf(prepared, conditions, log))
        await delay(0)
      }
      return true
    } catch (error) {
      // It is answered when somebody asks: with what is wrong with it, or with the fault that is logged then.
      if (!(error instanceof OperationInvalid)) log.warn({ err: error, operation: used.operationName }, 'not planned')
      return false
    }
  }
}

/** A document that nobody has asked for yet. */
export function unused(text: string): UsedOperation {
  return { text, operationName: null, uses: 0, prepared: null }
}

/** Nobody's run: the planner looks at the operation and the conditions only. */
function runOf(prepared: PreparedOperation, values: OperationRun['values'], log: Logger): OperationRun {
  return {
    prepared,
    variables: {},
    values,
    context: newRequestContext({}, new AbortController().signal, log),
    withheld: null,
    errors: [],
    extensions: {},
    headers: {},
    executed: null,
  }
}
