/** So many units at once, and as many again in `seconds`, evenly. */
export type Rate = { capacity: number; seconds: number }

/** What a request takes from one bucket. `policy` is the name that clients see. */
export type Withdrawal = { policy: string; key: string; rate: Rate; amount: number }

/** A bucket afterwards: whole units that are left, and seconds until it is full again. */
export type BucketState = { remaining: number; fullInSeconds: number }

/** All withdrawals of a request or none. `retryAfterSeconds` is 0 when they were made. */
export type Taken = { allowed: boolean; retryAfterSeconds: number; buckets: BucketState[] }

/** Exact under concurrency. The amounts are never more than the capacities. */
export type BucketStore = { take(withdrawals: readonly Withdrawal[]): Taken | Promise<Taken> }

/** The levels before and after, in units: the one place that decides, for buckets kept anywhere in this process. */
export function refill(level: number, elapsedMs: number, { capacity, seconds }: Rate): number {
  return Math.min(capacity, level + (Math.max(0, elapsedMs) * capacity) / (seconds * 1000))
}

/** What taking from buckets of these levels comes to. */
export function settle(withdrawals: readonly Withdrawal[], levels: readonly number[]): Taken {
  const allowed = withdrawals.every(({ amount }, index) => (levels[index] ?? 0) >= amount)
  let retryAfterSeconds = 0
  const buckets = withdrawals.map(({ amount, rate: { capacity, seconds } }, index) => {
    const before = levels[index] ?? 0
    retryAfterSeconds = Math.max(retryAfterSeconds, Math.ceil(((amount - before) * seconds) / capacity))
    const level = allowed ? before - amount : before
    return { remaining: Math.floor(level), fullInSeconds: Math.ceil(((capacity - level) * seconds) / capacity) }
  })
  return { allowed, retryAfterSeconds: allowed ? 0 : Math.max(1, retryAfterSeconds), buckets }
}
