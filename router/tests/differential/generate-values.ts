import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  parseType,
  print,
  valueFromASTUntyped,
} from 'graphql'
import type {
  ConstValueNode,
  GraphQLInputType,
  GraphQLNamedInputType,
  ObjectFieldNode,
  ValueNode,
  VariableDefinitionNode,
} from 'graphql'
import type { Random } from './random.ts'

/** The variables of one operation: declared as its values need them. */
export type Variables = { definitions: VariableDefinitionNode[]; values: Record<string, unknown> }

const TEXTS = ['', 'plain', 'with "quotes" and \\ backslash', 'ünï\u2028cödé', 'line\nbreak', '@', '$x']

/** A value for an argument: literal, variable, or a literal with variables inside. */
export function generateValue(type: GraphQLInputType, random: Random, variables: Variables): ValueNode {
  if (random.chance(0.35)) return variableFor(type, random, variables)
  if (isNonNullType(type)) return generateValue(type.ofType, random, variables)
  if (random.chance(0.08)) return { kind: Kind.NULL }
  if (isListType(type)) {
    const values = Array.from({ length: random.below(3) }, () => generateValue(type.ofType, random, variables))
    return { kind: Kind.LIST, values }
  }
  if (!isInputObjectType(type)) return scalar(type, random)
  const fields = Object.values(type.getFields())
    .filter((field) => isRequiredInputField(field) || random.chance(0.4))
    .map((field): ObjectFieldNode => {
      // A field that has a default may be left to a variable that nobody gives; one that has none may not be null.
      const value = generateValue(field.type, random, variables)
      return { kind: Kind.OBJECT_FIELD, name: { kind: Kind.NAME, value: field.name }, value }
    })
  return { kind: Kind.OBJECT, fields }
}

/** A variable for a place of this type; an earlier one of exactly this type now and then. */
export function variableFor(type: GraphQLInputType, random: Random, variables: Variables): ValueNode {
  const text = String(type)
  const known = variables.definitions.filter((definition) => print(definition.type) === text)
  if (known.length > 0 && random.chance(0.5)) return random.pick(known).variable
  const name = `v${variables.definitions.length + 1}`
  // Declared nullable with a default it may stand at a place that is not: only not as an explicit null.
  const relaxed = isNonNullType(type) && random.chance(0.3)
  const needsDefault = relaxed || random.chance(0.3)
  const nullable = isNonNullType(type) ? type.ofType : type
  const variable = { kind: Kind.VARIABLE as const, name: { kind: Kind.NAME as const, value: name } }
  variables.definitions.push({
    kind: Kind.VARIABLE_DEFINITION,
    variable,
    type: parseType(relaxed ? String(nullable) : text, { noLocation: true }),
    ...(needsDefault ? { defaultValue: constant(nullable, random) } : {}),
  })
  const mustBeGiven = isNonNullType(type) && !needsDefault
  if (mustBeGiven || random.chance(0.6)) {
    const isNull = !isNonNullType(type) && random.chance(0.15)
    variables.values[name] = isNull ? null : valueFromASTUntyped(constant(nullable, random))
  }
  return variable
}

function constant(type: GraphQLInputType, random: Random): ConstValueNode {
  if (isNonNullType(type)) return constant(type.ofType, random)
  if (isListType(type)) return { kind: Kind.LIST, values: [constant(type.ofType, random)] }
  if (!isInputObjectType(type)) return scalar(type, random)
  const required = Object.values(type.getFields()).filter((field) => isRequiredInputField(field) || random.chance(0.2))
  return {
    kind: Kind.OBJECT,
    fields: required.map((field) => ({
      kind: Kind.OBJECT_FIELD,
      name: { kind: Kind.NAME, value: field.name },
      value: constant(field.type, random),
    })),
  }
}

function scalar(type: Exclude<GraphQLNamedInputType, { getFields: unknown }>, random: Random): ConstValueNode {
  if (isEnumType(type)) return { kind: Kind.ENUM, value: random.pick(type.getValues()).name }
  if (type.name === 'Int') return { kind: Kind.INT, value: String(random.below(100) - 10) }
  if (type.name === 'Float')
    return random.chance(0.3) ? { kind: Kind.INT, value: '3' } : { kind: Kind.FLOAT, value: '2.5' }
  if (type.name === 'Boolean') return { kind: Kind.BOOLEAN, value: random.chance(0.5) }
  const text: ConstValueNode = { kind: Kind.STRING, value: random.pick(TEXTS) }
  if (type.name !== 'JSON' || random.chance(0.3)) return text
  const fields = [{ kind: Kind.OBJECT_FIELD as const, name: { kind: Kind.NAME as const, value: 'a' }, value: text }]
  return {
    kind: Kind.LIST,
    values: [{ kind: Kind.OBJECT, fields }, { kind: Kind.NULL }, { kind: Kind.INT, value: '1' }],
  }
}
