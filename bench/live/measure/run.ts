import { setTimeout as delay } from 'node:timers/promises'
import { usageOf } from '@shop/bench-measure/process-usage'
import type { Redis } from 'ioredis'
import type { Contender } from '../contenders/contender.ts'
import type { Surroundings } from './surroundings.ts'
import { queryOf } from '../graph/orders.ts'
import { costOf } from './cost.ts'
import type { Cost } from './cost.ts'
import { publishChanges } from './publish.ts'
import type { Publisher } from './publish.ts'

export type RunOptions = {
  subscribers: number
  orders: number
  eventsPerSecond: number
  seconds: number
  warmSeconds: number
  /** With fields of a second subgraph. */
  federated: boolean
}

/** What one contender did with one number of subscribers. */
export type Measured = Cost & {
  contender: string
  subscribers: number
  messages: number
  p50: number
  p99: number
  /** Of resident memory, over what it had when nobody was connected. */
  bytesPerSubscriber: number
  /** Clients that could not connect, or that missed, skipped or saw twice. */
  faults: { failed: number; behind: number; disordered: number; skipped: number; example: string | null }
}

/** For those who are still behind when nothing new comes. */
const SETTLING_MS = 15_000
const SETTLE_LOOK_MS = 250

export async function measureRun(
  contender: Contender,
  surroundings: Surroundings,
  redis: Redis,
  options: RunOptions,
): Promise<Measured> {
  const { subscribers, orders, eventsPerSecond, seconds, warmSeconds, federated } = options
  // A subgraph that knows nothing yet, as all orders begin with version 0 again.
  const stage = await surroundings.open(contender, federated)
  const followers = surroundings.startFollowers()
  let publisher: Publisher | null = null
  try {
    const idle = usageOf(stage.pid)
    const { failed } = await followers.connect({ url: stage.url, subscribers, orders, query: queryOf(federated) })
    await delay(1000)
    const connected = usageOf(stage.pid)
    publisher = publishChanges(redis, orders, eventsPerSecond)
    await delay(warmSeconds * 1000)
    await followers.begin()
    const before = usageOf(stage.pid)
    await delay(seconds * 1000)
    const after = usageOf(stage.pid)
    const { messages, p50, p99 } = await followers.end()
    const cpuSeconds = after.cpuSeconds - before.cpuSeconds
    const cost = costOf({ messages, cpuSeconds, seconds, connected: subscribers - failed })
    await publisher.stop()
    let checked = await followers.check(publisher.versions)
    for (const end = Date.now() + SETTLING_MS; checked.behind > 0 && Date.now() < end;) {
      await delay(SETTLE_LOOK_MS)
      checked = await followers.check(publisher.versions)
    }
    const { behind, disordered, skipped, example } = checked
    return {
      contender: contender.name,
      subscribers,
      messages,
      ...cost,
      p50,
      p99,
      bytesPerSubscriber: (connected.residentBytes - idle.residentBytes) / subscribers,
      faults: { failed, behind, disordered, skipped, example },
    }
  } finally {
    await publisher?.stop()
    await followers.leave()
    await stage.stop()
  }
}
