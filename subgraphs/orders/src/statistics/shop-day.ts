const formats = new Map<string, Intl.DateTimeFormat>()

/** The day that a moment falls on in a time zone, `2026-11-26`. Throws a RangeError for a zone that there is not. */
export function shopDay(moment: Date, timeZone: string): string {
  let format = formats.get(timeZone)
  if (!format) {
    // Swedes write dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(moment)
}

/** Whether Intl, and so PostgreSQL's own database of zones, knows this name. */
export function isTimeZone(name: string): boolean {
  try {
    shopDay(new Date(0), name)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
