const FIRST_PAUSE_MS = 20

/** The pause before attempt `failed` + 1: doubled each time, and jittered so that what failed together does not come back together. */
export function retryPauseMs(failed: number): number {
  return FIRST_PAUSE_MS * 2 ** (failed - 1) * (0.5 + Math.random())
}

/** RFC 9110, 10.2.3: seconds or a date. 0 when there is none, or none that can be read. */
export function retryAfterMs(header: string | string[] | undefined): number {
  if (header === undefined) return 0
  const text = String(header).trim()
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now())
}
