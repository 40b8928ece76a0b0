import type { PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner'
import type { PlanSummary } from '../result.ts'

/** How much a plan asks: fetches in all, and the longest chain of those that wait for each other. */
export function measurePlan({ node }: QueryPlan): Omit<PlanSummary, 'text'> {
  const subgraphs = new Set<string>()
  const { fetches, hops } = measure(node, subgraphs)
  return { fetches, hops, subgraphs: [...subgraphs].toSorted() }
}

type Measured = { fetches: number; hops: number }

const NOTHING: Measured = { fetches: 0, hops: 0 }

function measure(node: PlanNode | SubscriptionNode | undefined, subgraphs: Set<string>): Measured {
  switch (node?.kind) {
    case undefined:
      return NOTHING
    case 'Fetch':
      subgraphs.add(node.serviceName)
      return { fetches: 1, hops: 1 }
    case 'Flatten':
      return measure(node.node, subgraphs)
    case 'Sequence':
      return oneAfterAnother(node.nodes.map((child) => measure(child, subgraphs)))
    case 'Parallel':
      return atOnce(node.nodes.map((child) => measure(child, subgraphs)))
    // Only one of the two runs: the dearer counts.
    case 'Condition': {
      const [yes, no] = [measure(node.ifClause, subgraphs), measure(node.elseClause, subgraphs)]
      return { fetches: Math.max(yes.fetches, no.fetches), hops: Math.max(yes.hops, no.hops) }
    }
    case 'Defer':
      return oneAfterAnother([
        measure(node.primary.node, subgraphs),
        atOnce(node.deferred.map((deferred) => measure(deferred.node, subgraphs))),
      ])
    case 'Subscription':
      return oneAfterAnother([measure(node.primary, subgraphs), measure(node.rest, subgraphs)])
  }
}

function oneAfterAnother(parts: Measured[]): Measured {
  return parts.reduce((sum, part) => ({ fetches: sum.fetches + part.fetches, hops: sum.hops + part.hops }), NOTHING)
}

function atOnce(parts: Measured[]): Measured {
  return parts.reduce(
    (sum, part) => ({ fetches: sum.fetches + part.fetches, hops: Math.max(sum.hops, part.hops) }),
    NOTHING,
  )
}
