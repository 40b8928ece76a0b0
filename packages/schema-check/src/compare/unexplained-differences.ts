import type { GraphQLSchema } from 'graphql'
import type { SchemaChange } from './schema-change.ts'
import { enclosing } from './change-coordinate.ts'
import { schemaFingerprints } from './schema-fingerprints.ts'

/**
 * Differences that no change tells of: the net below graphql-inspector, so that a kind of change that it does not know is
 * dangerous and not silent. Of these, `@oneOf` is one that this check knows.
 */
export function unexplainedDifferences(
  base: GraphQLSchema,
  head: GraphQLSchema,
  told: readonly SchemaChange[],
): SchemaChange[] {
  const before = schemaFingerprints(base)
  const after = schemaFingerprints(head)
  const explained = new Set(told.map(({ coordinate }) => coordinate))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((coordinate): SchemaChange[] => {
    const [was, is] = [before.get(coordinate), after.get(coordinate)]
    if (was === is || isExplained(coordinate, explained, before, after)) return []
    if (was === 'input' && is === 'input oneOf') return [{ ...ONE_OF_ADDED, ...named(coordinate, 'became @oneOf') }]
    if (was === 'input oneOf' && is === 'input')
      return [{ ...ONE_OF_REMOVED, ...named(coordinate, 'is no longer @oneOf') }]
    return [
      {
        code: 'SCHEMA_DIFFERENCE',
        severity: 'dangerous' as const,
        coordinate,
        concerns: [coordinate],
        message: `${coordinate} was "${was ?? 'not there'}" and is "${is ?? 'not there'}"`,
        reason: 'This check does not know what the change means for clients.',
      },
    ]
  })
}

const ONE_OF_ADDED = {
  code: 'ONE_OF_ADDED',
  severity: 'breaking' as const,
  reason: 'Who sends several of its fields, none, or null is refused.',
}
const ONE_OF_REMOVED = { code: 'ONE_OF_REMOVED', severity: 'safe' as const, reason: 'It takes what it took.' }

function named(coordinate: string, what: string): Pick<SchemaChange, 'coordinate' | 'concerns' | 'message'> {
  return { coordinate, concerns: [coordinate], message: `Input type ${coordinate} ${what}` }
}

// By itself, or with what encloses it: a type that is new, gone or of another kind takes its fields along.
function isExplained(
  coordinate: string,
  explained: ReadonlySet<string>,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): boolean {
  if (explained.has(coordinate)) return true
  const around = enclosing(coordinate)
  if (around === null) return false
  const stays = before.has(around) && after.has(around)
  const isType = !around.includes('.') && !around.startsWith('@')
  if (stays && !(isType && kind(before.get(around)) !== kind(after.get(around)))) return false
  return isExplained(around, explained, before, after)
}

function kind(print: string | undefined): string | undefined {
  return print?.split(' ')[0]
}
