import { operationFromDocument, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals'
import { prettyFormatQueryPlan, type QueryPlan, QueryPlanner } from '@apollo/query-planner'
import type { KnownOperation } from '../evidence/known-operation.ts'
import type { PlanSummary } from '../result.ts'
import { measurePlan } from './measure-plan.ts'

/** Plans an operation on one side; a message when the planner cannot. */
export type PlanOperation = (operation: KnownOperation) => PlanSummary | { error: string }

/** The most ways to one field that the planner may hold, as in a router. */
const MOST_PATHS = 1000

/** Loads the planner of a supergraph. Labels of progressive overrides do not hold, as before the first of them is raised. */
export function openPlanner(supergraph: string): PlanOperation {
  const loaded = Supergraph.build(supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
  const planner = new QueryPlanner(loaded, { debug: { pathsLimit: MOST_PATHS } })
  const schema = loaded.apiSchema()
  return ({ document, name }) => {
    let plan: QueryPlan
    try {
      const operation = operationFromDocument(schema, document, {
        validate: false,
        ...(name === null ? {} : { operationName: name }),
      })
      plan = planner.buildQueryPlan(operation)
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) }
    }
    return { ...measurePlan(plan), text: prettyFormatQueryPlan(plan) }
  }
}
