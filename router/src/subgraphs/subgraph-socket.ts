import type { LookupFunction } from 'node:net'
import type { Logger } from 'pino'
import { SubgraphConnection } from './subgraph-connection.ts'
import type { UpstreamAddress } from './upstream.ts'

/** A connection with no subscription left stays open this long, because the next one often comes soon. */
const IDLE_MS = 10_000

/**
 * The way to one address of a subgraph: a connection that is opened at the first subscription and shared by all. When it breaks,
 * its subscriptions fail; the next that is opened connects again.
 */
export function createSubgraphSocket({
  url,
  lookup,
  log,
}: {
  url: URL
  /** Finds the host, where the name in the URL stands for several. */
  lookup: LookupFunction | undefined
  log: Logger
}): UpstreamAddress {
  let connection: SubgraphConnection | null = null
  let idle: NodeJS.Timeout | undefined

  function connect(): SubgraphConnection {
    const made = new SubgraphConnection(url, lookup, log, () => {
      if (connection === made) connection = null
    })
    return made
  }

  function closeLater(): void {
    clearTimeout(idle)
    idle = setTimeout(() => {
      if (connection?.count !== 0) return
      connection.close()
      connection = null
    }, IDLE_MS).unref()
  }

  return {
    open(request, sink) {
      const used = (connection ??= connect())
      const end = used.subscribe(request, sink)
      return () => {
        end()
        if (used.count === 0) closeLater()
      }
    },
    count: () => connection?.count ?? 0,
    async stop() {
      clearTimeout(idle)
      connection?.terminate()
    },
  }
}
