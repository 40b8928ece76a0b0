const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Pauses after each failed attempt: three days in all. */
const PAUSES_MS = [
  5 * SECOND,
  1 * MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  8 * HOUR,
  8 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
]

/** A delivery is tried so often. */
export const MOST_ATTEMPTS = PAUSES_MS.length + 1

/** When a delivery is tried again after its `attempts`-th attempt failed; null when that was the last one. */
export function nextAttemptAt(attempts: number, now: Date, random: () => number = Math.random): Date | null {
  const pause = PAUSES_MS[attempts - 1]
  // Up to a tenth later, so that what failed together does not come back together.
  return pause === undefined ? null : new Date(now.getTime() + Math.round(pause * (1 + random() / 10)))
}
