import { isAbstractType, Kind } from 'graphql'
import type { FieldNode, FragmentDefinitionNode, GraphQLCompositeType, GraphQLSchema, SelectionSetNode } from 'graphql'
import { isExcluded } from '../operations/conditions.ts'

/** What decides which fields of an operation an answer has. */
export type Selection = {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Coerced variables, for `@skip` and `@include`. */
  values: Readonly<Record<string, unknown>>
}

/**
 * The fields that an object of `type` has in the answer, by response key, in the order that the client asked for
 * (GraphQL, 6.3.2 CollectFields). `type` is an interface when nobody knows more of the object.
 */
export function collectFields(
  { schema, fragments, values }: Selection,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>()
  const spread = new Set<string>()

  function collect(set: SelectionSetNode): void {
    for (const selection of set.selections) {
      if (isExcluded(selection.directives, values)) continue
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        const same = fields.get(key)
        if (same) same.push(selection)
        else fields.set(key, [selection])
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition?.name.value)) collect(selection.selectionSet)
      } else {
        const fragment = spread.has(selection.name.value) ? undefined : fragments.get(selection.name.value)
        spread.add(selection.name.value)
        if (fragment && applies(fragment.typeCondition.name.value)) collect(fragment.selectionSet)
      }
    }
  }

  function applies(condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true
    const wanted = schema.getType(condition)
    return isAbstractType(wanted) && 'getFields' in type && schema.isSubType(wanted, type)
  }

  for (const set of sets) collect(set)
  return fields
}
