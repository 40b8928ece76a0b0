import { Kind, parse } from 'graphql'
import type { FieldNode, SelectionSetNode } from 'graphql'

/** As the query planner writes it: `@` stands for every element of a list. */
export type PlanPath = readonly (string | number)[]

/**
 * Where the answer misses something when a subgraph did not answer `query`, as paths of its own answer: every root
 * field, or every field of the entity. For the entities of a list it is the one path of nothing, which becomes the path of the
 * list: an error for each of a hundred elements would say no more.
 */
export function affectedPaths(query: string, fetchPath: PlanPath): (string | number)[][] {
  const operation = parse(query, { noLocation: true }).definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
  const fields = operation ? fieldsOf(operation.selectionSet) : []
  const entities = fields.find((field) => field.name.value === '_entities')
  if (!entities?.selectionSet) return fields.map((field) => [responseKey(field)])
  if (fetchPath.includes('@')) return [[]]
  const keys = fieldsOf(entities.selectionSet).map(responseKey)
  return [...new Set(keys)].filter((key) => key !== '__typename').map((key) => ['_entities', 0, key])
}

/** The gateway's path of an error in the client's terms: up to the first list whose index is not known. */
export function clientPath(path: PlanPath): PlanPath {
  const unknown = path.findIndex((key) => key === '@' || key === '_entities')
  return unknown === -1 ? path : path.slice(0, unknown)
}

function fieldsOf(selectionSet: SelectionSetNode): FieldNode[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection]
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : []
  })
}

function responseKey(field: FieldNode): string {
  return field.alias?.value ?? field.name.value
}
