import { getOperationAST, GraphQLError, Kind, SingleFieldSubscriptionsRule, validate } from 'graphql'
import type { ExecutionResult, FormattedExecutionResult, GraphQLFormattedError } from 'graphql'
import type { CompiledEngine } from '../engine/compiled-engine.ts'
import { codedError, RequestRefused } from '../errors.ts'
import { subgraphError } from '../execution/subgraph-errors.ts'
import type { OperationRun } from '../operations/operation.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import { decideDocument } from '../planning/decide-document.ts'
import type { RootStep } from '../planning/fetch-plan.ts'
import { headersToSubgraph, reportErrors } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { SubgraphFleet } from '../subgraphs/subgraph-fleet.ts'
import { mapEvents } from './map-events.ts'
import { SubscriptionEnded, UpstreamErrors } from './upstream-errors.ts'

/** Events in the client's shape. The iterator rejects with `SubscriptionEnded` when the subscription ends with errors. */
export type Subscribe = (run: OperationRun) => Promise<AsyncIterableIterator<FormattedExecutionResult>>

/**
 * Federated subscriptions: the plan's primary fetch is a subscription at the subgraph that owns the field; each of its
 * events is taken as the answer to that fetch, followed by the fetches of the other subgraphs. Renamed fields, error
 * paths and null propagation are then the same as for queries. Always by the compiled engine: stock has no subscriptions.
 */
export function createSubscribe({
  fleet,
  plugins,
  engine,
}: {
  fleet: SubgraphFleet
  plugins: readonly RouterPlugin[]
  engine: CompiledEngine
}): Subscribe {
  return async function subscribe(run) {
    const { context } = run
    let subgraph: string | null = null
    const report = (errors: readonly GraphQLError[]): GraphQLFormattedError[] => reportErrors(plugins, errors, context)
    const end = (error: unknown): SubscriptionEnded => new SubscriptionEnded(report(errorsOf(error, subgraph)))
    try {
      for (const plugin of plugins) await plugin.onOperation?.(run)
      assertFollowable(run)
      const variant = engine.plan(run)
      if (!variant.primary) throw codedError('INTERNAL_SERVER_ERROR', 'The query planner made no subscription plan.')
      subgraph = variant.primary.subgraph
      const upstream = await openUpstream(variant.primary, run)

      const onEvent = async (event: ExecutionResult): Promise<FormattedExecutionResult> => {
        const executed = await engine.complete(run, variant, event)
        for (const plugin of plugins.toReversed()) await plugin.onExecuted?.(run, executed)
        const errors = [...run.errors, ...executed.errors]
        const data = JSON.parse(executed.data) as FormattedExecutionResult['data']
        return { data: data ?? null, ...(errors.length > 0 ? { errors: report(errors) } : {}) }
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
  }

  async function openUpstream(
    primary: RootStep,
    { context, variables }: OperationRun,
  ): Promise<AsyncIterableIterator<ExecutionResult>> {
    const { operation, subgraph } = primary
    const used = primary.variables.filter((name) => Object.hasOwn(variables, name))
    const opened = await fleet.lane(subgraph).subscribe({
      query: operation.query,
      operationName: operation.name,
      variables: Object.fromEntries(used.map((name) => [name, variables[name]])),
      headers: headersToSubgraph(plugins, context, subgraph),
      signal: context.signal,
    })
    if (Symbol.asyncIterator in opened) return opened
    throw refusalIn(opened)
  }
}

/** What can be said only when the conditions are decided. Throws a coded GraphQLError. */
function assertFollowable({ prepared, values, withheld, errors }: OperationRun): void {
  const { document, supergraph } = prepared
  const decided = decideDocument(document, values, withheld?.fields ?? null)
  const [several] = validate(supergraph.clientSchema, decided, [SingleFieldSubscriptionsRule])
  if (several) throw codedError('GRAPHQL_VALIDATION_FAILED', several.message, { cause: several })
  const selections = getOperationAST(decided, prepared.name)?.selectionSet.selections ?? []
  if (!selections.every((one) => one.kind === Kind.FIELD && one.name.value === '__typename')) return
  // Its root field is withheld from this viewer.
  if (errors[0]) throw errors[0]
  throw codedError('GRAPHQL_VALIDATION_FAILED', 'The subscription selects nothing to follow.')
}

function refusalIn({ errors }: ExecutionResult): Error {
  if (!errors?.length) return new Error('It answered a subscription with neither data nor errors.')
  return new UpstreamErrors(errors)
}

/** What ended a subscription, as GraphQL errors: the subgraph's own, the router's, or that the subgraph is not there. */
function errorsOf(error: unknown, subgraph: string | null): GraphQLError[] {
  if (error instanceof GraphQLError) return [error]
  if (error instanceof OperationInvalid) return [...error.errors]
  if (error instanceof RequestRefused) return [codedError(error.code, error.message)]
  const cause = error instanceof Error ? error : new Error(String(error))
  if (!subgraph) return [codedError('INTERNAL_SERVER_ERROR', cause.message, { cause })]
  if (error instanceof UpstreamErrors) return error.errors.map((one) => subgraphError(one, subgraph, one.path ?? null))
  const message = `The subgraph "${subgraph}" is not available at the moment.`
  return [
    new GraphQLError(message, {
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: subgraph },
      originalError: cause,
    }),
  ]
}
