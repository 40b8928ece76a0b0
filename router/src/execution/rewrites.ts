import type { FetchDataRewrite } from '@apollo/query-planner'
import { isAbstractType } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import type { DataTree } from './data-tree.ts'

const ON = '... on '

/**
 * Changes names and values in the data of a fetch, where the planner had to use others than the client: a key that would
 * collide with another, or the type name of an interface object. `schema` is the supergraph's.
 */
export function applyRewrites(schema: GraphQLSchema, rewrites: readonly FetchDataRewrite[], value: unknown): void {
  for (const rewrite of rewrites) {
    const last = rewrite.path.at(-1)
    if (last === undefined) continue
    forEachObject(schema, rewrite.path.slice(0, -1), value, (found) => {
      if (rewrite.kind === 'ValueSetter') {
        found[last] = rewrite.setValueTo
      } else if (Object.hasOwn(found, last) && found[last] !== undefined) {
        found[rewrite.renameKeyTo] = found[last]
        delete found[last]
      }
    })
  }
}

/** A path of the subgraph's answer in the names that the rewrites give. */
export function rewritePath(
  rewrites: readonly FetchDataRewrite[],
  path: readonly (string | number)[],
): (string | number)[] {
  const renamed = [...path]
  for (const rewrite of rewrites) {
    if (rewrite.kind !== 'KeyRenamer') continue
    const keys = rewrite.path.filter((key) => !key.startsWith(ON))
    const places = renamed.flatMap((key, index) => (typeof key === 'string' ? [index] : []))
    const place = places[keys.length - 1]
    const matches = keys.every((key, index) => path[places[index] ?? -1] === key)
    if (place !== undefined && matches) renamed[place] = rewrite.renameKeyTo
  }
  return renamed
}

/** Whether an object is of a type, by its `__typename`. One that does not say is taken to be. */
export function isOfType(schema: GraphQLSchema, found: DataTree, name: string): boolean {
  const own = found['__typename']
  if (own === name || typeof own !== 'string') return true
  const type = schema.getType(own)
  const wanted = schema.getType(name)
  if (!type || !isAbstractType(wanted)) return false
  return 'getFields' in type && schema.isSubType(wanted, type as Parameters<GraphQLSchema['isSubType']>[1])
}

function forEachObject(
  schema: GraphQLSchema,
  path: readonly string[],
  value: unknown,
  change: (found: DataTree) => void,
): void {
  if (Array.isArray(value)) {
    for (const element of value as unknown[]) forEachObject(schema, path, element, change)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const found = value as DataTree
  const [first, ...rest] = path
  if (first === undefined) return change(found)
  if (!first.startsWith(ON)) {
    if (Object.hasOwn(found, first)) forEachObject(schema, rest, found[first], change)
  } else if (isOfType(schema, found, first.slice(ON.length))) {
    forEachObject(schema, rest, found, change)
  }
}
