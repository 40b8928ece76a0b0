import { invalidGlobalId } from './errors.ts'
import type { ArgumentPath } from './errors.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TYPE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/

/** The opaque id that clients see: base64url of `Type:uuid`, unique across the whole graph. */
export function toGlobalId(type: string, uuid: string): string {
  return Buffer.from(`${type}:${uuid}`).toString('base64url')
}

/** What a global id says, or null when it is none. Only the exact text that `toGlobalId` makes is accepted. */
export function parseGlobalId(globalId: string): { type: string; id: string } | null {
  // Longer than the longest type name allows: not worth decoding.
  if (globalId.length > 200) return null
  const [type = '', id = '', ...rest] = Buffer.from(globalId, 'base64url').toString('utf8').split(':')
  if (rest.length > 0 || !TYPE_NAME.test(type) || !UUID.test(id)) return null
  // Node decodes leniently (padding, other alphabets); one thing must have one id, or caches and comparisons lie.
  return toGlobalId(type, id) === globalId ? { type, id } : null
}

/**
 * The uuid inside a global id of the expected type.
 * Throws INVALID_GLOBAL_ID, with `argument` as the path of the argument it came in.
 */
export function fromGlobalId(globalId: string, expectedType: string, argument?: ArgumentPath): string {
  const parsed = parseGlobalId(globalId)
  if (!parsed || parsed.type !== expectedType) throw invalidGlobalId(expectedType, argument)
  return parsed.id
}
