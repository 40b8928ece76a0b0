import { createHash } from 'node:crypto'
import type { Change } from '@graphql-inspector/core'
// Not by the package's index, which loads as much again: coverage, likeness, rules.
import { diff } from '@graphql-inspector/core/diff/index'
import type { GraphQLSchema } from 'graphql'
import { coordinateOf, enclosing } from './change-coordinate.ts'
import { reconsider } from './reconsider-change.ts'
import type { SchemaChange } from './schema-change.ts'
import { schemaFingerprints } from './schema-fingerprints.ts'
import { unexplainedDifferences } from './unexplained-differences.ts'

/**
 * What differs between two API schemas, by graphql-inspector, with its judgement corrected where it is too mild
 * (reconsider-change.ts). What it does not know at all is told as SCHEMA_DIFFERENCE, so that nothing passes unseen.
 */
export async function findApiChanges(base: GraphQLSchema, head: GraphQLSchema): Promise<SchemaChange[]> {
  const changes = (await diff(base, head)).filter((change) => !isRepeated(change))
  const before = schemaFingerprints(base)
  const told = changes.flatMap((change): SchemaChange[] => {
    const coordinate = coordinateOf(change)
    if (isPartOfSomethingNew(change, coordinate, before)) return []
    const { severity, reason, concerns = [] } = reconsider(change, coordinate, base, head)
    const message = change.message.replaceAll("'", '')
    return [{ code: change.type as string, severity, coordinate, concerns: [coordinate, ...concerns], message, reason }]
  })
  return [...told, ...unexplainedDifferences(base, head, told)]
}

/** Stable over runs, and another one when the change is another: approvals are for what was seen, not for the place. */
export function findingId(code: string, coordinate: string, message: string): string {
  const digest = createHash('sha256').update(`${code}\n${coordinate}\n${message}`).digest('hex')
  return `${code}:${coordinate}#${digest.slice(0, 8)}`
}

// Deprecation is told twice: as such, and as the use of a directive.
function isRepeated({ type, meta }: Change): boolean {
  const { addedDirectiveName, removedDirectiveName, directiveName } = meta as Record<string, unknown>
  return (
    (type as string).startsWith('DIRECTIVE_USAGE_') &&
    [addedDirectiveName, removedDirectiveName, directiveName].includes('deprecated') &&
    !(type as string).includes('ARGUMENT_DEFINITION') &&
    !(type as string).includes('INPUT_FIELD')
  )
}

// A new type is told once, not again with each of its fields. That it implements what clients know is news of its own.
function isPartOfSomethingNew({ type }: Change, coordinate: string, before: ReadonlyMap<string, string>): boolean {
  if (before.has(coordinate) || coordinate.startsWith('schema.')) return false
  const around = enclosing(coordinate)
  if (around !== null && !before.has(around)) return true
  return !/^(TYPE|FIELD|FIELD_ARGUMENT|INPUT_FIELD|ENUM_VALUE|OBJECT_TYPE_INTERFACE|DIRECTIVE|DIRECTIVE_ARGUMENT)_ADDED$/.test(
    type as string,
  )
}
