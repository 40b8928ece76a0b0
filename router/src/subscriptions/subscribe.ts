import { executeQueryPlan } from '@apollo/gateway'
import type { ServiceMap } from '@apollo/gateway'
import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface'
import { GraphQLError } from 'graphql'
import type { ExecutionResult, FormattedExecutionResult, GraphQLFormattedError, OperationDefinitionNode } from 'graphql'
import { codedError, RequestRefused } from '../errors.ts'
import { headersToSubgraph, reportErrors } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { OperationRun } from '../operations/operation.ts'
import type { RequestContext } from '../request-context.ts'
import type { SubgraphFleet } from '../subgraphs/subgraph-fleet.ts'
import { plainError } from '../subgraphs/subgraph-data-source.ts'
import { mapEvents } from './map-events.ts'
import { createSubscriptionPlanner } from './plan-subscription.ts'
import type { SubscriptionPlan } from './plan-subscription.ts'
import { SubscriptionEnded, UpstreamErrors } from './upstream-errors.ts'

/** Events in the client's shape. The iterator rejects with `SubscriptionEnded` when the subscription ends with errors. */
export type Subscribe = (run: OperationRun) => Promise<AsyncIterableIterator<FormattedExecutionResult>>

/**
 * Federated subscriptions: the plan's primary fetch is a subscription at the subgraph that owns the field; each of its
 * events is executed as the answer to that fetch, followed by the fetches of the other subgraphs, by the gateway's own
 * executor. Renamed fields, error paths and null propagation are then the same as for queries.
 */
export function createSubscribe({
  fleet,
  plugins,
  dataSources,
}: {
  fleet: SubgraphFleet
  plugins: readonly RouterPlugin[]
  dataSources: (name: string) => ServiceMap[string]
}): Subscribe {
  const planSubscription = createSubscriptionPlanner()

  return async function subscribe(run) {
    const { prepared, variables, context } = run
    // Followed to its end on the supergraph that it began with.
    const { supergraph, document, operation } = prepared
    const report = (errors: readonly GraphQLError[]): GraphQLFormattedError[] => reportErrors(plugins, errors, context)
    const end = (error: unknown): SubscriptionEnded => new SubscriptionEnded(report(errorsOf(error, primaryOf(plan))))
    let plan: SubscriptionPlan | null = null
    try {
      for (const plugin of plugins) await plugin.onOperation?.(run)
      const chosen = planSubscription(supergraph, document, operation, variables)
      plan = chosen
      const upstream = await openUpstream(chosen, context)
      const services = supergraph.subgraphs.map(({ name }) => [name, dataSources(name)] as const)

      const onEvent = async (event: ExecutionResult): Promise<FormattedExecutionResult> => {
        const primary: ServiceMap[string] = answerWith(
          event,
          chosen.primary.operation,
          dataSources(chosen.primary.serviceName),
        )
        const serviceMap = { ...Object.fromEntries(services), [chosen.primary.serviceName]: primary }
        const { data, errors } = await executeQueryPlan(
          chosen.perEvent,
          serviceMap,
          gatewayContext(operation, variables, context),
          chosen.operationContext,
          supergraph.supergraphSchema,
          supergraph.apiSchema,
        )
        return { data: data ?? null, ...(errors?.length ? { errors: report(errors) } : {}) }
      }
      const source = {
        async next(): Promise<IteratorResult<ExecutionResult>> {
          try {
            const event = await upstream.next()
            // No data at all: nothing was executed, so this is no event but the refusal of a server that sends it as one.
            if (!event.done && event.value.data === undefined) throw refusalIn(event.value)
            return event
          } catch (error) {
            throw end(error)
          }
        },
      }
      return mapEvents(source, onEvent, () => {
        // Not awaited: a source that is an async generator answers only when its own `next()` does.
        upstream.return?.().catch((error: unknown) => context.log.warn({ err: error }, 'upstream did not close'))
      })
    } catch (error) {
      throw end(error)
    }

    async function openUpstream(
      { primary }: SubscriptionPlan,
      { signal }: RequestContext,
    ): Promise<AsyncIterableIterator<ExecutionResult>> {
      const used = (primary.variableUsages ?? []).filter((name) => name in variables)
      const opened = await fleet.lane(primary.serviceName).subscribe({
        query: primary.operation,
        operationName: primary.operationName ?? null,
        variables: Object.fromEntries(used.map((name) => [name, variables[name]])),
        headers: headersToSubgraph(plugins, context, primary.serviceName),
        signal,
      })
      if (Symbol.asyncIterator in opened) return opened
      throw refusalIn(opened)
    }
  }
}

function primaryOf(plan: SubscriptionPlan | null): string | null {
  return plan ? plan.primary.serviceName : null
}

function refusalIn({ errors }: ExecutionResult): Error {
  if (!errors?.length) return new Error('It answered a subscription with neither data nor errors.')
  return new UpstreamErrors(errors.map(plainError))
}

/** What ended a subscription, as GraphQL errors: the subgraph's own, the router's, or that the subgraph is not there. */
function errorsOf(error: unknown, subgraph: string | null): GraphQLError[] {
  if (error instanceof GraphQLError) return [error]
  if (error instanceof RequestRefused) return [codedError(error.code, error.message)]
  if (error instanceof UpstreamErrors) {
    return error.errors.map(
      ({ message, path, extensions }) =>
        new GraphQLError(message, { path: path ?? null, extensions: { ...extensions, serviceName: subgraph } }),
    )
  }
  const cause = error instanceof Error ? error : new Error(String(error))
  if (!subgraph) return [codedError('INTERNAL_SERVER_ERROR', cause.message, { cause })]
  const message = `The subgraph "${subgraph}" is not available at the moment.`
  return [
    new GraphQLError(message, {
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: subgraph },
      originalError: cause,
    }),
  ]
}

/** A data source that knows the answer to one operation already and asks the real one for all others. */
function answerWith(event: ExecutionResult, operation: string, real: ServiceMap[string]): ServiceMap[string] {
  const errors = event.errors?.map(plainError)
  const answer = { data: event.data ?? null, ...(errors ? { errors } : {}) }
  return { process: async (asked) => (asked.request.query === operation ? answer : real.process(asked)) }
}

/** The part of Apollo Server's request context that the gateway's executor reads. */
function gatewayContext(
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  context: RequestContext,
): GatewayGraphQLRequestContext {
  const asked = { request: { variables }, operation, context, logger: context.log, metrics: {} }
  return asked as unknown as GatewayGraphQLRequestContext
}
