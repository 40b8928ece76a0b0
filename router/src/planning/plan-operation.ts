import { operationFromDocument } from '@apollo/federation-internals'
import type { PlanNode, SubscriptionNode } from '@apollo/query-planner'
import type { FieldNode } from 'graphql'
import type { PreparedOperation } from '../operations/operation.ts'
import { decideDocument } from './decide-document.ts'
import type { FetchPlan, RootStep } from './fetch-plan.ts'
import { flattenPlan } from './flatten-plan.ts'
import { mergeFetches } from './merge-fetches.ts'

/** Everything besides the operation that its plan depends on. */
export type PlanConditions = {
  /** Coerced variables; those that `@skip` and `@include` use matter. */
  values: Readonly<Record<string, unknown>>
  withheld: ReadonlySet<FieldNode> | null
  /** Whether each label of a progressive `@override` holds for this request. */
  overrides: ReadonlyMap<string, boolean>
}

/** A subscription is fetched by opening `primary`, and each of its events is completed by `plan`. */
export type OperationPlan = { primary: RootStep | null; plan: FetchPlan }

const NOTHING: FetchPlan = { steps: [] }

/** Plans an operation. Throws what the query planner throws. */
export function planOperation(prepared: PreparedOperation, conditions: PlanConditions): OperationPlan {
  const { supergraph, kind, name } = prepared
  const document = decideDocument(prepared.document, conditions.values, conditions.withheld)
  const operation = operationFromDocument(supergraph.apiSchema, document, {
    validate: false,
    ...(name === null ? {} : { operationName: name }),
  })
  const { node } = supergraph.planner.buildQueryPlan(operation, {
    overrideConditions: new Map(conditions.overrides),
  })
  if (!node) return { primary: null, plan: NOTHING }
  if (node.kind === 'Subscription') return planSubscription(node)
  return { primary: null, plan: toFetchPlan(node, kind === 'mutation') }
}

function planSubscription({ primary, rest }: SubscriptionNode): OperationPlan {
  const [step] = toFetchPlan(primary, true).steps
  if (step?.kind !== 'root') throw new Error('The query planner made a subscription that begins with entities.')
  return { primary: step, plan: rest ? toFetchPlan(rest, false) : NOTHING }
}

function toFetchPlan(node: PlanNode, isMutation: boolean): FetchPlan {
  return { steps: mergeFetches(flattenPlan(node), isMutation) }
}
