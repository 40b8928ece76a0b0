import type { Logger } from 'pino'
import type { Endpoint } from './endpoint.ts'
import { followHost } from './follow-host.ts'
import type { ResolveHost } from './follow-host.ts'
import type { SubgraphAddress } from './subgraph-address.ts'

/** The endpoints behind the addresses of one subgraph. */
export type AddressBook = {
  /** Never empty once `set` was called. */
  endpoints(): readonly Endpoint[]
  /** What stays keeps its connections and its circuit; what goes finishes what it has begun. */
  set(addresses: readonly SubgraphAddress[]): void
  stop(): Promise<void>
}

/** One address with the hosts behind it, by IP address; null is the host that the system's resolver chooses. */
type Entry = { url: URL; hosts: Map<string | null, Endpoint>; stop(): void }

export function createAddressBook({
  open,
  resolveHost,
  everyMs,
  onChange,
  log,
}: {
  open: (url: URL, ip: string | null) => Endpoint
  resolveHost: ResolveHost
  everyMs: number
  onChange: () => void
  log: Logger
}): AddressBook {
  let entries = new Map<string, Entry>()
  let endpoints: readonly Endpoint[] = []
  const leaving = new Set<Endpoint>()

  function retire(endpoint: Endpoint): void {
    leaving.add(endpoint)
    endpoint.retire().then(
      () => leaving.delete(endpoint),
      (error: unknown) => log.warn({ err: error, address: endpoint.address }, 'connections did not close'),
    )
  }

  function collect(): void {
    endpoints = [...entries.values()].flatMap(({ hosts }) => [...hosts.values()])
    onChange()
  }

  function enter({ url, followHost: follows }: SubgraphAddress): Entry {
    const entry: Entry = { url, hosts: new Map([[null, open(url, null)]]), stop: () => {} }
    if (!follows) return entry
    const following = followHost({
      host: url.hostname,
      everyMs,
      resolve: resolveHost,
      log,
      onAddresses(ips) {
        const before = entry.hosts
        entry.hosts = new Map(ips.map((ip) => [ip, before.get(ip) ?? open(url, ip)]))
        // Published first: what is retired must not be chosen any more.
        collect()
        for (const [ip, endpoint] of before) if (!entry.hosts.has(ip)) retire(endpoint)
      },
    })
    entry.stop = following.stop
    return entry
  }

  return {
    endpoints: () => endpoints,
    set(addresses) {
      const before = entries
      entries = new Map(
        addresses.map((address) => {
          const key = `${address.followHost} ${address.url.href}`
          return [key, before.get(key) ?? enter(address)]
        }),
      )
      collect()
      for (const [key, entry] of before) {
        if (entries.has(key)) continue
        entry.stop()
        for (const endpoint of entry.hosts.values()) retire(endpoint)
      }
    },
    async stop() {
      for (const entry of entries.values()) entry.stop()
      await Promise.all([...endpoints, ...leaving].map((endpoint) => endpoint.stop()))
    },
  }
}
