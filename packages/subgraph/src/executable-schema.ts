import { buildSubgraphSchema } from '@apollo/subgraph'
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js'
import { isAbstractType, isEnumType, isObjectType, isScalarType, Kind, parse } from 'graphql'
import type { ConstDirectiveNode, DocumentNode, GraphQLObjectType, GraphQLSchema } from 'graphql'

/**
 * Resolvers by type and field, `__resolveReference` for entities, and the scalars. The types that are generated from the
 * SDL (`Resolvers`) fit; the loose type is here because they differ from subgraph to subgraph.
 */
export type ResolverMap = Record<string, object>

const SPECIAL_FIELDS = new Set(['__resolveReference', '__resolveType', '__isTypeOf'])

function isResolvableKey({ name, arguments: parameters = [] }: ConstDirectiveNode): boolean {
  if (name.value !== 'key') return false
  return !parameters.some(
    ({ name: parameter, value }) => parameter.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value,
  )
}

/** Types that other subgraphs may ask for by a key. */
function resolvableEntities(document: DocumentNode): string[] {
  return document.definitions.flatMap((node) => {
    const isType = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION
    return isType && node.directives?.some(isResolvableKey) ? [node.name.value] : []
  })
}

/**
 * What @apollo/subgraph would pass over in silence: resolvers for nothing, root fields without a resolver, and entities
 * that it would make of whatever key it is sent, because nothing says who may see them or whether they exist.
 */
function findGaps(schema: GraphQLSchema, document: DocumentNode, resolvers: ResolverMap): string[] {
  const gaps = resolvableEntities(document)
    .filter((name) => !Object.hasOwn(resolvers[name] ?? {}, '__resolveReference'))
    .map((name) => `${name} has a key but no __resolveReference`)
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
  const document = parse(typeDefs)
  const schema = buildSubgraphSchema({ typeDefs: document, resolvers: resolvers as GraphQLResolverMap<unknown> })
  const gaps = findGaps(schema, document, resolvers)
  if (gaps.length > 0) throw new Error(`the subgraph ${name} is not complete: ${gaps.join('; ')}`)
  return schema
}
