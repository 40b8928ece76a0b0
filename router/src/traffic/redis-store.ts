import type { Logger } from 'pino'
import { openRedis } from '../redis.ts'
import type { TrafficStore } from './traffic-store.ts'

const PREFIX = 'router:traffic:'
const DAY_SECONDS = 24 * 3600
const TIMEOUT_MS = 10_000

/** A hash for each day, with a field for each router. Redis forgets it by itself, `keptDays` after it was written last. */
export async function openRedisStore(
  url: string,
  { router, keptDays, log }: { router: string; keptDays: number; log: Logger },
): Promise<TrafficStore> {
  const redis = await openRedis(url, { timeoutMs: TIMEOUT_MS, log })
  return {
    name: `redis://${new URL(url).host}`,
    async write(day, records) {
      await redis
        .multi()
        .hset(PREFIX + day, router, records.join('\n'))
        .expire(PREFIX + day, keptDays * DAY_SECONDS)
        .exec()
    },
    async forgetBefore() {},
    async close() {
      redis.disconnect()
    },
  }
}
