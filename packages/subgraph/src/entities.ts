import { isAbstractType, isObjectType } from 'graphql'
import type { GraphQLField, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import { badUserInput } from './errors.ts'

type Representation = { __typename?: unknown }

type ReferenceResolver = (reference: Representation, context: unknown, info: GraphQLResolveInfo) => unknown

/** Where buildSubgraphSchema leaves a type's `__resolveReference`. */
function referenceResolverOf(type: GraphQLObjectType): ReferenceResolver | undefined {
  const { apollo } = type.extensions as { apollo?: { subgraph?: { resolveReference?: ReferenceResolver } } }
  return apollo?.subgraph?.resolveReference
}

/** The entity with the type that says what it is in the union `_Entity`. A loader may give the same object again. */
function withTypeName(entity: unknown, typeName: string): unknown {
  if (typeof entity !== 'object' || entity === null) return entity
  const { __typename: known } = entity as Representation
  if (known === typeName) return entity
  if ('__typename' in entity) return { ...entity, __typename: typeName }
  return Object.defineProperty(entity, '__typename', { value: typeName })
}

/**
 * Guards `Query._entities`, which the router calls: at most `maximum` representations per call, and one bad representation
 * fails its own place in the list only. (In @apollo/subgraph a reference resolver that throws synchronously, or an unknown
 * `__typename`, fails the whole batch.) Schemas without entities are left as they are.
 */
export function guardEntities(schema: GraphQLSchema, maximum: number): void {
  const field: GraphQLField<unknown, unknown> | undefined = schema.getQueryType()?.getFields()._entities
  const resolve = field?.resolve
  if (!field || !resolve) return

  // One call per representation. All run in the same turn, so that their loads still meet in one batch of a DataLoader.
  async function resolveOne(
    source: unknown,
    representation: Representation,
    context: unknown,
    info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const typeName = representation.__typename
    const type = typeof typeName === 'string' ? info.schema.getType(typeName) : undefined
    const resolveReference = isObjectType(type) ? referenceResolverOf(type) : undefined
    if (resolveReference) return withTypeName(await resolveReference(representation, context, info), type!.name)
    if (!isObjectType(type) && !isAbstractType(type)) {
      throw badUserInput('A representation names a type that this subgraph does not have.', ['representations'])
    }
    const [entity] = (await resolve!(source, { representations: [representation] }, context, info)) as unknown[]
    return entity
  }

  field.resolve = (source, args: { representations: Representation[] }, context, info) => {
    const { representations } = args
    if (representations.length > maximum) {
      throw badUserInput(`At most ${maximum} representations per call.`, ['representations'])
    }
    return representations.map((representation) => resolveOne(source, representation, context, info))
  }
}
