import { operationFromDocument, type Supergraph } from '@apollo/federation-internals'
import { prettyFormatQueryPlan, type QueryPlan, QueryPlanner } from '@apollo/query-planner'
import type { KnownOperation } from '../evidence/known-operation.ts'
import type { PlanSummary } from '../result.ts'
import { measurePlan } from './measure-plan.ts'

/** An operation's plan: what it costs, null when the planner cannot make one; it is printed for people when it is wanted. */
export type Planned = { cost: { fetches: number; hops: number } | null; summarize: () => PlanSummary }

/** The most ways to one field that the planner may hold, as in a router. */
const MOST_PATHS = 1000

/** The planner of a supergraph. Labels of progressive overrides do not hold, as before the first of them is raised. */
export function openPlanner(supergraph: Supergraph): (operation: KnownOperation) => Planned {
  const planner = new QueryPlanner(supergraph, { debug: { pathsLimit: MOST_PATHS } })
  const schema = supergraph.apiSchema()
  return ({ document, name }) => {
    let plan: QueryPlan
    try {
      const operation = operationFromDocument(schema, document, {
        validate: false,
        ...(name === null ? {} : { operationName: name }),
      })
      plan = planner.buildQueryPlan(operation)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      return { cost: null, summarize: () => ({ fetches: 0, hops: 0, subgraphs: [], text }) }
    }
    const cost = measurePlan(plan)
    return { cost, summarize: () => ({ ...cost, text: prettyFormatQueryPlan(plan) }) }
  }
}
