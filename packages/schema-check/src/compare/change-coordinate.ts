import type { Change } from '@graphql-inspector/core'

/**
 * The schema coordinate of a change: graphql-inspector names it with dots only, and puts the directives into it.
 * https://github.com/graphql/graphql-spec/blob/main/rfcs/SchemaCoordinates.md
 */
export function coordinateOf({ path = '', type, meta }: Change): string {
  const parts = path.split('.').filter((part) => part !== '')
  if ((type as string).startsWith('SCHEMA_')) return `schema.${(type as string).split('_')[1]?.toLowerCase()}`
  const [first = 'schema', second, third] = parts[0]?.startsWith('@')
    ? parts
    : parts.filter((part) => !part.startsWith('@'))
  if ((type as string) === 'DIRECTIVE_ARGUMENT_ADDED') {
    return `${first}(${String((meta as Record<string, unknown>)['addedDirectiveArgumentName'])}:)`
  }
  if (first.startsWith('@')) return second === undefined ? first : `${first}(${second}:)`
  if (second === undefined) return first
  return third === undefined ? `${first}.${second}` : `${first}.${second}(${third}:)`
}

/** What encloses a coordinate: the field of an argument, the type of a field; null for a type or directive. */
export function enclosing(coordinate: string): string | null {
  const argument = coordinate.indexOf('(')
  if (argument !== -1) return coordinate.slice(0, argument)
  const dot = coordinate.indexOf('.')
  return dot === -1 ? null : coordinate.slice(0, dot)
}

/** The type of a coordinate: `Order` of `Order.lines(first:)`. */
export function typeOf(coordinate: string): string {
  return /^[^.(]+/.exec(coordinate)?.[0] ?? coordinate
}
