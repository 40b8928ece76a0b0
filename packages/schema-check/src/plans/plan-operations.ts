import { operationFromDocument, type Supergraph } from '@apollo/federation-internals'
import { prettyFormatQueryPlan, type QueryPlan, QueryPlanner } from '@apollo/query-planner'
import type { KnownOperation } from '../evidence/known-operation.ts'
import type { PlanSummary } from '../result.ts'
import { measurePlan } from './measure-plan.ts'

/** An operation's plan: what it costs, null when the planner cannot make one; it is printed for people when it is wanted. */
export type Planned = { cost: { fetches: number; hops: number } | null; summarize: () => PlanSummary }

/** The most ways to one field that the planner may hold, as in a router. */
const MOST_PATHS = 1000

/**
 * The planner of a supergraph. Where fields are overridden by labels, an operation is planned without any of them and with all, and the
 * dearer plan counts: labels are raised later, when nobody checks.
 */
export function openPlanner(supergraph: Supergraph): (operation: KnownOperation) => Planned {
  const planner = new QueryPlanner(supergraph, { debug: { pathsLimit: MOST_PATHS } })
  const schema = supergraph.apiSchema()
  const labels = labelsOf(supergraph)
  const raised = labels.length > 0 ? [false, true] : [false]
  return ({ document, name }) => {
    try {
      const operation = operationFromDocument(schema, document, {
        validate: false,
        ...(name === null ? {} : { operationName: name }),
      })
      const plans = raised.map((holds) => {
        const overrideConditions = new Map(labels.map((label) => [label, holds]))
        return planner.buildQueryPlan(operation, { overrideConditions })
      })
      return dearest(plans)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      return { cost: null, summarize: () => ({ fetches: 0, hops: 0, subgraphs: [], text }) }
    }
  }
}

function labelsOf({ schema }: Supergraph): string[] {
  const applications = [...(schema.directive('join__field')?.applications() ?? [])]
  const labels = applications.map((one) => (one.arguments() as { overrideLabel?: string }).overrideLabel)
  return [...new Set(labels.filter((label) => label !== undefined))]
}

function dearest(plans: readonly QueryPlan[]): Planned {
  const measured = plans.map((plan) => ({ plan, cost: measurePlan(plan) }))
  const [found] = measured.toSorted(
    ({ cost: one }, { cost: other }) => other.fetches - one.fetches || other.hops - one.hops,
  )
  if (!found) throw new Error('An operation is planned at least once.')
  const { plan, cost } = found
  return { cost, summarize: () => ({ ...cost, text: prettyFormatQueryPlan(plan) }) }
}
