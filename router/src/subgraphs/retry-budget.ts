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
  // In hundredths of a repetition, so that they add up.
  const most = percent > 0 ? RESERVE * 100 : 0
  let left = most
  return {
    earn() {
      if (left < most) left = Math.min(most, left + percent)
    },
    spend() {
      if (left < 100) return false
      left -= 100
      return true
    },
  }
}
