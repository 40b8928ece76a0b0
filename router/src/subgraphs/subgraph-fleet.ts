import type { Logger } from 'pino'
import type { RouterSettings } from '../settings.ts'
import { createHttpTransport } from './http-transport.ts'
import type { OwnedTransport, SubgraphTransport } from './transport.ts'

/** Why each subgraph is not ready; null when it is. */
export type FleetHealth = Record<string, string | null>

/** The ways to the subgraphs of the current supergraph. */
export type SubgraphFleet = {
  transport(name: string): SubgraphTransport
  /** Takes the subgraphs of a new supergraph. Throws, and changes nothing, when one has no address. */
  update(subgraphs: readonly { name: string; url: string }[]): void
  health(): Promise<FleetHealth>
  stop(): Promise<void>
}

/** The environment's spelling of a subgraph's name: `order-history` is `ORDER_HISTORY`. */
export function environmentName(subgraph: string): string {
  return subgraph.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
}

/** `given` are the subgraphs that live in this process; all others are reached over HTTP. */
export function createSubgraphFleet({
  given,
  settings,
  log,
}: {
  given: Record<string, SubgraphTransport>
  settings: RouterSettings
  log: Logger
}): SubgraphFleet {
  const owned = new Map<string, { url: string; transport: OwnedTransport }>()
  // Requests and subscriptions of an older supergraph may still use these; their idle connections close by themselves.
  const retired: OwnedTransport[] = []

  function addressOf({ name, url }: { name: string; url: string }): URL {
    const variable = environmentName(name)
    const address = settings.subgraphUrls[variable] ?? url
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
      throw new Error(`The subgraph "${name}" has no HTTP address (it has "${address}"). Set SUBGRAPH_${variable}_URL.`)
    }
    return new URL(address)
  }

  function update(subgraphs: readonly { name: string; url: string }[]): void {
    const remote = subgraphs.filter(({ name }) => !given[name])
    const addresses = remote.map((subgraph) => ({ name: subgraph.name, url: addressOf(subgraph) }))
    for (const { name, url } of addresses) {
      const old = owned.get(name)
      if (old?.url === url.href) continue
      const transport = createHttpTransport({
        name,
        url,
        connections: settings.subgraphConnections,
        subscriptionRetries: settings.subscriptionRetries,
        subscriptionBuffer: settings.subscriptionBuffer,
        log,
      })
      owned.set(name, { url: url.href, transport })
      if (old) retired.push(old.transport)
    }
  }

  function transport(name: string): SubgraphTransport {
    const found = given[name] ?? owned.get(name)?.transport
    if (!found) throw new Error(`The supergraph has no subgraph "${name}".`)
    return found
  }

  async function health(): Promise<FleetHealth> {
    const checks = [...Object.keys(given), ...owned.keys()].map(async (name) => {
      try {
        await transport(name).ready?.()
        return [name, null] as const
      } catch (error) {
        return [name, error instanceof Error ? error.message : String(error)] as const
      }
    })
    return Object.fromEntries(await Promise.all(checks))
  }

  return {
    transport,
    update,
    health,
    async stop() {
      await Promise.all([...retired, ...[...owned.values()].map((entry) => entry.transport)].map((one) => one.stop()))
    },
  }
}
