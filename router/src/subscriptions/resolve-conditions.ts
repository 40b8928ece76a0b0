import { Kind, visit } from 'graphql'
import type { DirectiveNode, DocumentNode, SelectionNode, SelectionSetNode } from 'graphql'

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

/**
 * The document with every `@skip` and `@include` decided. The planner crashes on a condition at a subscription's root
 * field, and a subscription is planned once for its variables anyway, so all of them are decided beforehand.
 */
export function resolveConditions(document: DocumentNode, variables: Record<string, unknown>): DocumentNode {
  const decide = (node: SelectionNode): SelectionNode | null | undefined => {
    const conditions = node.directives?.filter(isCondition) ?? []
    if (conditions.length === 0) return undefined
    if (conditions.some((condition) => excludes(condition, variables))) return null
    return { ...node, directives: node.directives?.filter((directive) => !isCondition(directive)) ?? [] }
  }
  return visit(document, {
    Field: decide,
    InlineFragment: decide,
    FragmentSpread: decide,
    SelectionSet: {
      leave: (node: SelectionSetNode) => (node.selections.length > 0 ? undefined : { ...node, selections: [NOTHING] }),
    },
  })
}

/** The variables that conditions use, with their values: what a plan depends on besides the document. */
export function conditionValues(document: DocumentNode, variables: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  visit(document, {
    Directive(node) {
      const argument = isCondition(node) ? node.arguments?.[0]?.value : undefined
      if (argument?.kind === Kind.VARIABLE) values[argument.name.value] = variables[argument.name.value]
    },
  })
  return values
}

function isCondition(directive: DirectiveNode): boolean {
  return directive.name.value === 'skip' || directive.name.value === 'include'
}

function excludes(directive: DirectiveNode, variables: Record<string, unknown>): boolean {
  const value = directive.arguments?.[0]?.value
  const condition =
    value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value
  return directive.name.value === 'skip' ? condition === true : condition !== true
}
