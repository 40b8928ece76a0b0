import type { Command } from '@shop/bench-measure/command'
import type { OperationName } from '../graph/operations.ts'
import type { SubgraphName } from '../graph/subgraphs.ts'
import type { FetchWaves } from '../measure/record-fetches.ts'

/** What everybody gets: the same subgraphs, the same supergraph, the same promise about merged requests. */
export type Stage = {
  /** A folder for what a contender needs written; removed at the end. */
  folder: string
  port: number
  subgraphUrls: Record<SubgraphName, string>
  supergraphFile: string
  /** Whether identical requests to a subgraph that are in flight at the same time become one. */
  deduplicate: boolean
  /** Where the keys of the token that every request carries are published. */
  jwksUrl: string
  /** What our router asks of the subgraphs for each operation: the floor asks the same. */
  fetches: Record<OperationName, FetchWaves>
  expected: Record<OperationName, string>
}

export type Contender = {
  name: string
  /** For tables and plots. */
  title: string
  /** Makes sure that it is installed, and says which version it is. */
  prepare(): Promise<string>
  command(stage: Stage): Promise<Command>
}
