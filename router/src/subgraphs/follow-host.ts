import { lookup } from 'node:dns/promises'
import type { Logger } from 'pino'

/** All addresses of a host name. Rejects when it has none. */
export type ResolveHost = (host: string) => Promise<string[]>

/** As the system resolves: hosts file, search domains and DNS, A and AAAA records. */
export async function resolveBySystem(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

/**
 * Tells the addresses behind a name, now and whenever they have changed. While the name cannot be resolved, the last
 * known addresses stay: a name server that is away takes no subgraph down.
 */
export function followHost({
  host,
  everyMs,
  resolve,
  onAddresses,
  log,
}: {
  host: string
  everyMs: number
  resolve: ResolveHost
  onAddresses: (addresses: readonly string[]) => void
  log: Logger
}): { stop(): void } {
  let known = ''
  let stopped = false

  async function look(): Promise<void> {
    try {
      const addresses = [...new Set(await resolve(host))].toSorted()
      if (stopped || addresses.length === 0 || addresses.join() === known) return
      known = addresses.join()
      log.info({ host, addresses }, 'addresses of a subgraph')
      onAddresses(addresses)
    } catch (error) {
      log.warn({ err: error, host }, 'host name of a subgraph not resolved')
    }
  }

  let timer: NodeJS.Timeout
  async function turn(): Promise<void> {
    await look()
    if (!stopped) timer = setTimeout(turn, everyMs).unref()
  }
  void turn()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
