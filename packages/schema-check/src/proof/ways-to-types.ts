import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInputType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  print,
} from 'graphql'
import { astFromValue } from 'graphql'
import { inputCoordinates } from '../evidence/input-coordinates.ts'
import { sampleInput } from './sample-input.ts'

/** One step of a selection: a field with the arguments that it needs, or a narrowing to a type. */
export type Step =
  | { kind: 'field'; owner: string; field: GraphQLField<unknown, unknown> }
  | { kind: 'narrow'; type: string }

/** How to come to an output type from a root of the schema: the operation's kind, then steps. */
export type Way = { operation: 'query' | 'mutation' | 'subscription'; steps: Step[] }

const known = new WeakMap<GraphQLSchema, Map<string, Way>>()

/** The shortest way to each output type that can be reached. */
export function waysToTypes(schema: GraphQLSchema): ReadonlyMap<string, Way> {
  let ways = known.get(schema)
  if (!ways) known.set(schema, (ways = findWays(schema)))
  return ways
}

function findWays(schema: GraphQLSchema): Map<string, Way> {
  const ways = new Map<string, Way>()
  const waiting: GraphQLNamedType[] = []
  const reach = (type: GraphQLNamedType, way: Way) => {
    if (ways.has(type.name)) return
    ways.set(type.name, way)
    waiting.push(type)
  }
  for (const operation of ['query', 'mutation', 'subscription'] as const) {
    const root = schema.getRootType(operation as Parameters<GraphQLSchema['getRootType']>[0])
    if (root) reach(root, { operation, steps: [] })
  }
  // Breadth first: the queue grows while it is walked.
  for (const type of waiting) {
    const way = ways.get(type.name) as Way
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        reach(getNamedType(field.type), { ...way, steps: [...way.steps, { kind: 'field', owner: type.name, field }] })
      }
      for (const { name } of type.getInterfaces()) {
        const implemented = schema.getType(name)
        if (implemented) reach(implemented, { ...way, steps: [...way.steps, { kind: 'narrow', type: name }] })
      }
    }
    if (!isAbstractType(type)) continue
    for (const possible of schema.getPossibleTypes(type)) {
      reach(possible, { ...way, steps: [...way.steps, { kind: 'narrow', type: possible.name }] })
    }
  }
  return ways
}

/** Arguments of reachable fields whose values can hold a coordinate. */
export function argumentsThatTake(
  schema: GraphQLSchema,
  coordinate: string,
): { owner: string; field: GraphQLField<unknown, unknown>; argument: GraphQLArgument }[] {
  const ways = waysToTypes(schema)
  return [...ways.keys()].flatMap((owner) => {
    const type = schema.getType(owner)
    if (!isObjectType(type) && !isInterfaceType(type)) return []
    return Object.values(type.getFields()).flatMap((field) =>
      field.args.flatMap((argument) => {
        const named = getNamedType(argument.type)
        return isInputType(named) && inputCoordinates(schema, named).has(coordinate) ? [{ owner, field, argument }] : []
      }),
    )
  })
}

/** A field as it is asked: `order(id: "id-1")`, with the arguments that it requires and those given. */
export function printField(
  field: GraphQLField<unknown, unknown>,
  given: Readonly<Record<string, string>> = {},
): string {
  const texts = field.args.flatMap((argument) => {
    const text =
      given[argument.name] ??
      (isRequiredArgument(argument) ? printInput(sampleInput(argument.type), argument.type) : '')
    return text === '' ? [] : [`${argument.name}: ${text}`]
  })
  return `${field.name}${texts.length > 0 ? `(${texts.join(', ')})` : ''}`
}

/** A value as a literal; empty for undefined. */
export function printInput(value: unknown, type: GraphQLInputType): string {
  const node = value === undefined ? null : astFromValue(value, type)
  return node ? print(node) : ''
}
