import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputField,
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
 * Whether the text of an operation has any name in it without which it cannot use one of the coordinates: where it has none, it need
 * not be parsed. It says yes rather too often than too seldom; usageOf (operation-usage.ts) is what decides.
 */
export function mentionFinder(schema: GraphQLSchema, coordinates: Iterable<string>): (text: string) => boolean {
  const index = indexNames(schema)
  const names = new Set<string>()
  for (const coordinate of coordinates) {
    if (coordinate.startsWith('schema.') || index.roots.has(coordinate)) return () => true
    for (const name of namesOf(schema, index, coordinate)) names.add(name)
  }
  if (names.size === 0) return () => false
  // Names are never written otherwise than as they are: GraphQL has no escapes in them.
  const pattern = new RegExp(String.raw`\b(?:${[...names].join('|')})\b`)
  return (text) => pattern.test(text)
}

type NameIndex = {
  roots: ReadonlySet<string>
  /** Names of the fields, arguments and input fields that lead to a type. */
  leading: ReadonlyMap<string, ReadonlySet<string>>
  /** What variables can be of. */
  inputs: readonly GraphQLNamedType[]
}

function namesOf(schema: GraphQLSchema, { leading, inputs }: NameIndex, coordinate: string): string[] {
  const [, directive] = /^@(\w+)/.exec(coordinate) ?? []
  if (directive !== undefined) return [directive]
  const [owner = '', member] = coordinate.replace(/\(.*/, '').split('.')
  const type = schema.getType(owner)
  const sent = isInputType(type)
    ? inputs.filter((input) => inputCoordinates(schema, input).has(coordinate)).map(({ name }) => name)
    : []
  return member === undefined ? [owner, ...(leading.get(owner) ?? []), ...sent] : [member, ...sent]
}

function indexNames(schema: GraphQLSchema): NameIndex {
  const leading = new Map<string, Set<string>>()
  const lead = (name: string, { name: to }: GraphQLNamedType) => {
    const names = leading.get(to)
    if (names) names.add(name)
    else leading.set(to, new Set([name]))
  }
  const leadIn = (inputs: readonly (GraphQLArgument | GraphQLInputField)[]) => {
    for (const { name, type } of inputs) lead(name, getNamedType(type))
  }
  const types = Object.values(schema.getTypeMap())
  for (const type of types) {
    if (isInputObjectType(type)) leadIn(Object.values(type.getFields()))
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const { name, type: answered, args } of Object.values(type.getFields())) {
      const named = getNamedType(answered)
      lead(name, named)
      if (isAbstractType(named)) for (const possible of schema.getPossibleTypes(named)) lead(name, possible)
      leadIn(args)
    }
  }
  for (const { args } of schema.getDirectives()) leadIn(args)
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  return { roots: new Set(roots.flatMap((root) => root?.name ?? [])), leading, inputs: types.filter(isInputType) }
}
