/** Up to this length a loop over the characters is faster than JSON.stringify, which has a price per call. */
const SHORT = 24

/** A string as JSON text. */
export function stringText(value: string): string {
  const { length } = value
  if (length > SHORT) return JSON.stringify(value)
  for (let index = 0; index < length; index++) {
    const code = value.charCodeAt(index)
    // What JSON escapes (RFC 8259, 7), and lone surrogates.
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd8_00 && code <= 0xdf_ff)) return JSON.stringify(value)
  }
  return `"${value}"`
}

/** Any value that came out of JSON as JSON text. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return stringText(value)
  if (typeof value === 'boolean') return String(value)
  // A number that was too large is infinite, for which JSON has no word.
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  return JSON.stringify(value ?? null)
}
