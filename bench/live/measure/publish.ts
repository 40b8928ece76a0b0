import type { Redis } from 'ioredis'
import { CHANNEL, now, orderId, payloadOf } from '../graph/orders.ts'
import type { Change } from '../graph/orders.ts'

export type Publisher = { versions: Record<string, number>; stop(): Promise<void> }

const TICK_MS = 10

/** Changes orders in turn, evenly over time, until it is stopped. */
export function publishChanges(redis: Redis, orders: number, perSecond: number): Publisher {
  const versions: Record<string, number> = {}
  const startedAt = performance.now()
  let published = 0
  let last: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * perSecond
    for (; published < due; published += 1) {
      const order = orderId(published % orders)
      const version = (versions[order] = (versions[order] ?? 0) + 1)
      const change: Change = { order, payload: payloadOf(order, version, now()) }
      last = redis.publish(CHANNEL, JSON.stringify(change))
    }
  }, TICK_MS)
  return {
    versions,
    async stop() {
      clearInterval(timer)
      await last
    },
  }
}
