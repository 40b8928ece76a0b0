import {
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isUnionType,
  Kind,
  TypeNameMetaFieldDef,
} from 'graphql'
import type {
  DirectiveNode,
  FieldNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLOutputType,
  SelectionSetNode,
} from 'graphql'
import { isCondition } from '../operations/conditions.ts'
import type { PreparedOperation } from '../operations/operation.ts'
import { authorizationRulesOf } from './authorization-rules.ts'
import { allOf } from './requirement.ts'
import type { Requirement } from './requirement.ts'

/** A place in the answer of an operation that not every viewer may have. */
export type GuardedPlace = {
  /** Of the operation's document. A field of a fragment has a place for each spread. */
  node: FieldNode
  /** Numbers the nodes of an operation. */
  nodeIndex: number
  requirement: Requirement
  /** `Type.field`, as the client's document names it. */
  coordinate: string
  /** In the client's terms, up to the first list, whose indices nobody knows before it is fetched. */
  path: readonly string[]
  /** Directives on the way to it: where one excludes it, it is not in the answer. */
  conditions: readonly (readonly DirectiveNode[])[]
  /** The next guarded place around it. */
  outer: GuardedPlace | null
  isRoot: boolean
}

type Walk = Pick<GuardedPlace, 'path' | 'conditions' | 'outer' | 'isRoot'> & { inList: boolean }

const known = new WeakMap<PreparedOperation, readonly GuardedPlace[] | null>()

/** The guarded places of an operation, computed once, each after those around it; null when there are none. */
export function guardedPlacesOf(prepared: PreparedOperation): readonly GuardedPlace[] | null {
  let places = known.get(prepared)
  if (places === undefined) {
    places = findGuardedPlaces(prepared)
    known.set(prepared, places)
  }
  return places
}

function findGuardedPlaces({ supergraph, operation, fragments }: PreparedOperation): readonly GuardedPlace[] | null {
  const rules = authorizationRulesOf(supergraph)
  if (!rules) return null
  const { types, fields } = rules
  const schema = supergraph.clientSchema
  const places: GuardedPlace[] = []
  const indices = new Map<FieldNode, number>()
  const root = schema.getRootType(operation.operation)
  if (!root) return null
  walk(operation.selectionSet, root, { path: [], conditions: [], outer: null, isRoot: true, inList: false })
  return places.length > 0 ? places : null

  function walk(selections: SelectionSetNode, parent: GraphQLCompositeType, way: Walk): void {
    for (const selection of selections.selections) {
      const conditions = selection.directives?.some(isCondition)
        ? [...way.conditions, selection.directives]
        : way.conditions
      if (selection.kind === Kind.FIELD) {
        walkField(selection, parent, { ...way, conditions })
        continue
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection
      if (!fragment) continue
      const type = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent
      if (isCompositeType(type)) walk(fragment.selectionSet, type, { ...way, conditions })
    }
  }

  function walkField(node: FieldNode, parent: GraphQLCompositeType, way: Walk): void {
    const name = node.name.value
    const definition = fieldOf(parent, name)
    // The schema itself is not guarded by rules about data.
    if (!definition) return
    const type = getNamedType(definition.type)
    const coordinate = `${parent.name}.${name}`
    const path = way.inList ? way.path : [...way.path, node.alias?.value ?? name]
    // By the type of the fragment around it too: what a union or interface holds is reached only through one.
    const requirement = allOf([types.get(parent.name), fields.get(coordinate), types.get(type.name)])
    let { outer } = way
    if (requirement) {
      const nodeIndex = indices.get(node) ?? indices.size
      indices.set(node, nodeIndex)
      const { conditions, isRoot } = way
      outer = { node, nodeIndex, requirement, coordinate, path, conditions, outer: way.outer, isRoot }
      places.push(outer)
    }
    if (!node.selectionSet || !isCompositeType(type)) return
    const inList = way.inList || hasList(definition.type)
    walk(node.selectionSet, type, { path, conditions: way.conditions, outer, isRoot: false, inList })
  }
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === '__typename') return TypeNameMetaFieldDef
  return isUnionType(parent) ? undefined : parent.getFields()[name]
}

function hasList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type)
}
