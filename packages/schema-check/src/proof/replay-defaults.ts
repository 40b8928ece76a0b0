import {
  coerceInputValue,
  type FieldNode,
  getArgumentValues,
  getVariableValues,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
} from 'graphql'
import { isDeepStrictEqual } from 'node:util'
import type { Replayed, ReplayCase, ReplaySides } from './replay-case.ts'
import { operationOf, runnableVariables } from './replay-variables.ts'

/** Whether services get other arguments on the head, from the same operation with the same variables. */
export function replayDefaults(sides: ReplaySides, { change, operation, usage }: ReplayCase): Replayed | null {
  const variables = runnableVariables(sides.base, operation)
  const definitions = operationOf(operation)?.variableDefinitions ?? []
  const [was, is] = [sides.base, sides.head].map((schema) => ({
    schema,
    values: getVariableValues(schema, definitions, variables).coerced,
  }))
  if (!was?.values || !is?.values) return null
  for (const node of change.concerns.flatMap((coordinate) => usage.written.get(coordinate) ?? [])) {
    const at = change.concerns.find((coordinate) => usage.written.get(coordinate)?.includes(node)) ?? ''
    if (node.kind !== Kind.FIELD || !at.includes('.')) continue
    const [before, after] = [argumentsAt(was.schema, at, node, was.values), argumentsAt(is.schema, at, node, is.values)]
    if (before && after && !isDeepStrictEqual(before, after)) return shown('certain', at, before, after, variables)
  }
  const [owner = '', name = ''] = change.coordinate.split('.')
  if (!usage.sendable.has(owner) && !usage.written.has(owner)) return null
  const [before, after] = [leastOf(sides.base, owner), leastOf(sides.head, owner)]
  if (before === undefined || after === undefined || isDeepStrictEqual(before[name], after[name])) return null
  return shown('possible', owner, before, after, variables)
}

function shown(
  certainty: Replayed['certainty'],
  at: string,
  before: unknown,
  after: unknown,
  variables: Replayed['variables'],
): Replayed {
  return {
    certainty,
    shownBy: 'defaults',
    variables,
    onBase: `${at} gets ${JSON.stringify(before)}`,
    onHead: [`${at} gets ${JSON.stringify(after)}`],
  }
}

function argumentsAt(
  schema: GraphQLSchema,
  coordinate: string,
  node: FieldNode,
  variables: Record<string, unknown>,
): unknown {
  const [owner = '', name = ''] = coordinate.split('.')
  const type = schema.getType(owner)
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
  try {
    return field && getArgumentValues(field, node, variables)
  } catch {
    return undefined // the head refuses the arguments: the other replays show that
  }
}

// What a service gets for an input object with nothing in it that has a default.
function leastOf(schema: GraphQLSchema, name: string): Record<string, unknown> | undefined {
  const type = schema.getType(name)
  if (!isInputObjectType(type)) return undefined
  const defaults: [string, unknown][] = Object.values(type.getFields()).flatMap(({ name, defaultValue, type }) =>
    defaultValue === undefined ? [] : [[name, coerced(defaultValue, type)]],
  )
  return Object.fromEntries(defaults)
}

function coerced(value: unknown, type: GraphQLInputType): unknown {
  return coerceInputValue(value, type, () => undefined) ?? value
}
