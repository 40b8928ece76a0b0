import { Kind, visit } from 'graphql'
import type {
  DefinitionNode,
  DocumentNode,
  FieldNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'
import { isCondition, isExcluded } from '../operations/conditions.ts'

/** Selects nothing, and is still a selection: what remains of `{ title @skip(if: true) }`. */
const NOTHING: SelectionNode = {
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

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type'])

/**
 * The document as it is planned: every `@skip` and `@include` decided by coerced variables, and without introspection and
 * the withheld fields. The planner crashes on a condition at a subscription's root field, and plans with conditions inside
 * have one branch for each combination anyway. It also puts the fields of a mutation that stand in fragments into another
 * order than that in which they must run, so these are spelled out.
 */
export function decideDocument(
  document: DocumentNode,
  values: Readonly<Record<string, unknown>>,
  withheld: ReadonlySet<FieldNode> | null,
): DocumentNode {
  const decide = (node: SelectionNode): SelectionNode | null | undefined => {
    if (node.kind === Kind.FIELD && withheld?.has(node)) return null
    if (isExcluded(node.directives, values)) return null
    // No subgraph is asked for it, and the planner does not know all of it (`isOneOf`): graphql-js answers it.
    if (node.kind === Kind.FIELD && INTROSPECTION.has(node.name.value)) return null
    if (!node.directives?.some(isCondition)) return undefined
    return { ...node, directives: node.directives.filter((directive) => !isCondition(directive)) }
  }
  const decided: DocumentNode = visit(document, {
    Field: decide,
    InlineFragment: decide,
    FragmentSpread: decide,
    SelectionSet: {
      leave: (node: SelectionSetNode) => (node.selections.length > 0 ? undefined : { ...node, selections: [NOTHING] }),
    },
  })
  const definitions = decided.definitions.map((one) => (isMutation(one) ? inOrder(one, decided) : one))
  return { ...decided, definitions: withoutUnused(definitions) }
}

/** Fragments that only introspection and withheld fields spread are as unknown to the planner as these. */
function withoutUnused(definitions: readonly DefinitionNode[]): DefinitionNode[] {
  const used = new Set<string>()
  const follow = (definition: DefinitionNode | undefined): void => {
    if (!definition) return
    visit(definition, {
      FragmentSpread({ name: { value } }) {
        if (used.has(value)) return
        used.add(value)
        follow(definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === value))
      },
    })
  }
  for (const one of definitions) if (one.kind === Kind.OPERATION_DEFINITION) follow(one)
  return definitions.filter((one) => one.kind !== Kind.FRAGMENT_DEFINITION || used.has(one.name.value))
}

function isMutation(definition: DefinitionNode): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'mutation'
}

/** A fragment at the root is on the root type or on what this always is, else it would not be valid. */
function inOrder(mutation: OperationDefinitionNode, { definitions }: DocumentNode): OperationDefinitionNode {
  const fields = ({ selections }: SelectionSetNode): SelectionNode[] =>
    selections.flatMap((one) => {
      if (one.kind === Kind.FIELD) return [one]
      if (one.kind === Kind.INLINE_FRAGMENT) return fields(one.selectionSet)
      const { value } = one.name
      const found = definitions.find((each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === value)
      return found?.kind === Kind.FRAGMENT_DEFINITION ? fields(found.selectionSet) : []
    })
  return { ...mutation, selectionSet: { ...mutation.selectionSet, selections: fields(mutation.selectionSet) } }
}
