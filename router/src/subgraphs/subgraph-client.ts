import type { GraphQLFormattedError, OperationTypeNode } from 'graphql'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { AnswerHeaders } from './read-answer.ts'
import { RequestTraffic } from './request-traffic.ts'
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
  /** Of this fetch, in place of the request's own. */
  traceparent?: string
  /**
   * A time of `performance.now()`: no question that was on its way before may answer it. For what follows an event, which
   * must see what the event is about.
   */
  notBefore?: number
  /**
   * The body of an earlier answer to this very question: when it comes again, byte for byte, the answer says `unchanged`.
   * Null to be told the body only.
   */
  expected?: Buffer | null
}

/** What a subgraph answered. It belongs to the caller, who changes it: layers that share an answer share its text. */
export type SubgraphAnswer = {
  data?: Record<string, unknown> | null
  errors?: readonly GraphQLFormattedError[]
  /** `invalidates` names what a mutation changed: a list of `{ typename, key? }`. */
  extensions?: Readonly<Record<string, unknown>>
  /**
   * The text that this was read from has no backslash: then no string in it needs one either when it is written again, and
   * none has to be looked through for what JSON escapes. Unknown for what came as objects.
   */
  unescaped?: boolean
  /** Of the HTTP answer; shared, not to be changed. None for a call in this process. */
  headers?: AnswerHeaders
  /** As it came, for those who `expected` one; not to be changed. None for a call in this process, and for what was packed. */
  body?: Buffer
  /** It is what was `expected`. */
  unchanged?: boolean
}

/** Rejects with the reason when the subgraph cannot be asked. */
export type AskSubgraph = (fetch: SubgraphFetch) => Promise<SubgraphAnswer>

/** A layer around the way to the subgraphs: a cache, a watcher. */
export type FetchLayer = (next: AskSubgraph) => AskSubgraph

/** Old subgraphs know no other media type, and those of today answer with it when it is the one that is asked for. */
const ALWAYS_SENT = ['content-type', 'application/json', 'accept', 'application/json']

/** Asks the subgraphs of the fleet, each fetch through the layers of the policies. */
export function createSubgraphClient({
  fleet,
  plugins,
  compression,
}: {
  fleet: SubgraphFleet
  plugins: readonly RouterPlugin[]
  compression: boolean
}): AskSubgraph {
  const requests = new WeakMap<RequestContext, RequestTraffic>()
  const always = compression ? [...ALWAYS_SENT, 'accept-encoding', 'br, gzip'] : ALWAYS_SENT
  const differs = plugins.some((plugin) => plugin.toOneSubgraph)
  for (const { traffic } of plugins) if (traffic) fleet.observe(traffic)

  async function askMutation(asked: Promise<SubgraphAnswer>): Promise<SubgraphAnswer> {
    try {
      return await asked
    } finally {
      // Before anybody can have seen its answer: whoever reads after it must not be given what was read before it.
      fleet.forgetShared()
    }
  }

  async function ask(fetch: SubgraphFetch): Promise<SubgraphAnswer> {
    const { context, subgraph } = fetch
    let request = requests.get(context)
    if (!request) {
      request = new RequestTraffic(context, plugins, always)
      requests.set(context, request)
    }
    const outgoing = request.headersFor(subgraph, differs ? subgraph : '')
    const asked = fleet.lane(subgraph).ask(fetch, request, outgoing)
    return fetch.operation.kind === 'mutation' ? askMutation(asked) : asked
  }

  return plugins.reduceRight((next: AskSubgraph, { fetchLayer }) => (fetchLayer ? fetchLayer(next) : next), ask)
}
