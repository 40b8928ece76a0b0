import { hash } from 'node:crypto'
import type { Logger } from 'pino'
import type { Endpoint } from './endpoint.ts'
import { createEventStreams } from './event-stream-upstream.ts'
import { reopenUpstream } from './reopen-upstream.ts'
import { createSubgraphSocket } from './subgraph-socket.ts'
import type { CloseUpstream, OpenUpstream, UpstreamAddress, UpstreamRequest, UpstreamSink } from './upstream.ts'

/** How a subgraph is asked for subscriptions. */
export type SubscriptionProtocol = 'ws' | 'sse'

/** The way of subscriptions to a subgraph over the network. */
export type SubscriptionLane = { subscribe: OpenUpstream; stop(): Promise<void> }

/**
 * Subscriptions to the addresses of one subgraph: one socket for each address, or a request of its own for each subscription
 * where the subgraph speaks SSE. Equal subscriptions go to the same address, because only within one process does a
 * subgraph come to the same cursor for all who follow the same; those of an address that fails go to another.
 */
export function createSubscriptionLane({
  protocol,
  endpoints,
  attempts,
  log,
}: {
  protocol: SubscriptionProtocol
  endpoints: () => readonly Endpoint[]
  /** In a row, before a subscription ends. */
  attempts: number
  log: Logger
}): SubscriptionLane {
  const ways = new Map<string, UpstreamAddress>()
  let stopped = false

  /** By rendezvous: when addresses come and go, only what was at one that went goes elsewhere. */
  function choose(question: string, avoid: string | null): Endpoint {
    const all = endpoints()
    if (all.length === 1) return all[0]!
    const open = all.filter(({ circuit, address }) => circuit.state() === 'closed' && address !== avoid)
    const candidates = open.length > 0 ? open : all
    const scored = candidates.map((endpoint) => ({ endpoint, score: hash('sha256', endpoint.address + question) }))
    return scored.reduce((best, one) => (one.score > best.score ? one : best)).endpoint
  }

  function wayTo({ address, url, lookup }: Endpoint): UpstreamAddress {
    let way = ways.get(address)
    if (!way) {
      forgetUnused()
      way = protocol === 'sse' ? createEventStreams(url, lookup) : createSubgraphSocket({ url, lookup, log })
      ways.set(address, way)
    }
    return way
  }

  /** Addresses come and go with those of a name. */
  function forgetUnused(): void {
    const known = new Set(endpoints().map(({ address }) => address))
    for (const [address, way] of ways) {
      if (known.has(address) || way.count() > 0) continue
      void way.stop()
      ways.delete(address)
    }
  }

  function subscribe(request: UpstreamRequest, sink: UpstreamSink): CloseUpstream {
    const question = request.query + JSON.stringify(request.variables)
    let failed: string | null = null
    const openOnce: OpenUpstream = (asked, told) => {
      if (stopped) {
        told.fail(new Error('The router stops.'))
        return () => {}
      }
      const endpoint = choose(question, failed)
      return wayTo(endpoint).open(asked, {
        next(event) {
          failed = null
          return told.next(event)
        },
        complete: () => told.complete(),
        fail(error) {
          failed = endpoint.address
          told.fail(error)
        },
      })
    }
    return reopenUpstream(openOnce, request, sink, { attempts, log })
  }

  return {
    subscribe,
    async stop() {
      stopped = true
      await Promise.all([...ways.values()].map((way) => way.stop()))
    },
  }
}
