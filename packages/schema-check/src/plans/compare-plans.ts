import type { GraphQLSchema } from 'graphql'
import { type KnownOperation, requestsOf } from '../evidence/known-operation.ts'
import { errorsOf } from '../proof/replay-validation.ts'
import type { PlanRegression, PlanSummary } from '../result.ts'

type Side = { supergraph: string; schema: GraphQLSchema }

/**
 * Plans the operations on both sides, the most asked first, and tells those whose plans need more fetches or hops, or fewer.
 * Operations that only one side takes have nothing to compare. What is beyond the limit is counted.
 */
export async function comparePlans(
  base: Side,
  head: Side,
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
    const [before, after] = [planBefore(operation), planAfter(operation)]
    // What cannot be planned before either is no regression.
    if ('error' in before) return []
    const kind = judge(before, after)
    // Validated last: most plans are equal, and validation takes as long as a plan.
    if (kind === null || !isTaken(base, operation) || !isTaken(head, operation)) return []
    const { signature, name, uses } = operation
    const now = 'error' in after ? { fetches: 0, hops: 0, subgraphs: [], text: after.error } : after
    return [{ signature, name, clients: uses, base: before, head: now, kind }]
  })
  return { regressions, skipped }
}

function isTaken({ schema }: Side, operation: KnownOperation): boolean {
  return errorsOf(schema, operation).length === 0
}

// Registered operations have no counts, and are planned before the recorded ones: there are few.
function rank(operation: KnownOperation): number {
  return operation.file === null ? requestsOf(operation) : Number.MAX_SAFE_INTEGER
}

function judge(before: PlanSummary, after: PlanSummary | { error: string }): PlanRegression['kind'] | null {
  if ('error' in after) return 'unplannable'
  if (after.fetches > before.fetches || after.hops > before.hops) return 'worse'
  return after.fetches < before.fetches || after.hops < before.hops ? 'better' : null
}
