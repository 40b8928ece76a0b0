import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql'

const known = new WeakMap<GraphQLSchema, ReadonlyMap<string, string>>()

/**
 * Every coordinate of a schema with a text of all that clients can notice of it (descriptions left out): two schemas behave
 * alike when these are equal. The text of a type has what is no coordinate of its own: kind, interfaces, members.
 */
export function schemaFingerprints(schema: GraphQLSchema): ReadonlyMap<string, string> {
  let prints = known.get(schema)
  if (!prints) known.set(schema, (prints = collect(schema)))
  return prints
}

function collect(schema: GraphQLSchema): Map<string, string> {
  const prints = new Map<string, string>()
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  for (const [index, kind] of (['query', 'mutation', 'subscription'] as const).entries()) {
    const name = roots[index]?.name
    if (name !== undefined) prints.set(`schema.${kind}`, name)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!type.name.startsWith('__') && !isSpecifiedScalarType(type)) addType(type, prints)
  }
  for (const directive of schema.getDirectives()) {
    if (isSpecifiedDirective(directive)) continue
    const { name, locations, isRepeatable, args } = directive
    prints.set(`@${name}`, `${isRepeatable ? 'repeatable ' : ''}${[...locations].toSorted().join(' ')}`)
    for (const argument of args) prints.set(`@${name}(${argument.name}:)`, input(argument))
  }
  return prints
}

function addType(type: GraphQLNamedType, prints: Map<string, string>): void {
  if (isObjectType(type) || isInterfaceType(type)) {
    const interfaces = type.getInterfaces().map(({ name }) => name)
    prints.set(type.name, `${isObjectType(type) ? 'type' : 'interface'} ${interfaces.toSorted().join(' ')}`)
    for (const field of Object.values(type.getFields())) {
      const at = `${type.name}.${field.name}`
      prints.set(at, `${String(field.type)}${deprecation(field.deprecationReason)}`)
      for (const argument of field.args) prints.set(`${at}(${argument.name}:)`, input(argument))
    }
  } else if (isUnionType(type)) {
    const members = type.getTypes().map(({ name }) => name)
    prints.set(type.name, `union ${members.toSorted().join(' ')}`)
  } else if (isEnumType(type)) {
    prints.set(type.name, 'enum')
    for (const value of type.getValues()) prints.set(`${type.name}.${value.name}`, deprecation(value.deprecationReason))
  } else if (isInputObjectType(type)) {
    prints.set(type.name, `input${type.isOneOf ? ' oneOf' : ''}`)
    for (const field of Object.values(type.getFields())) prints.set(`${type.name}.${field.name}`, input(field))
  } else if (isScalarType(type)) {
    prints.set(type.name, `scalar ${type.specifiedByURL ?? ''}`)
  }
}

function input({ type, defaultValue, deprecationReason }: GraphQLArgument | GraphQLInputField): string {
  const literal = defaultValue === undefined ? null : astFromValue(defaultValue, type)
  return `${String(type)}${literal ? ` = ${print(literal)}` : ''}${deprecation(deprecationReason)}`
}

function deprecation(reason: string | null | undefined): string {
  return reason == null ? '' : ` deprecated: ${reason}`
}
