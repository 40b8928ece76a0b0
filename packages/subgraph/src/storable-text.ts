/**
 * True when PostgreSQL can store every text inside a JSON-like value: none contains U+0000 or half of a surrogate pair.
 * Checked once for all variables, because otherwise each text argument could make a statement fail as a server error.
 */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000')
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isStorable)
  // Not Object.values: it makes a list for each representation of each call.
  for (const key in value) if (!isStorable((value as Record<string, unknown>)[key])) return false
  return true
}

/** True when no string in a GraphQL document escapes to U+0000. (The lexer itself refuses halves of surrogate pairs.) */
export function hasStorableLiterals(document: string): boolean {
  return !/\\u(?:0000|\{0+\})/.test(document)
}
