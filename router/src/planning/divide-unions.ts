import { isInterfaceType, isUnionType, Kind, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import type { DocumentNode, GraphQLSchema, SelectionNode, SelectionSetNode } from 'graphql'
import { codedError } from '../errors.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'

/** With every fragment spelled out. Divisions inside each other multiply. */
const MOST_SELECTIONS = 2_000

/**
 * The document with each fragment on a union that stands in an interface within one on each of the union's members: an object
 * is in the union when it is one of them, so it means the same. The planner finds no way to the type's name where a subgraph
 * knows the interface as one object, though it does for the members. Null when nothing is to be divided. Throws
 * `OperationInvalid` when it would be too much.
 */
export function divideUnions(document: DocumentNode, schema: GraphQLSchema): DocumentNode | null {
  const fragments = new Map(
    document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
  )
  const types = new TypeInfo(schema)

  function divide(selection: SelectionNode): readonly SelectionNode[] {
    const parent = types.getParentType()
    if (selection.kind === Kind.FIELD || !isInterfaceType(parent)) return [selection]
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection
    const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value)
    if (!isUnionType(condition)) return [selection]
    const members = condition.getTypes().filter((member) => schema.isSubType(parent, member))
    return members.map(({ name }) => ({
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
      selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] },
    }))
  }

  const divided: DocumentNode = visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave(set) {
          const selections = set.selections.flatMap(divide)
          return selections.every((one, index) => one === set.selections[index]) ? undefined : { ...set, selections }
        },
      },
    }),
  )
  if (divided === document) return null
  if (sizeOf(divided) <= MOST_SELECTIONS) return divided
  const message = 'The query has too many fragments on unions inside each other.'
  throw new OperationInvalid([codedError('QUERY_TOO_COMPLEX', message)])
}

function sizeOf(document: DocumentNode): number {
  // Divisions share what is in them: each set is looked at once.
  const known = new Map<SelectionSetNode, number>()
  const sets = new Map<string, SelectionSetNode>()
  for (const one of document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) sets.set(one.name.value, one.selectionSet)
  }

  function sizeIn(set: SelectionSetNode | undefined): number {
    if (!set) return 0
    let size = known.get(set)
    if (size === undefined) {
      size = set.selections.reduce((sum, one) => {
        const inner = one.kind === Kind.FRAGMENT_SPREAD ? sets.get(one.name.value) : one.selectionSet
        return sum + 1 + sizeIn(inner)
      }, 0)
      known.set(set, size)
    }
    return size
  }

  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION)
  return Math.max(...operations.map(({ selectionSet }) => sizeIn(selectionSet)))
}
