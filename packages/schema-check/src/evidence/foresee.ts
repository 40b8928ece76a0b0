import { Kind } from 'graphql'
import type { SchemaChange } from '../compare/schema-change.ts'
import type { OperationEvidence } from '../result.ts'
import type { OperationUsage } from './operation-usage.ts'

/** Refused wherever they are written. */
const FATAL = new Set(['FIELD_REMOVED', 'FIELD_ARGUMENT_REMOVED', 'DIRECTIVE_REMOVED'])
/** May come in an answer wherever the type is selected. */
const ANSWERED = new Set(['ENUM_VALUE_ADDED', 'UNION_MEMBER_ADDED', 'OBJECT_TYPE_INTERFACE_ADDED'])

/**
 * What an operation will see of a change, where the document alone tells: `nothing`, or how certainly; null where it has to be replayed.
 * Replaying takes most of the check's time, and for these changes only the proof needs it.
 */
export function foresee(
  { code, severity, coordinate, concerns, message }: SchemaChange,
  { written }: OperationUsage,
): OperationEvidence['certainty'] | 'nothing' | null {
  if (FATAL.has(code)) return written.has(coordinate) ? 'certain' : null
  const isSelected = (at: string) => written.get(at)?.some(({ kind }) => kind === Kind.FIELD) ?? false
  if (ANSWERED.has(code) && concerns.some((at) => at !== coordinate && isSelected(at))) return 'possible'
  // Who only sends the enum is never answered its new value.
  if (code === 'ENUM_VALUE_ADDED') return 'nothing'
  if (code !== 'FIELD_TYPE_CHANGED' || severity !== 'breaking' || !isSelected(coordinate)) return null
  const [, was = '', is = ''] = / from (\S+) to (\S+)$/.exec(message) ?? []
  // Null comes when the data is so; what is of another type always is.
  return was.replaceAll('!', '') === is.replaceAll('!', '') ? 'possible' : 'certain'
}
