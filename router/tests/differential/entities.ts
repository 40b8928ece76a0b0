import { Kind, parse } from 'graphql'
import type { ConstDirectiveNode, DefinitionNode, DocumentNode, SelectionSetNode } from 'graphql'

/** What the subgraphs of a graph say together of their entities. */
export type Entities = {
  isEntity(type: string): boolean
  /** Fields of a type that its keys are made of, at the first level. */
  isKeyField(type: string, field: string): boolean
  /** The name that the numbers of a type's entities are counted under: an interface that has a key is one crowd. */
  crowdOf(type: string): string
  /** The types of a crowd, in one order everywhere: entity `n` has type `n % length`. */
  membersOf(crowd: string): readonly string[]
}

export function readEntities(documents: readonly DocumentNode[]): Entities {
  const keyFields = new Map<string, Set<string>>()
  const crowds = new Map<string, string>()
  const members = new Map<string, Set<string>>()
  const definitions = documents.flatMap((document) => document.definitions)

  for (const definition of definitions) {
    if (!isComposite(definition)) continue
    for (const directive of definition.directives ?? []) {
      if (directive.name.value !== 'key') continue
      const fields = keyFields.get(definition.name.value) ?? new Set()
      for (const name of namesOf(fieldSetOf(directive))) fields.add(name)
      keyFields.set(definition.name.value, fields)
    }
  }
  for (const definition of definitions) {
    if (!isComposite(definition) || definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    for (const { name } of definition.interfaces ?? []) {
      if (!keyFields.has(name.value)) continue
      crowds.set(definition.name.value, name.value)
      members.set(name.value, (members.get(name.value) ?? new Set()).add(definition.name.value))
    }
  }
  return {
    isEntity: (type) => keyFields.has(type),
    isKeyField: (type, field) => keyFields.get(type)?.has(field) === true,
    crowdOf: (type) => crowds.get(type) ?? type,
    membersOf: (crowd) => [...(members.get(crowd) ?? [crowd])].toSorted(),
  }
}

/** The selection that `@key`, `@requires` or `@provides` names. */
export function fieldSetOf(directive: ConstDirectiveNode): SelectionSetNode {
  const value = directive.arguments?.find((argument) => argument.name.value === 'fields')?.value
  if (value?.kind !== Kind.STRING) throw new Error(`@${directive.name.value} has no fields.`)
  const [operation] = parse(`{ ${value.value} }`, { noLocation: true }).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${value.value}: not a selection`)
  return operation.selectionSet
}

export function isComposite(definition: DefinitionNode) {
  return (
    definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
    definition.kind === Kind.OBJECT_TYPE_EXTENSION ||
    definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    definition.kind === Kind.INTERFACE_TYPE_EXTENSION
  )
}

function namesOf(selectionSet: SelectionSetNode): string[] {
  return selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []))
}
