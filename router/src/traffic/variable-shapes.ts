import { getNullableType, isEnumType, isInputObjectType, isListType } from 'graphql'
import type { GraphQLInputType } from 'graphql'

/**
 * What a variable was like, without its value: `absent`, `null`, `string`, `int`, `float`, `boolean`, `enum:<value>` of enum
 * types, an object by its fields, a list by its elements (empty when none had any), or several of these. Of a scalar that
 * takes objects no field is told.
 */
export type Shape = string | [] | [Shape] | { oneOf: Shape[] } | { [field: string]: Shape }

/** All that was seen at one place of a variable. It grows with the schema's types, not with what clients send. */
export type Seen = {
  words: Set<string>
  fields: Map<string, Seen> | null
  isList: boolean
  elements: Seen | null
}

/** Deeper input than this is told as an object without fields: types may contain themselves. */
const DEEPEST = 12
const LARGEST_INT = 2 ** 31

export function nothingSeen(): Seen {
  return { words: new Set(), fields: null, isList: false, elements: null }
}

/** Adds a value to what was seen; undefined for none. The value must have passed the coercion to its type. */
export function see(seen: Seen, type: GraphQLInputType | undefined, value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) {
    seen.words.add(wordFor(value, type))
    return
  }
  const inner = type && getNullableType(type)
  if (Array.isArray(value)) {
    seen.isList = true
    const elementType = isListType(inner) ? inner.ofType : inner
    for (const element of value) see((seen.elements ??= nothingSeen()), elementType, element, depth + 1)
    return
  }
  seen.fields ??= new Map()
  // Also where a list is expected: one element may stand for it.
  const named = innermost(inner)
  if (!isInputObjectType(named) || depth > DEEPEST) return
  for (const [name, field] of Object.entries(named.getFields())) {
    let place = seen.fields.get(name)
    if (!place) seen.fields.set(name, (place = nothingSeen()))
    const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
    see(place, field.type, given, depth + 1)
  }
}

export function shapeOf(seen: Seen): Shape {
  const shapes: Shape[] = [...seen.words].toSorted()
  if (seen.fields) {
    shapes.push(Object.fromEntries([...seen.fields].map(([name, place]) => [name, shapeOf(place)])))
  }
  if (seen.isList) shapes.push(seen.elements ? [shapeOf(seen.elements)] : [])
  const [only] = shapes
  return only !== undefined && shapes.length === 1 ? only : { oneOf: shapes }
}

function wordFor(value: unknown, type: GraphQLInputType | undefined): string {
  if (value === undefined) return 'absent'
  if (value === null) return 'null'
  if (typeof value === 'string') return isEnumType(innermost(type)) ? `enum:${value}` : 'string'
  if (typeof value === 'boolean') return 'boolean'
  // What is too large for an Int can only have been given where a Float was wanted.
  return Number.isInteger(value) && Math.abs(Number(value)) < LARGEST_INT ? 'int' : 'float'
}

function innermost(type: GraphQLInputType | undefined): GraphQLInputType | undefined {
  let inner = type && getNullableType(type)
  while (isListType(inner)) inner = getNullableType(inner.ofType)
  return inner
}
