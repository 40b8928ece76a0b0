import type { SubgraphTraffic } from './subgraphs/traffic-observer.ts'

/** Whether the router can serve everything: the reason per subgraph (null: it can), and the names of those that cannot. */
export type ReadyReport = {
  ready: boolean
  down: string[]
  subgraphs: Record<string, string | null>
  /** The ways to those that are reached over HTTP. */
  traffic: SubgraphTraffic[]
  /** Version of the supergraph that is served; null before there is one. */
  supergraph: string | null
}
