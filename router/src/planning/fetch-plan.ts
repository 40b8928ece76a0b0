import type { FetchDataRewrite, FetchDataKeyRenamer, QueryPlanSelectionNode } from '@apollo/query-planner'
import type { FetchOperation } from '../subgraphs/subgraph-fetch.ts'

/** As the query planner writes it: `@` stands for every element of a list. */
export type PlanPath = readonly string[]

/**
 * How an operation is fetched. Each step begins when those before it have ended; steps that need nothing of each other run
 * side by side. In topological order: what a step waits for stands before it.
 */
export type FetchPlan = { steps: readonly FetchStep[] }

export type FetchStep = RootStep | EntityStep

type StepBase = {
  subgraph: string
  operation: FetchOperation
  /** Variables of the client's operation that go along. */
  variables: readonly string[]
  /** Indexes of the steps that this one waits for. */
  after: readonly number[]
}

/** Asks for root fields, whose answer belongs at `path` (the root itself, or an object of a root type inside). */
export type RootStep = StepBase & {
  kind: 'root'
  path: PlanPath
  rewrites: readonly FetchDataRewrite[]
  /** Response keys of the root fields: what is missing when the subgraph does not answer. */
  keys: readonly string[]
}

/** Asks for fields of entities, by representations of what is there already. */
export type EntityStep = StepBase & {
  kind: 'entities'
  entries: readonly EntityEntry[]
  /** Variables whose values come from the data around each entity (`@fromContext`). */
  context: readonly FetchDataKeyRenamer[]
  /**
   * Fetches that were merged into this one, for entities of which only their smaller
   * representation can be had; `host` is the index of the entry that has taken each in.
   */
  fallbacks: readonly { step: EntityStep; host: number }[]
}

/** One `_entities` field of a fetch. */
export type EntityEntry = {
  /** The response key, and the variable with the representations. */
  alias: string
  variable: string
  paths: readonly PlanPath[]
  requires: readonly QueryPlanSelectionNode[]
  inputRewrites: readonly FetchDataRewrite[]
  outputRewrites: readonly FetchDataRewrite[]
  /** Whether the selection has objects inside, which two entities of different paths must not share. */
  nested: boolean
  /** Response keys of the selection: what is missing when the subgraph does not answer. */
  keys: readonly string[]
  /** The same fetch by itself, for more representations than one call may have. */
  alone: FetchOperation
}
