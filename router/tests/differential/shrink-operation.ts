import { Kind, validate, visit } from 'graphql'
import type { DocumentNode, GraphQLSchema, SelectionNode, SelectionSetNode } from 'graphql'
import type { Operation } from './generate-operation.ts'

/** A smaller operation that still disagrees: parts are taken away one by one for as long as one can go. */
export async function shrinkOperation(
  schema: GraphQLSchema,
  operation: Operation,
  disagrees: (smaller: Operation) => Promise<boolean>,
  attempts = 400,
): Promise<Operation> {
  let smallest = operation
  let left = attempts
  let index = 0
  while (left > 0) {
    const smaller = withoutPart(smallest, index)
    if (!smaller) return smallest
    if (validate(schema, smaller.document).length === 0) {
      left -= 1
      if (await disagrees(smaller)) {
        smallest = smaller
        continue
      }
    }
    index += 1
  }
  return smallest
}

/** The operation without its part number `index`, in the order in which a visitor meets them; null: there are not so many. */
function withoutPart({ document, variables }: Operation, index: number): Operation | null {
  let seen = -1
  const isNext = (): boolean => {
    seen += 1
    return seen === index
  }
  const smaller: DocumentNode = visit(document, {
    enter(node): unknown {
      if (seen >= index) return false
      const isPart =
        node.kind === Kind.FIELD || node.kind === Kind.INLINE_FRAGMENT || node.kind === Kind.FRAGMENT_SPREAD
      if ((isPart || node.kind === Kind.DIRECTIVE || node.kind === Kind.ARGUMENT) && isNext()) return null
      if (node.kind === Kind.FIELD && node.alias && isNext()) {
        const { alias: _, ...rest } = node
        return rest
      }
      if (node.kind === Kind.SELECTION_SET) return spelledOut(node, document, isNext)
    },
  })
  return seen < index ? null : withoutUnused({ document: smaller, variables })
}

/** The selections with one fragment replaced by what is in it; undefined: it is not their turn. */
function spelledOut(
  node: SelectionSetNode,
  document: DocumentNode,
  isNext: () => boolean,
): SelectionSetNode | undefined {
  for (const [place, selection] of node.selections.entries()) {
    if (selection.kind === Kind.FIELD || !isNext()) continue
    const before = node.selections.slice(0, place)
    return { ...node, selections: [...before, ...bodyOf(selection, document), ...node.selections.slice(place + 1)] }
  }
  return undefined
}

function bodyOf(selection: SelectionNode, document: DocumentNode): readonly SelectionNode[] {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet.selections
  const { value } = selection.name
  for (const one of document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === value) return one.selectionSet.selections
  }
  return []
}

/** Without the fragments and variables that nothing mentions, and without selections that became empty. */
export function withoutUnused({ document, variables }: Operation): Operation {
  const used = new Set<string>()
  for (const definition of document.definitions) {
    visit(definition, {
      FragmentSpread: (node) => void used.add(node.name.value),
      VariableDefinition: () => false,
      Variable: (node) => void used.add(`$${node.name.value}`),
    })
  }
  const kept: DocumentNode = visit(document, {
    FragmentDefinition: (node) => (used.has(node.name.value) ? undefined : null),
    VariableDefinition: (node) => (used.has(`$${node.variable.name.value}`) ? false : null),
  })
  const given = Object.fromEntries(Object.entries(variables).filter(([name]) => used.has(`$${name}`)))
  const changed = kept.definitions.length < document.definitions.length
  const operation = { document: kept, variables: given }
  return changed ? withoutUnused(operation) : operation
}
