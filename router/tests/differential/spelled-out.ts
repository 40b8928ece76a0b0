import {
  doTypesOverlap,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql'
import type { DocumentNode, GraphQLCompositeType, GraphQLSchema, SelectionNode, SelectionSetNode } from 'graphql'
import { getVariableValues } from 'graphql/execution/values.js'
import type { Operation } from './generate-operation.ts'
import { withoutUnused } from './shrink-operation.ts'

/**
 * The same operation in simpler words: `@skip` and `@include` decided, without named fragments, without fragments where an
 * object's type is known, and without those on a union within an interface.
 */
export function spelledOut(schema: GraphQLSchema, { document, variables }: Operation): Operation {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  const root = operation && schema.getRootType(operation.operation)
  if (!operation || !root) throw new Error('There is no operation.')
  const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? {}

  function spell({ selections }: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode {
    const spelled = selections.filter(isIncluded).flatMap((one) => spellOne(one, type))
    // A selection of nothing cannot be written; one of nothing that is there can.
    return { kind: Kind.SELECTION_SET, selections: spelled.length > 0 ? spelled : [EXCLUDED] }
  }

  function spellOne(one: SelectionNode, type: GraphQLCompositeType): readonly SelectionNode[] {
    if (one.kind === Kind.FIELD) {
      const field = fieldOf(schema, type, one.name.value)
      const inner = field && getNamedType(field.type)
      const set = one.selectionSet && isCompositeType(inner) ? { selectionSet: spell(one.selectionSet, inner) } : {}
      return [{ ...one, directives: [], ...set }]
    }
    const { typeCondition, selectionSet } =
      one.kind === Kind.INLINE_FRAGMENT ? one : fragmentOf(document, one.name.value)
    const condition = typeCondition ? schema.getType(typeCondition.name.value) : type
    if (!isCompositeType(condition)) throw new Error('A fragment is on something that has no fields.')
    if (isInterfaceType(type) && isUnionType(condition)) {
      const members = condition.getTypes().filter((member) => schema.isSubType(type, member))
      return members.map((member) => ({
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: member.name } },
        selectionSet: spell(selectionSet, member),
      }))
    }
    if (!isObjectType(type))
      return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: spell(selectionSet, condition) }]
    return doTypesOverlap(schema, condition, type) ? spell(selectionSet, type).selections : []
  }

  function isIncluded(node: SelectionNode): boolean {
    const skipped = getDirectiveValues(GraphQLSkipDirective, node, values)?.['if'] === true
    return !skipped && getDirectiveValues(GraphQLIncludeDirective, node, values)?.['if'] !== false
  }

  const spelled = { ...operation, selectionSet: spell(operation.selectionSet, root) }
  return withoutUnused({ document: { kind: Kind.DOCUMENT, definitions: [spelled] }, variables })
}

function fieldOf(schema: GraphQLSchema, type: GraphQLCompositeType, name: string) {
  const introspection = [SchemaMetaFieldDef, TypeMetaFieldDef].find((one) => one.name === name)
  if (introspection && type === schema.getQueryType()) return introspection
  return isUnionType(type) ? undefined : type.getFields()[name]
}

function fragmentOf(document: DocumentNode, name: string) {
  const found = document.definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name)
  if (found?.kind !== Kind.FRAGMENT_DEFINITION) throw new Error(`There is no fragment ${name}.`)
  return found
}

const EXCLUDED: SelectionNode = {
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
  directives: [
    {
      kind: Kind.DIRECTIVE,
      name: { kind: Kind.NAME, value: 'skip' },
      arguments: [
        { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'if' }, value: { kind: Kind.BOOLEAN, value: true } },
      ],
    },
  ],
}
