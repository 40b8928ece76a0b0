import { getNullableType, isInterfaceType, isListType, isNonNullType, isObjectType, getNamedType, Kind } from 'graphql'
import type {
  DocumentNode,
  FieldNode,
  GraphQLNamedType,
  GraphQLOutputType,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql'

export type Path = readonly (string | number)[]

/** What may stand at a path of an answer: several, where fragments on different types use the same response key. */
export type Position = { parent: string; field: string; type: GraphQLOutputType }

/** Where a path leads in an operation; empty when it leads nowhere. */
export function positionsAt(schema: GraphQLSchema, document: DocumentNode, path: Path): Position[] {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  if (!operation) return []
  const root: GraphQLNamedType | null | undefined = schema.getRootType(operation.operation)
  let sets: { type: GraphQLNamedType; set: SelectionSetNode }[] = root
    ? [{ type: root, set: operation.selectionSet }]
    : []
  let positions: (Position & { node: FieldNode })[] = []
  for (const key of path) {
    if (typeof key === 'number') {
      positions = positions.flatMap((one) => {
        const list = getNullableType(one.type)
        return isListType(list) ? [{ ...one, type: list.ofType }] : []
      })
      continue
    }
    positions = sets.flatMap(({ type, set }) => fieldsNamed(schema, document, type, set, key))
    sets = positions.flatMap(({ type, node }) =>
      node.selectionSet ? [{ type: getNamedType(type) as GraphQLNamedType, set: node.selectionSet }] : [],
    )
  }
  return positions
}

/** Whether the schema forbids null at the path. */
export function isNonNullAt(schema: GraphQLSchema, document: DocumentNode, path: Path): boolean {
  return positionsAt(schema, document, path).some(({ type }) => isNonNullType(type))
}

/** What the data has at the path; undefined where it has nothing. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | null | undefined)?.[key],
    data,
  )
}

/** Whether the data has null at the path, or at something above it. */
export function isNulledAt(data: unknown, path: Path): boolean {
  let value = data
  for (const key of path) {
    if (value === null) return true
    if (typeof value !== 'object') return false
    value = (value as Record<string | number, unknown>)[key]
  }
  return value === null
}

function fieldsNamed(
  schema: GraphQLSchema,
  document: DocumentNode,
  type: GraphQLNamedType,
  set: SelectionSetNode,
  key: string,
): (Position & { node: FieldNode })[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition && schema.getType(selection.typeCondition.name.value)
      return fieldsNamed(schema, document, condition ?? type, selection.selectionSet, key)
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const { value } = selection.name
      const fragment = document.definitions.find(
        (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === value,
      )
      if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return []
      const condition = schema.getType(fragment.typeCondition.name.value)
      return condition ? fieldsNamed(schema, document, condition, fragment.selectionSet, key) : []
    }
    if ((selection.alias ?? selection.name).value !== key) return []
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined
    return field ? [{ parent: type.name, field: field.name, type: field.type, node: selection }] : []
  })
}
