import type { Variant } from '../composition/load-side.ts'
import { type KnownOperation, requestsOf } from '../evidence/known-operation.ts'
import { errorsOf } from '../proof/replay-validation.ts'
import type { PlanRegression } from '../result.ts'
import type { Planned } from './plan-operations.ts'

/**
 * Plans the operations on both sides, the most asked first, and tells those whose plans need more fetches or hops, or fewer.
 * What only one side can plan, because the other refuses it, has nothing to compare. What is beyond the limit is counted.
 */
export async function comparePlans(
  base: Variant,
  head: Variant,
  operations: readonly KnownOperation[],
  limit: number,
): Promise<{ regressions: PlanRegression[]; skipped: number }> {
  const planned = operations.toSorted((one, other) => rank(other) - rank(one)).slice(0, limit)
  const skipped = operations.length - planned.length
  if (planned.length === 0) return { regressions: [], skipped }
  // The planner takes time to load, and most changes need none.
  const { openPlanner } = await import('./plan-operations.ts')
  const [planBefore, planAfter] = [openPlanner(base.supergraph), openPlanner(head.supergraph)]
  const regressions = planned.flatMap((operation): PlanRegression[] => {
    const is = planAfter(operation)
    // What the head refuses is told as such, and whatever its plan was before.
    if (is.cost === null && errorsOf(head.schema, operation).length > 0) return []
    const was = planBefore(operation)
    const kind = judge(was, is)
    if (kind === null) return []
    const { signature, name, uses } = operation
    return [{ signature, name, clients: uses, base: was.summarize(), head: is.summarize(), kind }]
  })
  return { regressions, skipped }
}

// Registered operations have no counts, and are planned before the recorded ones: there are few.
function rank(operation: KnownOperation): number {
  return operation.file === null ? requestsOf(operation) : Number.MAX_SAFE_INTEGER
}

function judge({ cost: was }: Planned, { cost: is }: Planned): PlanRegression['kind'] | null {
  // What could not be planned before either is no regression.
  if (was === null) return null
  if (is === null) return 'unplannable'
  if (is.fetches > was.fetches || is.hops > was.hops) return 'worse'
  return is.fetches < was.fetches || is.hops < was.hops ? 'better' : null
}
