/** Longer than this, a regular expression is faster than a loop over the characters. */
const SHORT = 40
/** Longer than this, JSON.stringify is faster than both. */
const LONG = 8000
// oxlint-disable-next-line no-control-regex -- these are the characters that JSON escapes (RFC 8259, 7), and lone surrogates
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/

/** A string as JSON text. */
export function stringText(value: string): string {
  const { length } = value
  if (length >= SHORT) return length < LONG && !ESCAPED.test(value) ? `"${value}"` : JSON.stringify(value)
  for (let index = 0; index < length; index++) {
    const code = value.charCodeAt(index)
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd8_00 && code <= 0xdf_ff)) return JSON.stringify(value)
  }
  return `"${value}"`
}

/** Any value that came out of JSON as JSON text. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return stringText(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return JSON.stringify(value ?? null)
}
