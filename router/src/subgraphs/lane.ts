import type { OutgoingHeaders, RequestTraffic } from './request-traffic.ts'
import type { SubgraphAnswer, SubgraphFetch } from './subgraph-fetch.ts'
import type { OpenUpstream } from './upstream.ts'

/** The way to one subgraph: over HTTP, or into this process. */
export type Lane = {
  /** Rejects with the reason when the subgraph cannot be asked. */
  ask(fetch: SubgraphFetch, request: RequestTraffic, outgoing: OutgoingHeaders): Promise<SubgraphAnswer>
  subscribe: OpenUpstream
  /** Rejects with the reason when the subgraph cannot serve. */
  ready(): Promise<void>
  /** From now on no fetch may be answered by a question that is on its way already. */
  forgetShared(): void
  stop(): Promise<void>
}
