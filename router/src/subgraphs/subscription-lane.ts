import type { Logger } from 'pino'
import { Agent } from 'undici'
import type { Endpoint } from './endpoint.ts'
import { openEventStream } from './event-stream-upstream.ts'
import { reopenUpstream } from './reopen-upstream.ts'
import { createSubgraphSocket } from './subgraph-socket.ts'
import type { SubgraphSocket } from './subgraph-socket.ts'
import type { OpenUpstream } from './upstream.ts'

/** How a subgraph is asked for subscriptions. */
export type SubscriptionProtocol = 'ws' | 'sse'

/** The way of subscriptions to a subgraph over the network. */
export type SubscriptionLane = { subscribe: OpenUpstream; stop(): Promise<void> }

/**
 * Subscriptions to the addresses of one subgraph: one socket for each address, or a request of its own for each subscription
 * where the subgraph speaks SSE. New ones go to where the fewest are, those of an address that fails to another.
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
  const streaming = new Map<string, number>()
  let stopped = false

  const countOf = ({ address }: Endpoint): number => sockets.get(address)?.count() ?? streaming.get(address) ?? 0

  function choose(avoid: string | null): Endpoint {
    const all = endpoints()
    const open = all.filter(({ circuit }) => circuit.state() === 'closed')
    const candidates = open.length > 0 ? open : all
    const others = candidates.filter(({ address }) => address !== avoid)
    return (others.length > 0 ? others : candidates).reduce((best, one) => (countOf(one) < countOf(best) ? one : best))
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

  function openStream(endpoint: Endpoint): OpenUpstream {
    return (request, sink) => {
      const { address } = endpoint
      const open = openEventStream(endpoint.url, streams)
      let counted = true
      const uncount = (): void => {
        if (counted) streaming.set(address, (streaming.get(address) ?? 1) - 1)
        counted = false
      }
      streaming.set(address, (streaming.get(address) ?? 0) + 1)
      const close = open(request, {
        next: (event) => sink.next(event),
        complete() {
          uncount()
          sink.complete()
        },
        fail(error) {
          uncount()
          sink.fail(error)
        },
      })
      return () => {
        uncount()
        close()
      }
    }
  }

  function subscribe(request: Parameters<OpenUpstream>[0], sink: Parameters<OpenUpstream>[1]): () => void {
    let last: string | null = null
    const openOnce: OpenUpstream = (asked, told) => {
      if (stopped) {
        told.fail(new Error('The router stops.'))
        return () => {}
      }
      const endpoint = choose(last)
      last = endpoint.address
      const open = protocol === 'sse' ? openStream(endpoint) : socketTo(endpoint).open
      return open(asked, told)
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
