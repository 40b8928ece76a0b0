const LONGEST_PAUSE_MS = 60_000

/** The pause after the `attempts`-th request without an answer, in milliseconds: doubles each time, up to a minute. */
export function backoffMs(attempts: number, firstPauseMs: number): number {
  return Math.min(firstPauseMs * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS)
}
