import { buildSubgraphSchema } from '@apollo/subgraph'
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js'
import { isAbstractType, isEnumType, isObjectType, isScalarType, parse } from 'graphql'
import type { GraphQLObjectType, GraphQLSchema } from 'graphql'

/**
 * Resolvers by type and field, `__resolveReference` for entities, and the scalars. The types that are generated from the
 * SDL (`Resolvers`) fit; the loose type is here because they differ from subgraph to subgraph.
 */
export type ResolverMap = Record<string, object>

const SPECIAL_FIELDS = new Set(['__resolveReference', '__resolveType', '__isTypeOf'])

/** What @apollo/subgraph would pass over in silence: resolvers for nothing, and root fields without a resolver. */
function findGaps(schema: GraphQLSchema, resolvers: ResolverMap): string[] {
  const gaps: string[] = []
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName)
    if (!type) gaps.push(`there is no type ${typeName} in the SDL`)
    if (!type || isScalarType(type) || isEnumType(type)) continue
    const known = isObjectType(type) ? Object.keys(type.getFields()) : []
    if (!isObjectType(type) && !isAbstractType(type)) gaps.push(`${typeName} takes no resolvers`)
    for (const field of Object.keys(fields)) {
      if (!known.includes(field) && !SPECIAL_FIELDS.has(field)) gaps.push(`${typeName}.${field} is not in the SDL`)
    }
  }
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  for (const root of roots.filter((type): type is GraphQLObjectType => type != null)) {
    const resolved = Object.keys(resolvers[root.name] ?? {})
    for (const field of Object.keys(root.getFields())) {
      if (!field.startsWith('_') && !resolved.includes(field)) gaps.push(`${root.name}.${field} has no resolver`)
    }
  }
  return gaps
}

/** The federated schema of a subgraph. Throws with the whole list when SDL and resolvers do not fit together. */
export function buildExecutableSchema(name: string, typeDefs: string, resolvers: ResolverMap): GraphQLSchema {
  const schema = buildSubgraphSchema({
    typeDefs: parse(typeDefs),
    resolvers: resolvers as GraphQLResolverMap<unknown>,
  })
  const gaps = findGaps(schema, resolvers)
  if (gaps.length > 0) throw new Error(`the subgraph ${name} is not complete: ${gaps.join('; ')}`)
  return schema
}
