import { getNamedType, isAbstractType, isCompositeType, isObjectType, Kind } from 'graphql'
import type { GraphQLCompositeType, SelectionSetNode } from 'graphql'
import { guardedPlacesOf } from '../authorization/guarded-places.ts'
import { hintsOf } from '../cache/cache-hints.ts'
import type { CacheHints } from '../cache/cache-hints.ts'
import type { PreparedOperation } from '../operations/operation.ts'

const known = new WeakMap<PreparedOperation, boolean>()

/**
 * Whether everybody gets the same answer to this subscription: its field is declared `@cacheControl(scope: PUBLIC)`, nothing
 * that it selects is PRIVATE, and no directive of authorization stands on any of it. Then it is opened for nobody in
 * particular, and shared by all.
 */
export function isForEverybody(prepared: PreparedOperation): boolean {
  let found = known.get(prepared)
  if (found === undefined) known.set(prepared, (found = decide(prepared)))
  return found
}

function decide(prepared: PreparedOperation): boolean {
  const { supergraph, operation, fragments } = prepared
  const root = supergraph.clientSchema.getSubscriptionType()
  const hints = hintsOf(supergraph)
  if (!root || !hints.any || guardedPlacesOf(prepared)) return false
  return isPublic(operation.selectionSet, root, true)

  function isPublic(selections: SelectionSetNode, parent: GraphQLCompositeType, isRoot: boolean): boolean {
    return selections.selections.every((selection) => {
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection
        if (!fragment) return false
        const type = fragment.typeCondition
          ? supergraph.clientSchema.getType(fragment.typeCondition.name.value)
          : parent
        return isCompositeType(type) && isPublic(fragment.selectionSet, type, isRoot)
      }
      const name = selection.name.value
      if (name === '__typename') return true
      const declared = declaredScopes(hints, parent, name, supergraph)
      if (declared.includes(true) || (isRoot && !declared.includes(false))) return false
      const field = isObjectType(parent) || 'getFields' in parent ? parent.getFields()[name] : undefined
      const type = field && getNamedType(field.type)
      if (!type) return false
      const ofType = [type.name, ...possibleNames(type, supergraph)].map((one) => hints.type(one)?.hint?.isPrivate)
      if (ofType.includes(true)) return false
      return !selection.selectionSet || (isCompositeType(type) && isPublic(selection.selectionSet, type, false))
    })
  }
}

/** `isPrivate` of the field, on the type itself and on all that an object of it may be. */
function declaredScopes(
  hints: CacheHints,
  parent: GraphQLCompositeType,
  field: string,
  supergraph: PreparedOperation['supergraph'],
): (boolean | null | undefined)[] {
  return [parent.name, ...possibleNames(parent, supergraph)].map(
    (type) => hints.type(type)?.fields.get(field)?.hint?.isPrivate,
  )
}

function possibleNames(type: unknown, { clientSchema }: PreparedOperation['supergraph']): string[] {
  return isAbstractType(type) ? clientSchema.getPossibleTypes(type).map(({ name }) => name) : []
}
