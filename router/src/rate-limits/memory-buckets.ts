import { LRUCache } from 'lru-cache'
import { refill, settle } from './token-bucket.ts'
import type { BucketStore } from './token-bucket.ts'

/** Above this number the bucket that was not used for the longest time is forgotten, which fills it. */
const MOST_BUCKETS = 100_000

/** Buckets of this process. Nothing happens between the decision and the withdrawal. `now` in milliseconds, never back. */
export function createMemoryBuckets(now: () => number = () => performance.now()): BucketStore {
  const buckets = new LRUCache<string, { level: number; at: number }>({ max: MOST_BUCKETS })

  return {
    take(withdrawals) {
      const at = now()
      const levels = withdrawals.map(({ key, rate }) => {
        const bucket = buckets.get(key)
        return bucket ? refill(bucket.level, at - bucket.at, rate) : rate.capacity
      })
      const taken = settle(withdrawals, levels)
      withdrawals.forEach(({ key, amount }, index) => {
        buckets.set(key, { level: (levels[index] ?? 0) - (taken.allowed ? amount : 0), at })
      })
      return taken
    },
  }
}
