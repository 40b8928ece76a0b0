import type { AskSubgraph, SubgraphFetch } from '../subgraphs/subgraph-fetch.ts'
import type { CacheHints } from './cache-hints.ts'
import type { OperationReading } from './operation-reading.ts'
import type { UnitCache } from './unit-cache.ts'

/** What the parts of a fetch need to know of it. */
export type CachedFetch = {
  fetch: SubgraphFetch
  next: AskSubgraph
  reading: OperationReading
  hints: CacheHints
  units: UnitCache
  vary: readonly string[]
}
