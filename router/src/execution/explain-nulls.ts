import { GraphQLError, isLeafType, isListType, isNonNullType, isObjectType, isUnionType } from 'graphql'
import type { FieldNode, GraphQLCompositeType, GraphQLOutputType, OperationDefinitionNode } from 'graphql'
import type { RouterErrorCode } from '../errors.ts'
import { collectFields } from './collect-fields.ts'
import type { Selection } from './collect-fields.ts'
import { isTree } from './data-tree.ts'
import type { DataTree } from './data-tree.ts'

type Path = (string | number)[]

/** Enough to see what is wrong; a list of a thousand elements says it a thousand times. */
const MOST_ERRORS = 100

/**
 * An error for every place where a subgraph answered null, or nothing, or a value of another type, and that may not be
 * (GraphQL, 6.4.4), unless one of `errors` tells already why. Walks the data a second time, so only where the projection
 * was broken.
 */
export function explainNulls(
  selection: Selection,
  operation: OperationDefinitionNode,
  withheld: ReadonlySet<FieldNode> | null,
  data: DataTree,
  errors: readonly GraphQLError[],
): GraphQLError[] {
  const found: GraphQLError[] = []
  const { schema } = selection
  const isExplained = createExplained(errors)

  function report(path: Path, message: string): void {
    if (found.length >= MOST_ERRORS || isExplained(path)) return
    found.push(
      new GraphQLError(message, { path, extensions: { code: 'SUBGRAPH_ANSWER_INVALID' satisfies RouterErrorCode } }),
    )
  }

  function object(type: GraphQLCompositeType, nodes: readonly FieldNode[], value: DataTree, path: Path): void {
    fields(
      type,
      nodes.flatMap((node) => node.selectionSet ?? []),
      value,
      path,
    )
  }

  function fields(
    type: GraphQLCompositeType,
    sets: Parameters<typeof collectFields>[2],
    value: DataTree,
    path: Path,
  ): void {
    for (const [key, nodes] of collectFields(selection, type, sets)) {
      const name = (nodes[0] as FieldNode).name.value
      if (name === '__typename') {
        if (!isObjectType(type)) report([...path, key], `No subgraph said of which type this ${type.name} is.`)
      } else if (!name.startsWith('__') && !isUnionType(type)) {
        const field = type.getFields()[name]
        const allowed = withheld ? nodes.filter((node) => !withheld.has(node)) : nodes
        const own = Object.hasOwn(value, key) ? value[key] : null
        if (field && allowed.length > 0) check(field.type, allowed, own, [...path, key], `${type.name}.${name}`)
      }
    }
  }

  function check(
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    value: unknown,
    path: Path,
    where: string,
  ): void {
    if (isNonNullType(type)) {
      if (value == null) report(path, `Cannot return null for non-nullable field ${where}.`)
      else check(type.ofType, nodes, value, path, where)
      return
    }
    if (value == null) return
    if (isListType(type)) {
      if (!Array.isArray(value)) report(path, `A subgraph answered ${where} with something that is no list.`)
      else for (const [index, element] of value.entries()) check(type.ofType, nodes, element, [...path, index], where)
      return
    }
    if (isLeafType(type)) {
      if (!fitsLeaf(type.name, value))
        report(path, `A subgraph answered ${where} with a value that is no ${type.name}.`)
      return
    }
    if (!isTree(value)) return report(path, `A subgraph answered ${where} with something that is no object.`)
    const named = value['__typename']
    const runtime = typeof named === 'string' ? schema.getType(named) : undefined
    if (named === undefined || named === type.name) object(type, nodes, value, path)
    else if (isObjectType(type) && runtime && 'getFields' in runtime) object(type, nodes, value, path)
    else if (runtime && isObjectType(runtime) && !isObjectType(type) && schema.isSubType(type, runtime)) {
      object(runtime, nodes, value, path)
    } else report(path, `A subgraph answered ${where} with an object of a type that is not in the schema.`)
  }

  function fitsLeaf(name: string, value: unknown): boolean {
    const type = schema.getType(name)
    if (!type || !isLeafType(type)) return false
    if ('getValues' in type) return type.getValues().some((one) => one.name === value)
    return (leafFits[name] ?? isWritable)(value)
  }

  const rootType = schema.getRootType(operation.operation)
  if (rootType) fields(rootType, [operation.selectionSet], data, [])
  return found
}

const isInteger = (value: unknown): boolean => Number.isInteger(value)
const isWritable = (value: unknown): boolean => typeof value !== 'number' || Number.isFinite(value)

/** As `compileProjection` has it. */
const leafFits: Record<string, (value: unknown) => boolean> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string' || isInteger(value),
  Int: isInteger,
  Float: Number.isFinite,
  Boolean: (value) => typeof value === 'boolean',
}

/**
 * Whether an error below a place, above it, or of no place at all explains why it is null. As many places may be null as
 * there are errors, so that they are not compared one by one.
 */
function createExplained(errors: readonly GraphQLError[]): (place: Path) => boolean {
  const isEverywhere = errors.some(({ path }) => !path)
  const exact = new Set<string>()
  const around = new Set<string>()
  // Those of a list whose elements nobody knew are few.
  const ofAnyElement: (readonly (string | number)[])[] = []
  for (const { path = [] } of errors) {
    if (path.includes('@')) ofAnyElement.push(path)
    exact.add(path.join())
    for (let depth = 0; depth < path.length; depth++) around.add(path.slice(0, depth).join())
  }

  return function isExplained(place) {
    if (isEverywhere || exact.has(place.join()) || around.has(place.join())) return true
    if (place.some((_, depth) => exact.has(place.slice(0, depth).join()))) return true
    return ofAnyElement.some((path) => {
      const depth = Math.min(path.length, place.length)
      return path.slice(0, depth).every((key, index) => key === place[index] || key === '@')
    })
  }
}
