import { hash } from 'node:crypto'
import type { Headers } from '../request-context.ts'

/** Separates parts of a key: no JSON and no header has it. */
const END = '\u0000'

/** A key of fixed length for all these parts; order counts. */
export function keyOf(...parts: readonly string[]): string {
  return hash('sha256', parts.join(END), 'base64url')
}

/**
 * What of the request an answer may depend on besides the question: the headers `vary` and, when it is private, the token.
 * It is the token and not its subject: another token of the same person may allow other things.
 */
export function readerOf(headers: Headers, vary: readonly string[], isPrivate: boolean): string {
  const varying = vary.map((name) => `${name}:${headers[name] ?? ''}`)
  return [...varying, isPrivate ? `private:${headers['authorization'] ?? ''}` : 'public'].join(END)
}

/** The same text for equal values, whatever the order of their fields. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
