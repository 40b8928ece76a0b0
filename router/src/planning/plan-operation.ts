import { operationFromDocument } from '@apollo/federation-internals'
import type { PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner'
import type { DocumentNode, FieldNode } from 'graphql'
import type { PreparedOperation } from '../operations/operation.ts'
import { decideDocument } from './decide-document.ts'
import { divideUnions } from './divide-unions.ts'
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

/** Plans an operation. Throws what the query planner throws, and `OperationInvalid`. */
export function planOperation(prepared: PreparedOperation, conditions: PlanConditions): OperationPlan {
  const { supergraph, kind, name } = prepared
  const document = decideDocument(prepared.document, conditions.values, conditions.withheld)
  const { node } = planDocument(document)
  if (!node) return { primary: null, plan: NOTHING }
  if (node.kind === 'Subscription') return planSubscription(node)
  return { primary: null, plan: toFetchPlan(node, kind === 'mutation') }

  function planDocument(decided: DocumentNode): QueryPlan {
    const operation = operationFromDocument(supergraph.apiSchema, decided, {
      validate: false,
      ...(name === null ? {} : { operationName: name }),
    })
    const overrideConditions = new Map(conditions.overrides)
    try {
      return supergraph.planner.buildQueryPlan(operation, { overrideConditions })
    } catch (error) {
      // Only then: what it can plan as it was asked needs no more branches.
      const divided = isLostInUnion(error) ? divideUnions(decided, supergraph.clientSchema) : null
      if (!divided) throw error
      return planDocument(divided)
    }
  }
}

/** What the planner says of a union in an interface that a subgraph knows as one object; it has no type of its own for it. */
function isLostInUnion(error: unknown): boolean {
  return error instanceof Error && /^We should have an edge from .+ for __typename/.test(error.message)
}

function planSubscription({ primary, rest }: SubscriptionNode): OperationPlan {
  const [step] = toFetchPlan(primary, true).steps
  if (step?.kind !== 'root') throw new Error('The query planner made a subscription that begins with entities.')
  return { primary: step, plan: rest ? toFetchPlan(rest, false) : NOTHING }
}

function toFetchPlan(node: PlanNode, isMutation: boolean): FetchPlan {
  return { steps: mergeFetches(flattenPlan(node), isMutation) }
}
