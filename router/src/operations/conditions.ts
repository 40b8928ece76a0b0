import { Kind } from 'graphql'
import type { DirectiveNode } from 'graphql'

/** Whether a directive is `@skip` or `@include`. */
export function isCondition(directive: DirectiveNode): boolean {
  return directive.name.value === 'skip' || directive.name.value === 'include'
}

/** Whether the conditions among these directives leave the selection out. `values` are coerced variables. */
export function isExcluded(
  directives: readonly DirectiveNode[] | undefined,
  values: Readonly<Record<string, unknown>>,
): boolean {
  return directives?.some((directive) => isCondition(directive) && excludes(directive, values)) ?? false
}

function excludes(directive: DirectiveNode, values: Readonly<Record<string, unknown>>): boolean {
  const value = directive.arguments?.[0]?.value
  const condition =
    value?.kind === Kind.VARIABLE ? values[value.name.value] : value?.kind === Kind.BOOLEAN && value.value
  return directive.name.value === 'skip' ? condition === true : condition !== true
}
