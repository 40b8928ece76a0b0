import { getNamedType, type GraphQLNamedType, type GraphQLSchema, isEnumType, isInputObjectType } from 'graphql'

const known = new WeakMap<GraphQLSchema, Map<string, ReadonlySet<string>>>()

/** Every coordinate that a value of an input type can hold: the types, their fields, their enum values. */
export function inputCoordinates(schema: GraphQLSchema, type: GraphQLNamedType): ReadonlySet<string> {
  let bySchema = known.get(schema)
  if (!bySchema) known.set(schema, (bySchema = new Map()))
  let found = bySchema.get(type.name)
  if (!found) bySchema.set(type.name, (found = collect(type, new Set())))
  return found
}

function collect(type: GraphQLNamedType, into: Set<string>): Set<string> {
  if (into.has(type.name)) return into
  into.add(type.name)
  if (isEnumType(type)) for (const { name } of type.getValues()) into.add(`${type.name}.${name}`)
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      into.add(`${type.name}.${field.name}`)
      collect(getNamedType(field.type), into)
    }
  }
  return into
}
