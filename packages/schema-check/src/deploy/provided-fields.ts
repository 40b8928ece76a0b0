import { Kind, parse, type SelectionSetNode, type TypeNode } from 'graphql'
import type { ServedSchema } from './served-schema.ts'

/** The coordinates that `@provides(fields:)` of a field names, which answers `type`: `User.name` of `name`. */
export function providedFields(fields: string, type: TypeNode, served: ServedSchema): Set<string> {
  const found = new Set<string>()
  const [operation] = parse(`{ ${fields} }`, { noLocation: true }).definitions
  if (operation?.kind === Kind.OPERATION_DEFINITION) add(operation.selectionSet, nameOf(type))
  return found

  function add({ selections }: SelectionSetNode, owner: string): void {
    for (const node of selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) add(node.selectionSet, node.typeCondition?.name.value ?? owner)
      if (node.kind !== Kind.FIELD) continue
      found.add(`${owner}.${node.name.value}`)
      const answered = served.get(owner)?.fields.get(node.name.value)?.type
      if (node.selectionSet && answered) add(node.selectionSet, nameOf(answered))
    }
  }
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type)
}
