import {
  getVariableValues,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql'
import type { KnownOperation } from '../evidence/known-operation.ts'
import type { Shape } from '../traffic/variable-shape.ts'
import type { Replayed, ReplayCase, ReplaySides } from './replay-case.ts'
import { isWhole, valuesOfShape, vary, withoutAbsent } from './recorded-values.ts'
import { sampleInput, type Wish } from './sample-input.ts'

type Values = Record<string, unknown>

/** Whether the head refuses variables that the base takes, because of the change: recorded ones for certain, others maybe. */
export function replayVariables(sides: ReplaySides, { change, operation, usage }: ReplayCase): Replayed | null {
  if (!change.concerns.some((coordinate) => usage.sendable.has(coordinate))) return null
  const definition = operationOf(operation)
  const definitions = definition?.variableDefinitions ?? []
  if (definitions.length === 0) return null
  for (const { values, certainty } of candidates(sides.base, operation, change.concerns)) {
    if (refusals(sides.base, definitions, values).length > 0) continue
    const onHead = refusals(sides.head, definitions, values).filter((message) => names(message, change.coordinate))
    if (onHead.length > 0) return { certainty, shownBy: 'variables', variables: values, onBase: 'accepted', onHead }
  }
  return null
}

/** What was seen; of variables that not all was seen of, whatever may come. */
export function* candidates(
  schema: GraphQLSchema,
  operation: KnownOperation,
  concerns: readonly string[],
): Generator<{ values: Values; certainty: Replayed['certainty'] }> {
  const definitions = operationOf(operation)?.variableDefinitions ?? []
  if (definitions.some((definition) => shapeOf(operation, definition) !== undefined)) {
    for (const values of recordedValues(schema, operation)) yield { values, certainty: 'certain' }
  }
  const unknown = definitions.filter((definition) => !isKnown(schema, operation, definition))
  const others = runnableVariables(schema, operation)
  for (const values of wishedValues(schema, unknown, concerns, others)) yield { values, certainty: 'possible' }
}

function shapeOf({ variables }: KnownOperation, { variable }: VariableDefinitionNode): Shape | undefined {
  return variables?.get(variable.name.value)
}

function isKnown(schema: GraphQLSchema, operation: KnownOperation, definition: VariableDefinitionNode): boolean {
  const shape = shapeOf(operation, definition)
  return !operation.isSampled && shape !== undefined && isWhole(shape, typeOfVariable(schema, definition))
}

/** Recorded variables that the base takes and the head refuses, for whatever reason; null when there are none. */
export function findRefusedVariables(
  sides: ReplaySides,
  operation: KnownOperation,
): { values: Values; errors: string[] } | null {
  const definitions = operationOf(operation)?.variableDefinitions ?? []
  if (!definitions.some((definition) => shapeOf(operation, definition) !== undefined)) return null
  for (const values of recordedValues(sides.base, operation)) {
    if (refusals(sides.base, definitions, values).length > 0) continue
    const errors = refusals(sides.head, definitions, values)
    if (errors.length > 0) return { values, errors }
  }
  return null
}

/** Variables that an operation can be run with: as recorded if it was, otherwise the least that the schema takes. */
export function runnableVariables(schema: GraphQLSchema, operation: KnownOperation): Values {
  const definitions = operationOf(operation)?.variableDefinitions ?? []
  const candidates = operation.variables === null ? [] : recordedValues(schema, operation)
  return candidates.find((values) => refusals(schema, definitions, values).length === 0) ?? least(schema, definitions)
}

export function operationOf({ document }: KnownOperation): OperationDefinitionNode | undefined {
  return document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
}

function refusals(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[], values: Values): string[] {
  return getVariableValues(schema, definitions, values).errors?.map(({ message }) => message) ?? []
}

// The cast is to one of the overloads; lists and non-null types are taken too.
function typeOfVariable(schema: GraphQLSchema, { type }: VariableDefinitionNode): GraphQLInputType | null {
  const found = typeFromAST(schema, type as NamedTypeNode)
  return isInputType(found) ? found : null
}

function least(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): Values {
  const entries = definitions.flatMap((definition) => {
    const type = typeOfVariable(schema, definition)
    const isNeeded = definition.type.kind === Kind.NON_NULL_TYPE && !definition.defaultValue
    return type && isNeeded ? [[definition.variable.name.value, sampleInput(type)] as const] : []
  })
  return Object.fromEntries(entries)
}

const recorded = new WeakMap<GraphQLSchema, WeakMap<KnownOperation, Values[]>>()

// Worked out once for each schema: every change of an input asks for them.
function recordedValues(schema: GraphQLSchema, operation: KnownOperation): Values[] {
  let bySchema = recorded.get(schema)
  if (!bySchema) recorded.set(schema, (bySchema = new WeakMap()))
  let values = bySchema.get(operation)
  if (!values) {
    const parts = (operationOf(operation)?.variableDefinitions ?? []).map((definition) => {
      const [shape, type] = [shapeOf(operation, definition), typeOfVariable(schema, definition)]
      const seen = shape === undefined ? [type && sampleInput(type)] : valuesOfShape(shape, type)
      return { name: definition.variable.name.value, type, values: seen }
    })
    bySchema.set(operation, (values = vary(parts).map(withoutAbsent)))
  }
  return values
}

function* wishedValues(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  concerns: readonly string[],
  others: Values,
): Generator<Values> {
  for (const definition of definitions) {
    const type = typeOfVariable(schema, definition)
    if (!type) continue
    for (const coordinate of concerns) {
      for (const value of ['given', 'omitted', 'null'] as const) {
        const wish: Wish = { coordinate, value }
        const sample = sampleInput(type, wish)
        if (sample !== undefined) yield { ...others, [definition.variable.name.value]: sample }
      }
    }
    const plain = sampleInput(type)
    if (plain !== undefined) yield { ...others, [definition.variable.name.value]: plain }
    if (!isNonNullType(type)) yield { ...others, [definition.variable.name.value]: null }
  }
}

// The error of a value names the field, the enum's value, or the type that it is about.
function names(message: string, coordinate: string): boolean {
  return coordinate.split('.').some((part) => part !== '' && message.includes(part))
}
