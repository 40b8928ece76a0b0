import type { GraphQLFormattedError, OperationTypeNode } from 'graphql'
import type { RequestContext } from '../request-context.ts'

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

/** Names in lower case; more than one value when the header came more than once. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>

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
