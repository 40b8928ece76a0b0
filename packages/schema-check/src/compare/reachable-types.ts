import {
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'

/** Names of the types that clients can come to: as answers, and as what they send. */
export type ReachableTypes = { output: ReadonlySet<string>; input: ReadonlySet<string> }

const known = new WeakMap<GraphQLSchema, ReachableTypes>()

/** What operations can reach. A schema may hold more: composition leaves types in that nothing leads to. */
export function reachableTypes(schema: GraphQLSchema): ReachableTypes {
  let found = known.get(schema)
  if (!found) known.set(schema, (found = findReachable(schema)))
  return found
}

function findReachable(schema: GraphQLSchema): ReachableTypes {
  const output = new Set<string>()
  const input = new Set<string>()
  const waiting: GraphQLNamedType[] = []
  const unions = Object.values(schema.getTypeMap()).filter(isUnionType)
  const visit = (type: GraphQLNamedType, into: Set<string>) => {
    if (into.has(type.name)) return
    into.add(type.name)
    waiting.push(type)
  }
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root) visit(root, output)
  }
  for (const { args } of schema.getDirectives()) for (const { type } of args) visit(getNamedType(type), input)
  for (let type = waiting.pop(); type; type = waiting.pop()) {
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) visit(getNamedType(field.type), input)
      continue
    }
    if (isAbstractType(type)) for (const possible of schema.getPossibleTypes(type)) visit(possible, output)
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    // Fragments may be on any interface and union of a type, also where no field leads to it.
    for (const implemented of type.getInterfaces()) visit(implemented, output)
    for (const union of unions) if (isObjectType(type) && schema.isSubType(union, type)) visit(union, output)
    for (const field of Object.values(type.getFields())) {
      visit(getNamedType(field.type), output)
      for (const argument of field.args) visit(getNamedType(argument.type), input)
    }
  }
  return { output, input }
}
