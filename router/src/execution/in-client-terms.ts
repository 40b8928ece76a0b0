import { getNamedType, GraphQLError, isCompositeType, isObjectType, isUnionType } from 'graphql'
import type { GraphQLCompositeType, GraphQLField, GraphQLNamedType, OperationDefinitionNode } from 'graphql'
import { collectFields } from './collect-fields.ts'
import type { Selection } from './collect-fields.ts'
import { isTree } from './data-tree.ts'
import type { DataTree } from './data-tree.ts'

/**
 * Errors with paths of the client's answer. What the router asked for by itself, because other fields require it, is no place of
 * it: such a path ends at the object whose fields are missing. Errors that became the same are one.
 */
export function inClientTerms(
  selection: Selection,
  operation: OperationDefinitionNode,
  data: DataTree,
  errors: readonly GraphQLError[],
): GraphQLError[] {
  const told = new Map<string, GraphQLError>()
  for (const error of errors) {
    const path = error.path && knownPart(selection, operation, data, error.path)
    const same = path?.length === error.path?.length
    const placed = same ? error : new GraphQLError(error.message, { path: path ?? null, extensions: error.extensions })
    told.set(JSON.stringify([error.message, path, error.extensions]), placed)
  }
  return [...told.values()]
}

function knownPart(
  selection: Selection,
  operation: OperationDefinitionNode,
  data: DataTree,
  path: readonly (string | number)[],
): readonly (string | number)[] {
  let type: GraphQLNamedType | null | undefined = selection.schema.getRootType(operation.operation)
  let sets = [operation.selectionSet]
  let value: unknown = data
  for (const [index, key] of path.entries()) {
    if (typeof key === 'string') {
      const told = isTree(value) ? value['__typename'] : undefined
      const named = typeof told === 'string' ? selection.schema.getType(told) : undefined
      if (isObjectType(named)) type = named
      // Of nothing, nobody knows of which type it would have been.
      if (!isTree(value) || !isCompositeType(type)) return path
      const parent: GraphQLCompositeType = type
      const nodes = collectFields(selection, parent, sets).get(key)
      if (!nodes) return path.slice(0, index)
      const field: GraphQLField<unknown, unknown> | undefined = isUnionType(parent)
        ? undefined
        : parent.getFields()[nodes[0]?.name.value ?? '']
      if (!field) return path
      type = getNamedType(field.type)
      sets = nodes.flatMap((node) => node.selectionSet ?? [])
    }
    value = (value as Record<string | number, unknown> | null | undefined)?.[key]
  }
  return path
}
