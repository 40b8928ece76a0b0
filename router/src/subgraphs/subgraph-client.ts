import type { GraphQLFormattedError, OperationTypeNode } from 'graphql'
import { headersToSubgraph } from '../plugin.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import { callSubgraph } from './call-subgraph.ts'
import type { SubgraphFleet } from './subgraph-fleet.ts'

/** What a fetch of a plan sends, compiled once per plan: the object is the same for every execution of it. */
export type FetchOperation = {
  query: string
  name: string | null
  kind: OperationTypeNode
  /**
   * Of a fetch of entities: the alias of each `_entities` field, with the variable that has its representations and the
   * selection on the entities as text. Empty for a fetch of root fields.
   */
  entities: readonly { alias: string; variable: string; selection: string }[]
}

/** One fetch of one execution. */
export type SubgraphFetch = {
  subgraph: string
  operation: FetchOperation
  /** The variables as the text of a JSON object, `{}` when there are none. */
  variables: string
  context: RequestContext
}

/** What a subgraph answered. It belongs to the caller, who changes it: layers that share an answer share its text. */
export type SubgraphAnswer = {
  data?: Record<string, unknown> | null
  errors?: readonly GraphQLFormattedError[]
}

/** Rejects with the reason when the subgraph cannot be asked. */
export type AskSubgraph = (fetch: SubgraphFetch) => Promise<SubgraphAnswer>

/** A layer around the way to the subgraphs: a cache, a watcher. */
export type FetchLayer = (next: AskSubgraph) => AskSubgraph

/** Asks the subgraphs of the fleet, each fetch through the layers of the policies. */
export function createSubgraphClient({
  fleet,
  plugins,
  timeoutMs,
}: {
  fleet: SubgraphFleet
  plugins: readonly RouterPlugin[]
  timeoutMs: number
}): AskSubgraph {
  async function ask({ subgraph, operation, variables, context }: SubgraphFetch): Promise<SubgraphAnswer> {
    const repeatable = operation.kind !== 'mutation'
    const request = {
      query: operation.query,
      operationName: operation.name,
      variables: JSON.parse(variables) as Record<string, unknown>,
      headers: headersToSubgraph(plugins, context),
      repeatable,
      // A mutation goes on when its client has left: nobody could say how far it had come.
      ...(repeatable ? { signal: context.signal } : {}),
    }
    const { data, errors } = await callSubgraph(fleet.transport(subgraph), request, timeoutMs)
    return { data: data ?? null, ...(errors ? { errors } : {}) }
  }

  return plugins.reduceRight((next: AskSubgraph, { fetchLayer }) => (fetchLayer ? fetchLayer(next) : next), ask)
}
