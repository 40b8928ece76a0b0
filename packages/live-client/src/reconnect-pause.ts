const FIRST_MS = 250
const LONGEST_MS = 30_000
const LONGEST_HINT_MS = 600_000

/**
 * How long to wait before attempt number `attempt` (from 0), in milliseconds: twice as long each time, up to half a minute, and
 * half of it by chance, so that those who lost the same server do not come back as one. What the server asked for is kept.
 */
export function reconnectPauseMs(attempt: number, hintMs: number | null, random: () => number = Math.random): number {
  if (hintMs !== null && attempt === 0) return hintMs
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 20))
  return Math.max(hintMs ?? 0, longest * (0.5 + random() / 2))
}

/** When to come back, by the reason of a close frame: `Going away; come back in 1234 ms`. Null without such a hint. */
export function retryHintMs(reason: string): number | null {
  const milliseconds = /come back in (\d{1,9}) ms/.exec(reason)?.[1]
  return milliseconds === undefined ? null : Math.min(Number(milliseconds), LONGEST_HINT_MS)
}
