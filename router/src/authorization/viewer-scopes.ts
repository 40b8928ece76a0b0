const read = new WeakMap<object, Map<readonly string[], ReadonlySet<string>>>()
const NONE: ReadonlySet<string> = new Set()

/**
 * The scopes that claims have, under any of these names: a text with spaces between (RFC 8693, 4.2) or a list. Null without
 * claims. The claims of a token that comes again are the same object, which is read once.
 */
export function viewerScopes(claims: unknown, names: readonly string[]): ReadonlySet<string> | null {
  if (!claims) return null
  if (typeof claims !== 'object') return NONE
  let byNames = read.get(claims)
  if (!byNames) read.set(claims, (byNames = new Map()))
  let scopes = byNames.get(names)
  if (!scopes) byNames.set(names, (scopes = new Set(names.flatMap((name) => namesIn(Reflect.get(claims, name))))))
  return scopes
}

function namesIn(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean)
  return Array.isArray(claim) ? claim.filter((one) => typeof one === 'string') : []
}
