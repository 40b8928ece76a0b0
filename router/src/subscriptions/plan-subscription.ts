import { operationFromDocument } from '@apollo/federation-internals'
import { buildOperationContext } from '@apollo/gateway'
import type { FetchNode, QueryPlan } from '@apollo/query-planner'
import { getVariableValues, Kind, print, SingleFieldSubscriptionsRule, validate } from 'graphql'
import type { DocumentNode, OperationDefinitionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { codedError } from '../errors.ts'
import type { LoadedSupergraph } from '../supergraph.ts'
import { conditionValues, resolveConditions } from './resolve-conditions.ts'

/** How a subscription is served: `primary` goes to the subgraph that owns it, `perEvent` is executed for each event. */
export type SubscriptionPlan = {
  primary: FetchNode
  perEvent: QueryPlan
  operationContext: ReturnType<typeof buildOperationContext>
}

export type PlanSubscription = (
  supergraph: LoadedSupergraph,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
) => SubscriptionPlan

const PLANS_KEPT = 500

/** A planner that remembers. Throws a coded GraphQLError for variables that do not fit, or when nothing is selected. */
export function createSubscriptionPlanner(): PlanSubscription {
  // Plans of an older supergraph fall out by age: the version is part of the key.
  const plans = new LRUCache<string, SubscriptionPlan>({ max: PLANS_KEPT })

  return function planSubscription(supergraph, document, operation, variables) {
    const coerced = getVariableValues(supergraph.clientSchema, operation.variableDefinitions ?? [], variables)
    const [invalid] = coerced.errors ?? []
    if (invalid) throw codedError('BAD_USER_INPUT', invalid.message, { cause: invalid })

    const name = operation.name?.value ?? null
    const text = document.loc?.source.body ?? print(document)
    const key = JSON.stringify([supergraph.version, name, conditionValues(document, coerced.coerced ?? {}), text])
    const known = plans.get(key)
    if (known) return known
    const plan = buildPlan(supergraph, resolveConditions(document, coerced.coerced ?? {}), name)
    plans.set(key, plan)
    return plan
  }
}

function buildPlan(supergraph: LoadedSupergraph, document: DocumentNode, name: string | null): SubscriptionPlan {
  const [several] = validate(supergraph.clientSchema, document, [SingleFieldSubscriptionsRule])
  if (several) throw codedError('GRAPHQL_VALIDATION_FAILED', several.message, { cause: several })
  const options = name === null ? {} : { operationName: name }
  const operationContext = buildOperationContext({
    schema: supergraph.clientSchema,
    operationDocument: document,
    ...options,
  })
  const { selections } = operationContext.operation.selectionSet
  if (selections.every((one) => one.kind === Kind.FIELD && one.name.value === '__typename')) {
    throw codedError('GRAPHQL_VALIDATION_FAILED', 'The subscription selects nothing to follow.')
  }
  const { node } = supergraph.planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema, document, options))
  if (node?.kind !== 'Subscription') throw new Error('The query planner made no subscription plan.')
  const { primary, rest } = node
  const afterwards = rest ? (rest.kind === 'Sequence' ? rest.nodes : [rest]) : []
  const perEvent: QueryPlan = { kind: 'QueryPlan', node: { kind: 'Sequence', nodes: [primary, ...afterwards] } }
  return { primary, perEvent, operationContext }
}
