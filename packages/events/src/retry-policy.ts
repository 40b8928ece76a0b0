/** How often and how fast a handler that failed is called again. All parts have defaults. */
export type RetryOptions = {
  /** Calls of the handler before the event becomes a dead letter (default 12: with the other defaults about a minute). */
  maxAttempts?: number
  /** Pause after the first failure in milliseconds; doubles with each one (default 100). */
  backoffMs?: number
  /** Longest pause in milliseconds (default 10,000). */
  maxBackoffMs?: number
}

/** How often a failing event is tried, and when. */
export type RetryPolicy = {
  maxAttempts: number
  /** Pause after the n-th failure, in ms. */ pauseAfter(attempts: number): number
}

/** Fills in the defaults. Pauses vary by up to a fifth, so that what failed together does not come back together. */
export function createRetryPolicy(options: RetryOptions): RetryPolicy {
  const { maxAttempts = 12, backoffMs = 100, maxBackoffMs = 10_000 } = options
  return {
    maxAttempts,
    pauseAfter: (attempts) => Math.min(backoffMs * 2 ** (attempts - 1), maxBackoffMs) * (0.8 + Math.random() * 0.2),
  }
}
