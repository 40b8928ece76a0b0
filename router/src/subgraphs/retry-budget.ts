/** How many questions may be repeated. */
export type RetryBudget = {
  /** One more question was asked for the first time. */
  earn(): void
  /** False when too much was repeated already. */
  spend(): boolean
}

/** What a restart of a subgraph may cost at once: as many questions as are on their way to it in a busy router. */
const RESERVE = 100

/**
 * Repetitions are at most `percent` of all questions in the long run, and `RESERVE` in a burst. Without such a bound a
 * subgraph that fails under its load would be given a multiple of that load.
 */
export function createRetryBudget(percent: number): RetryBudget {
  const earned = percent / 100
  let left = percent > 0 ? RESERVE : 0
  return {
    earn() {
      if (left < RESERVE) left = Math.min(RESERVE, left + earned)
    },
    spend() {
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
