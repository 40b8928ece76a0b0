/** How one question to a subgraph ended. `left`: every client that waited for it has gone. `refused`: it was not sent. */
export type FetchOutcome = 'answered' | 'failed' | 'timed-out' | 'left' | 'refused'

/** `open`: the address is not asked. `half-open`: one question is on its way to see whether it answers again. */
export type CircuitState = 'closed' | 'open' | 'half-open'

/** What metrics want to know of the traffic to the subgraphs. Called on the hot path: count, and return. */
export type TrafficObserver = {
  /** One question upstream, with its repetitions and the time that it waited for a connection, in milliseconds. */
  onFetch?(subgraph: string, milliseconds: number, outcome: FetchOutcome): void
  onRetry?(subgraph: string): void
  onCircuit?(subgraph: string, address: string, state: CircuitState): void
  /** A fetch that was answered by the question of another one. */
  onShared?(subgraph: string): void
}

/** A moment's view of the way to one subgraph. `waiting` are questions for which no connection is free. */
export type SubgraphTraffic = {
  subgraph: string
  waiting: number
  addresses: { address: string; circuit: CircuitState; pending: number }[]
}
