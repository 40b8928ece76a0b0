import { getNamedType, isAbstractType, isObjectType, Kind } from 'graphql'
import type { FieldNode, FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema } from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import { getVariableValues } from 'graphql/execution/values.js'
import type { Operation } from './generate-operation.ts'

type Fields = ReadonlyMap<string, readonly FieldNode[]>

/**
 * Where the keys of an answer are not those that the client asked for, or in another order (GraphQL specification, 6.3.2, in
 * the words of graphql-js). An object of an abstract type, which the answer need not tell, may be of any type that fits.
 */
export function misorderedAt(schema: GraphQLSchema, { document, variables }: Operation, data: unknown): string | null {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  const root = operation && schema.getRootType(operation.operation)
  if (!operation || !root) return 'no operation'
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null)
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments[one.name.value] = one
  const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? {}

  function object(type: GraphQLObjectType, fields: Fields, value: unknown, path: string): string | null {
    const found = Object.keys(value as object)
    const wanted = [...fields.keys()]
    if (found.join() !== wanted.join()) return `${path || 'the root'}: ${found.join()} instead of ${wanted.join()}`
    for (const [key, nodes] of fields) {
      const wrong = field(type, nodes, (value as Record<string, unknown>)[key], `${path}.${key}`)
      if (wrong) return wrong
    }
    return null
  }

  function field(parent: GraphQLObjectType, nodes: readonly FieldNode[], value: unknown, path: string): string | null {
    const definition = parent.getFields()[nodes[0]?.name.value ?? '']
    // Introspection and __typename: graphql-js itself writes the one, and the other has no keys.
    if (!definition || !nodes[0]?.selectionSet || value === null) return null
    if (Array.isArray(value))
      return value.map((one, index) => field(parent, nodes, one, `${path}.${index}`)).find(Boolean) ?? null
    const type = getNamedType(definition.type)
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : []
    const wrong = types.map((one) => {
      const fields = collectSubfields(schema, fragments, values, one, nodes)
      return object(one, fields, value, path)
    })
    return wrong.includes(null) ? null : (wrong[0] ?? null)
  }

  if (data === null) return null
  return object(root, collectFields(schema, fragments, values, root, operation.selectionSet), data, '')
}
