import { hash } from 'node:crypto'
import type { Logger } from 'pino'
import { Agent } from 'undici'
import type { Endpoint } from './endpoint.ts'
import { openEventStream } from './event-stream-upstream.ts'
import { reopenUpstream } from './reopen-upstream.ts'
import { createSubgraphSocket } from './subgraph-socket.ts'
import type { SubgraphSocket } from './subgraph-socket.ts'
import type { CloseUpstream, OpenUpstream, UpstreamRequest, UpstreamSink } from './upstream.ts'

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
  const sockets = new Map<string, SubgraphSocket>()
  const streams = new Agent({ connections: null, allowH2: true })
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

  function socketTo({ address, url, lookup }: Endpoint): SubgraphSocket {
    let socket = sockets.get(address)
    if (!socket) {
      forgetUnused()
      socket = createSubgraphSocket({ url, lookup, log })
      sockets.set(address, socket)
    }
    return socket
  }

  /** Addresses come and go with those of a name. */
  function forgetUnused(): void {
    const known = new Set(endpoints().map(({ address }) => address))
    for (const [address, socket] of sockets) {
      if (known.has(address) || socket.count() > 0) continue
      socket.stop()
      sockets.delete(address)
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
      const open = protocol === 'sse' ? openEventStream(endpoint.url, streams) : socketTo(endpoint).open
      return open(asked, {
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
      for (const socket of sockets.values()) socket.stop()
      await streams.destroy()
    },
  }
}
