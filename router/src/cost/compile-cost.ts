import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
} from 'graphql'
import type {
  FieldNode,
  GraphQLField,
  GraphQLInputType,
  GraphQLNamedType,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'
import type { ValueNode } from 'graphql'
import { isCondition, isExcluded } from '../operations/conditions.ts'
import type { PreparedOperation } from '../operations/operation.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import type { CostRules, ListSize } from './cost-rules.ts'
import { evaluate, greatest, sum, times } from './formula.ts'
import type { Formula } from './formula.ts'
import { countSlicing, sizesOf } from './list-sizes.ts'
import type { SizedBelow } from './list-sizes.ts'

/** The default weights of the cost specification; scalars and enums are free. */
const OBJECT_WEIGHT = 1
/** Each mutation writes, which no count of objects tells. */
const MUTATION_WEIGHT = 10

/**
 * What an operation costs, as a formula of its variables: every object 1 or its `@cost`, times the lists that it is in;
 * arguments by their `@cost`, input objects 1; each field of a mutation's root 10 more. Introspection is free. An upper
 * bound: a field that is selected twice counts twice, and so do types that exclude each other. Throws `OperationInvalid` where
 * `requireOneSlicingArgument` is not kept.
 */
export function compileCost(prepared: PreparedOperation, rules: CostRules, assumedListSize: number): Formula {
  const schema = prepared.supergraph.clientSchema
  const possible = new Map<GraphQLNamedType, number>()
  const fragments = new Map<string, Map<SizedBelow | null, Formula>>()
  const root = schema.getRootType(prepared.kind)
  const ofMutations = prepared.kind === 'mutation'
  if (!root) return 0
  return ofMutations
    ? sum([ofSelections(prepared.operation.selectionSet, root, null, []), mutations(prepared.operation.selectionSet)])
    : ofSelections(prepared.operation.selectionSet, root, null, [])

  function ofSelections(
    set: SelectionSetNode,
    type: GraphQLNamedType,
    sized: SizedBelow | null,
    path: readonly string[],
  ): Formula {
    return sum(set.selections.map((node) => conditional(node, ofSelection(node, type, sized, path))))
  }

  function ofSelection(
    node: SelectionNode,
    type: GraphQLNamedType,
    sized: SizedBelow | null,
    path: readonly string[],
  ): Formula {
    if (node.kind === Kind.FIELD) return ofField(node, type, sized, path)
    if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(node.name.value, sized, path)
    const condition = node.typeCondition ? schema.getType(node.typeCondition.name.value) : type
    return condition ? ofSelections(node.selectionSet, condition, sized, path) : 0
  }

  function ofFragment(name: string, sized: SizedBelow | null, path: readonly string[]): Formula {
    const fragment = prepared.fragments.get(name)
    const type = fragment && schema.getType(fragment.typeCondition.name.value)
    if (!fragment || !type) return 0
    const known = fragments.get(name) ?? new Map<SizedBelow | null, Formula>()
    fragments.set(name, known)
    const formula = known.get(sized) ?? ofSelections(fragment.selectionSet, type, sized, path)
    known.set(sized, formula)
    return formula
  }

  function ofField(
    node: FieldNode,
    parent: GraphQLNamedType,
    sized: SizedBelow | null,
    path: readonly string[],
  ): Formula {
    const name = node.name.value
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
    if (!field) return 0
    const coordinate = `${parent.name}.${name}`
    const here = [...path, node.alias?.value ?? name]
    const rule = rules.sizes.get(coordinate)
    if (rule?.requireOneSlicingArgument) assertSliced(field, node, rule, here)
    const { own, below } = sizesOf(field, node, rule, assumedListSize)
    const type = getNamedType(field.type)
    const weight = rules.weights.get(coordinate) ?? weightOf(type)
    const inner = node.selectionSet ? ofSelections(node.selectionSet, type, below, here) : 0
    const from = sized && (sized.fields === null || sized.fields.has(name)) ? sized : null
    // What a page says of the lists in it goes before what they say of themselves, unless it only means lists in general.
    const size = from?.fields ? from.size : (own ?? from?.size ?? assumedListSize)
    const count = isListType(getNullableType(field.type)) ? size : 1
    const given = times(count, sum([weight, inner]))
    // A weight may be negative, a cost never: nothing that is selected pays for something else.
    return greatest([sum([given, ...argumentsOf(field, node, coordinate)])])
  }

  /** The most that a value of the type may weigh. */
  function weightOf(type: GraphQLNamedType): number {
    const known = possible.get(type)
    if (known !== undefined) return known
    let weight = rules.weights.get(type.name) ?? (isCompositeType(type) ? OBJECT_WEIGHT : 0)
    if (isCompositeType(type) && !isObjectType(type)) {
      weight = Math.max(weight, ...schema.getPossibleTypes(type).map((one) => weightOf(one)))
    }
    possible.set(type, weight)
    return weight
  }

  function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, coordinate: string): Formula[] {
    return (node.arguments ?? []).flatMap(({ name, value }) => {
      const argument = field.args.find((one) => one.name === name.value)
      const weight = rules.weights.get(`${coordinate}(${name.value}:)`)
      return argument ? [ofInput(value, argument.type, weight)] : []
    })
  }

  function ofInput(node: ValueNode, type: GraphQLInputType, weight = inputWeight(type)): Formula {
    if (node.kind === Kind.NULL) return 0
    if (node.kind === Kind.VARIABLE) {
      // Scalars that weigh nothing are the rule: no work is left for the request.
      if (weight === 0 && !isInputObjectType(getNamedType(type))) return 0
      return (values) => ofValue(values[node.name.value], type, weight)
    }
    if (node.kind === Kind.LIST) return sum(node.values.map((one) => ofInput(one, type, weight)))
    const inner = getNamedType(type)
    if (node.kind !== Kind.OBJECT || !isInputObjectType(inner)) return weight
    const parts = node.fields.map(({ name, value }) => {
      const field = inner.getFields()[name.value]
      return field ? ofInput(value, field.type, rules.weights.get(`${inner.name}.${name.value}`)) : 0
    })
    return sum([weight, ...parts])
  }

  function ofValue(value: unknown, type: GraphQLInputType, weight = inputWeight(type)): number {
    if (value === null || value === undefined) return 0
    if (Array.isArray(value)) return value.reduce((total: number, one) => total + ofValue(one, type, weight), 0)
    const inner = getNamedType(type)
    if (!isInputObjectType(inner)) return weight
    return Object.entries(value).reduce((total, [name, part]) => {
      const field = inner.getFields()[name]
      return field ? total + ofValue(part, field.type, rules.weights.get(`${inner.name}.${name}`)) : total
    }, weight)
  }

  function inputWeight(type: GraphQLInputType): number {
    const inner = getNamedType(type)
    return rules.weights.get(inner.name) ?? (isInputObjectType(inner) ? OBJECT_WEIGHT : 0)
  }

  function mutations(set: SelectionSetNode): Formula {
    return sum(
      set.selections.map((node) => {
        if (node.kind === Kind.FIELD) return conditional(node, node.name.value.startsWith('__') ? 0 : MUTATION_WEIGHT)
        const inner = node.kind === Kind.INLINE_FRAGMENT ? node : prepared.fragments.get(node.name.value)
        return inner ? conditional(node, mutations(inner.selectionSet)) : 0
      }),
    )
  }
}

/** What `@skip` and `@include` leave out costs nothing. */
function conditional(node: SelectionNode, cost: Formula): Formula {
  const conditions = node.directives?.filter(isCondition) ?? []
  if (conditions.length === 0 || cost === 0) return cost
  return (values) => (isExcluded(conditions, values) ? 0 : evaluate(cost, values))
}

function assertSliced(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  rule: ListSize,
  path: readonly string[],
): void {
  const given = countSlicing(field, node, rule)
  if (given === 1) return
  const message = `"${field.name}" needs exactly one of ${rule.slicingArguments.join(', ')}; ${given} are given.`
  throw new OperationInvalid([
    new GraphQLError(message, { nodes: node, path, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
  ])
}
