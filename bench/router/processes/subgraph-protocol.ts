import type { SubgraphName } from '../graph/subgraphs.ts'

/** A request that a router made; `at` is in milliseconds from the start of the recording. */
export type RecordedFetch = { subgraph: SubgraphName; body: string; at: number }

/** While it records, a stub answers each request `delayMs` late, so that what waits for what can be seen. */
export type SubgraphOrder = { do: 'record'; delayMs: number } | { do: 'stopRecording' } | { do: 'count' }

export type SubgraphReport =
  | { kind: 'listening'; urls: Record<SubgraphName, string> }
  | { kind: 'recording' }
  | { kind: 'recorded'; fetches: RecordedFetch[] }
  /** Requests since the start. */
  | { kind: 'counted'; requests: number }
