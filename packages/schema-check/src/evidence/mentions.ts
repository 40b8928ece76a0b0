import {
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInputObjectType,
  isInputType,
  isInterfaceType,
  isObjectType,
} from 'graphql'
import { inputCoordinates } from './input-coordinates.ts'

/**
 * Whether the text of an operation has the names in it without which it cannot use one of the coordinates: where it has not, it need
 * not be parsed. It says yes rather too often than too seldom; usageOf (operation-usage.ts) is what decides.
 */
export function mentionFinder(schema: GraphQLSchema, coordinates: Iterable<string>): (text: string) => boolean {
  const index = indexNames(schema)
  const all = new Set<string>()
  // What has to stand beside a name, by which names: many share the same.
  const besides = new Map<string, { names: Set<string>; beside: ReadonlySet<string> | null }>()
  for (const coordinate of coordinates) {
    if (coordinate.startsWith('schema.') || index.roots.has(coordinate)) return () => true
    for (const { name, beside } of clues(schema, index, coordinate)) {
      all.add(name)
      const key = [...(beside ?? [])].join(' ')
      const known = besides.get(key)
      if (known) known.names.add(name)
      else besides.set(key, { names: new Set([name]), beside })
    }
  }
  const mentionsAny = mentionOf(all)
  const pairs = [...besides.values()].map(({ names, beside }) => ({
    mentions: mentionOf(names),
    hasBeside: beside === null ? () => true : mentionOf(beside),
  }))
  return (text) => mentionsAny(text) && pairs.some(({ mentions, hasBeside }) => mentions(text) && hasBeside(text))
}

function mentionOf(names: ReadonlySet<string>): (text: string) => boolean {
  if (names.size === 0) return () => false
  // Names are never written otherwise than as they are: GraphQL has no escapes in them.
  const pattern = new RegExp(String.raw`\b(?:${[...names].join('|')})\b`)
  return (text) => pattern.test(text)
}

/** What an operation mentions that uses a coordinate: the name, and one of those beside it; null where the name alone does. */
type Clue = { name: string; beside: ReadonlySet<string> | null }

/** A field, argument's field, input field or directive by which an operation comes to a type; `on` is the type that has it. */
type Way = { name: string; on: string | null }

type NameIndex = {
  roots: ReadonlySet<string>
  ways: ReadonlyMap<string, readonly Way[]>
  /** The names that one of has to be mentioned before anything of a type can be. */
  reach: Map<string, ReadonlySet<string>>
  /** What variables can be of. */
  inputs: readonly GraphQLNamedType[]
}

function clues(schema: GraphQLSchema, index: NameIndex, coordinate: string): Clue[] {
  const [, directive] = /^@(\w+)/.exec(coordinate) ?? []
  if (directive !== undefined) return [{ name: directive, beside: null }]
  const [owner = '', member] = coordinate.replace(/\(.*/, '').split('.')
  const type = schema.getType(owner)
  const variables = (isInputType(type) ? index.inputs : [])
    .filter((input) => inputCoordinates(schema, input).has(coordinate))
    .map(({ name }): Clue => ({ name, beside: null }))
  if (member !== undefined) return [...variables, { name: member, beside: reachOf(index, owner) }]
  const ways = index.ways.get(owner) ?? []
  return [
    ...variables,
    { name: owner, beside: null },
    ...ways.map(({ name, on }) => ({ name, beside: on === null ? null : reachOf(index, on) })),
  ]
}

function reachOf({ roots, ways, reach }: NameIndex, type: string): ReadonlySet<string> | null {
  if (roots.has(type)) return null
  let names = reach.get(type)
  if (!names) reach.set(type, (names = new Set([type, ...(ways.get(type) ?? []).map(({ name }) => name)].toSorted())))
  return names
}

function indexNames(schema: GraphQLSchema): NameIndex {
  const ways = new Map<string, Way[]>()
  const lead = (way: Way, to: GraphQLNamedType) => {
    const known = ways.get(to.name)
    if (known) known.push(way)
    else ways.set(to.name, [way])
  }
  const types = Object.values(schema.getTypeMap())
  for (const type of types) {
    const on = type.name
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) lead({ name: field.name, on }, getNamedType(field.type))
    }
    // A fragment may be on the abstract type, where nothing else names it.
    if (isAbstractType(type)) for (const one of schema.getPossibleTypes(type)) lead({ name: on, on: null }, one)
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const { name, type: answered, args } of Object.values(type.getFields())) {
      const named = getNamedType(answered)
      lead({ name, on }, named)
      if (isAbstractType(named)) for (const possible of schema.getPossibleTypes(named)) lead({ name, on }, possible)
      // By the field: it is mentioned with its argument, whose own name says less, such as `input`.
      for (const argument of args) lead({ name, on }, getNamedType(argument.type))
    }
  }
  for (const { name, args } of schema.getDirectives()) {
    for (const argument of args) lead({ name, on: null }, getNamedType(argument.type))
  }
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  return {
    roots: new Set(roots.flatMap((root) => root?.name ?? [])),
    ways,
    reach: new Map(),
    inputs: types.filter(isInputType),
  }
}
