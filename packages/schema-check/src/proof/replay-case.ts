import type { GraphQLSchema } from 'graphql'
import type { SchemaChange } from '../compare/schema-change.ts'
import type { SupergraphModel } from '../compare/supergraph-model.ts'
import type { KnownOperation } from '../evidence/known-operation.ts'
import type { OperationUsage } from '../evidence/operation-usage.ts'
import type { Proof } from '../result.ts'

/** Both sides as clients see them (of one variant), and as the router does. */
export type ReplaySides = {
  base: GraphQLSchema
  head: GraphQLSchema
  baseModel: SupergraphModel
  headModel: SupergraphModel
}

/** What a replay of an operation on both sides saw; nothing on the head when another change hides it. `variables` are those that it was replayed with. */
export type Replayed = {
  certainty: 'certain' | 'possible'
  shownBy: Proof['shownBy']
  variables: Record<string, unknown>
  onBase: string
  onHead: string[]
}

/** What is replayed: a change, and an operation that uses something of it. */
export type ReplayCase = { change: SchemaChange; operation: KnownOperation; usage: OperationUsage }
