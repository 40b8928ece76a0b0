import type { Logger } from 'pino'
import type { RouterSettings } from '../settings.ts'
import { resolveBySystem } from './follow-host.ts'
import type { ResolveHost } from './follow-host.ts'
import { HttpLane } from './http-lane.ts'
import { createInProcessLane } from './in-process-lane.ts'
import type { Lane } from './lane.ts'
import { environmentName, readAddresses } from './subgraph-address.ts'
import type { SubgraphAddress } from './subgraph-address.ts'
import type { SubgraphTraffic, TrafficObserver } from './traffic-observer.ts'
import type { SubgraphTransport } from './transport.ts'

/** Why each subgraph is not ready; null when it is. */
export type FleetHealth = Record<string, string | null>

/** The ways to the subgraphs of the current supergraph. */
export type SubgraphFleet = {
  /** Throws when there is no such subgraph. */
  lane(name: string): Lane
  /** Takes the subgraphs of a new supergraph. Throws, and changes nothing, when one has no address. */
  update(subgraphs: readonly { name: string; url: string }[]): void
  health(): Promise<FleetHealth>
  /** Of those that are reached over HTTP. */
  state(): SubgraphTraffic[]
  /** Tells this one too, from now on, what happens to fetches. */
  observe(observer: TrafficObserver): void
  /** A mutation was answered: what was asked before may not answer what is asked after it. */
  forgetShared(): void
  stop(): Promise<void>
}

/** `given` are the subgraphs that live in this process; all others are reached over HTTP. */
export function createSubgraphFleet({
  given,
  settings,
  resolveHost = resolveBySystem,
  log,
}: {
  given: Record<string, SubgraphTransport>
  settings: RouterSettings
  resolveHost?: ResolveHost
  log: Logger
}): SubgraphFleet {
  const observers: TrafficObserver[] = []
  const inProcess = new Map(
    Object.entries(given).map(([name, transport]) => [
      name,
      createInProcessLane({ name, transport, timeoutMs: timeoutOf(settings, name), observers, log }),
    ]),
  )
  // Requests and subscriptions of an older supergraph may use what the current one does not have; idle connections close
  // by themselves.
  const remote = new Map<string, HttpLane>()
  let current = new Set(inProcess.keys())

  function addressesOf({ name, url }: { name: string; url: string }): SubgraphAddress[] {
    const variable = environmentName(name)
    const text = settings.subgraphUrls[variable] ?? url
    try {
      return readAddresses(text)
    } catch (cause) {
      const message = `The subgraph "${name}" has no HTTP address (it has "${text}"). Set SUBGRAPH_${variable}_URL.`
      throw new Error(message, { cause })
    }
  }

  function update(subgraphs: readonly { name: string; url: string }[]): void {
    const reached = subgraphs.filter(({ name }) => !inProcess.has(name))
    const addresses = reached.map((subgraph) => ({ name: subgraph.name, list: addressesOf(subgraph) }))
    for (const { name, list } of addresses) {
      let lane = remote.get(name)
      if (!lane) {
        const timeoutMs = timeoutOf(settings, name)
        const protocol = settings.sseSubgraphs.includes(name) ? 'sse' : 'ws'
        lane = new HttpLane({ name, timeoutMs, protocol, settings, observers, resolveHost, log })
        remote.set(name, lane)
      }
      lane.setAddresses(list)
    }
    current = new Set([...inProcess.keys(), ...reached.map(({ name }) => name)])
  }

  function lane(name: string): Lane {
    const found = inProcess.get(name) ?? remote.get(name)
    if (!found) throw new Error(`The supergraph has no subgraph "${name}".`)
    return found
  }

  async function health(): Promise<FleetHealth> {
    const checks = [...current].map(async (name) => {
      try {
        await lane(name).ready()
        return [name, null] as const
      } catch (error) {
        return [name, error instanceof Error ? error.message : String(error)] as const
      }
    })
    return Object.fromEntries(await Promise.all(checks))
  }

  return {
    lane,
    update,
    health,
    state: () => [...remote.values()].map((one) => one.state()),
    observe: (observer) => void observers.push(guarded(observer, log)),
    forgetShared() {
      for (const one of remote.values()) one.forgetShared()
    },
    async stop() {
      await Promise.all([...remote.values()].map((one) => one.stop()))
    },
  }
}

/** It is told from sockets and timers, where what an operator's own throws would end the process. */
function guarded(observer: TrafficObserver, log: Logger): Required<TrafficObserver> {
  const guard =
    <Told extends unknown[]>(tell: ((...told: Told) => void) | undefined) =>
    (...told: Told): void => {
      try {
        tell?.apply(observer, told)
      } catch (error) {
        log.error({ err: error }, 'traffic observer failed')
      }
    }
  return {
    onFetch: guard(observer.onFetch),
    onRetry: guard(observer.onRetry),
    onCircuit: guard(observer.onCircuit),
    onShared: guard(observer.onShared),
  }
}

function timeoutOf(settings: RouterSettings, name: string): number {
  return settings.subgraphTimeouts[environmentName(name)] ?? settings.subgraphTimeoutMs
}
