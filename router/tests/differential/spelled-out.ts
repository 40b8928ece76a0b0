import { getVariableValues } from 'graphql/execution/values.js'
import { getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective, Kind, visit } from 'graphql'
import type { DocumentNode, GraphQLSchema, SelectionNode } from 'graphql'
import type { Operation } from './generate-operation.ts'
import { withoutUnused } from './shrink-operation.ts'

/** The operation as its `@skip` and `@include` leave it, without them and without named fragments. */
export function spelledOut(schema: GraphQLSchema, { document, variables }: Operation): Operation {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  const values = getVariableValues(schema, operation?.variableDefinitions ?? [], variables).coerced ?? {}
  const decide = (node: SelectionNode): SelectionNode | null => {
    const skipped = getDirectiveValues(GraphQLSkipDirective, node, values)?.['if'] === true
    const included = getDirectiveValues(GraphQLIncludeDirective, node, values)?.['if'] !== false
    if (skipped || !included) return null
    if (node.kind !== Kind.FRAGMENT_SPREAD) return { ...node, directives: [] }
    const { value } = node.name
    const fragment = document.definitions.find(
      (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === value,
    )
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) throw new Error(`There is no fragment ${value}.`)
    const { typeCondition, selectionSet } = fragment
    return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet }
  }
  const decided: DocumentNode = visit(document, {
    Field: decide,
    InlineFragment: decide,
    FragmentSpread: decide,
    SelectionSet: {
      // A selection of nothing cannot be written: one of nothing that is there can.
      leave: (node) => (node.selections.length > 0 ? undefined : { ...node, selections: [EXCLUDED] }),
    },
  })
  return withoutUnused({ document: decided, variables })
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
