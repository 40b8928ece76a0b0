import {
  coerceInputValue,
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { alternativesOf, isList, type Shape } from '../traffic/variable-shape.ts'

/** A variable, a field or an item, with the values that it was seen to have; undefined is one that was left out. */
export type SeenPart = { name: string; type: GraphQLInputType | null; values: readonly unknown[] }

/** The values that a recorded shape stands for; undefined for `absent`. Of an object or list one part at a time is varied. */
export function valuesOfShape(shape: Shape, type: GraphQLInputType | null): unknown[] {
  return alternativesOf(shape).flatMap((one): unknown[] => {
    if (typeof one === 'string') return [valueOfWord(one)]
    if (isList(one)) {
      const item = itemOf(type)
      const parts = one.map((part, index) => ({ name: `${index}`, type: item, values: valuesOfShape(part, item) }))
      return vary(parts).map((items) => Object.values(items).map((value) => value ?? null))
    }
    const object = type && getNamedType(type)
    const fields = isInputObjectType(object) ? object.getFields() : {}
    const parts = Object.entries(one).map(([name, part]): SeenPart => {
      const fieldType = fields[name]?.type ?? null
      return { name, type: fieldType, values: valuesOfShape(part, fieldType) }
    })
    return isInputObjectType(object) && object.isOneOf ? giveOne(parts) : vary(parts).map(withoutAbsent)
  })
}

/**
 * One part at a time takes its other values: enough to see each of them, and not every combination of them all. The rest has values that
 * its types take: what is refused for another part would hide what the schema says of this one.
 */
export function vary(parts: readonly SeenPart[]): Record<string, unknown>[] {
  const chosen = parts.map((part) => ({ ...part, first: part.values.find((value) => isTaken(value, part)) }))
  const first = Object.fromEntries(chosen.map(({ name, values, first: taken }) => [name, taken ?? values[0]]))
  const others = chosen.flatMap(({ name, values }) => {
    return values.filter((value) => value !== first[name]).map((value) => ({ ...first, [name]: value }))
  })
  return [first, ...others]
}

/** Without what was left out. */
export function withoutAbsent(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

/** Whether a shape says all that was seen: not where objects stood deeper than routers look. */
export function isWhole(shape: Shape, type: GraphQLInputType | null): boolean {
  return alternativesOf(shape).every((one) => {
    if (typeof one === 'string') return true
    if (isList(one)) return one.every((item) => isWhole(item, itemOf(type)))
    const object = type && getNamedType(type)
    if (!isInputObjectType(object)) return true
    const fields = object.getFields()
    return (
      Object.keys(one).length > 0 &&
      Object.entries(one).every(([name, part]) => isWhole(part, fields[name]?.type ?? null))
    )
  })
}

// A router takes several at once, or null, and the subgraph refuses them.
function giveOne(parts: readonly SeenPart[]): Record<string, unknown>[] {
  return parts.flatMap(({ name, values }) =>
    values.flatMap((value) => (value === undefined ? [] : [{ [name]: value }])),
  )
}

function isTaken(value: unknown, { type }: SeenPart): boolean {
  if (type === null) return true
  if (value === undefined) return !isNonNullType(type)
  let isRight = true
  coerceInputValue(value, type, () => (isRight = false))
  return isRight
}

function itemOf(type: GraphQLInputType | null): GraphQLInputType | null {
  const nullable = type && getNullableType(type)
  return isListType(nullable) ? nullable.ofType : type
}

const WORDS: Record<string, unknown> = { null: null, string: 'text', int: 1, float: 1.5, boolean: true }

function valueOfWord(word: string): unknown {
  return word.startsWith('enum:') ? word.slice('enum:'.length) : WORDS[word]
}
