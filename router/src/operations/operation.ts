import type { DocumentNode, FieldNode, FragmentDefinitionNode, GraphQLError, OperationDefinitionNode } from 'graphql'
import type { OperationTypeNode } from 'graphql'
import type { RequestContext } from '../request-context.ts'
import type { LoadedSupergraph } from '../supergraph.ts'

/** What a client asks, as it came: nothing of it is checked but the types. */
export type OperationRequest = {
  query?: string | null
  /** Names a persisted document in place of `query`. */
  documentId?: string | null
  operationName?: string | null
  variables?: Record<string, unknown> | null
  extensions?: Record<string, unknown> | null
}

/**
 * One operation of one document on one supergraph, parsed and validated. It is shared by all requests that send the same
 * text and is never changed. What a policy computes once per operation it keeps in a WeakMap by this object.
 */
export type PreparedOperation = {
  supergraph: LoadedSupergraph
  text: string
  document: DocumentNode
  operation: OperationDefinitionNode
  kind: OperationTypeNode
  name: string | null
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Variables that `@skip` and `@include` use, sorted: what a plan depends on besides the text. */
  conditionVariables: readonly string[]
}

/** Fields that this viewer may not have: they are neither planned nor fetched, and null in the answer. */
export type WithheldFields = {
  /** The same for the same fields of the same operation. Plans are kept by it. */
  key: string
  /** Nodes of the operation's document. */
  fields: ReadonlySet<FieldNode>
}

/** One execution of an operation, on its way through the policies. */
export type OperationRun = {
  prepared: PreparedOperation
  /** As the client sent them; these go to the subgraphs. */
  variables: Record<string, unknown>
  /** Coerced, defaults included; policies decide by these. */
  values: Record<string, unknown>
  context: RequestContext
  withheld: WithheldFields | null
  /** Errors that the answer has whatever else happens. */
  errors: GraphQLError[]
  /** The answer's `extensions`; none while it is empty. */
  extensions: Record<string, unknown>
  /** HTTP headers of the answer, names in lower case. */
  headers: Record<string, string>
  /** Set by a policy that knows the answer already: the engine is not asked. */
  executed: Executed | null
}

/** What executing came to. */
export type Executed = {
  /** The answer's `data` as JSON text, `null` included. */
  readonly data: string
  errors: readonly GraphQLError[]
  /** The bytes of the answer that is `{"data":…}` and nothing else, when they are there already. */
  body?: Buffer
}
