import type { FetchDataKeyRenamer } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { representationOf } from './compile-representation.ts'
import type { CompiledEntities } from './compiled-plan.ts'
import { isTree } from './data-tree.ts'
import type { DataTree } from './data-tree.ts'
import type { Execution } from './execution.ts'
import { emptyGathered } from './gathered.ts'
import type { Gathered } from './gathered.ts'
import { isOfType } from './rewrites.ts'
import { placesAt } from './walk-path.ts'

type ContextGroup = { gathered: [Gathered]; variables: string }

const ON = '... on '

/**
 * The entities of a fetch whose fields take arguments from the data around them (`@fromContext`), by the values of these
 * arguments: a call has one value for each. Entities without a value get null, as the specification has it.
 */
export function groupByContext({ entries, context }: CompiledEntities, { data, schema }: Execution): ContextGroup[] {
  const [entry] = entries
  if (!entry) return []
  const groups = new Map<string, { group: Gathered; known: Map<string, number> }>()
  for (const [path, planPath] of entry.paths.entries()) {
    for (const [place, { around }] of placesAt(data, planPath).entries()) {
      const entity = around.at(-1) as DataTree
      const representation = representationOf(entry.shapes, entity)
      if (representation === null) continue
      const variables = contextText(schema, context, around)
      const { group, known } = groups.get(variables) ?? {
        group: emptyGathered(entry),
        known: new Map<string, number>(),
      }
      groups.set(variables, { group, known })
      const index = known.get(representation) ?? group.representations.push(representation) - 1
      known.set(representation, index)
      group.targets.push(entity)
      group.wanted.push(index)
      group.places.push(place)
      group.pathOf.push(path)
    }
  }
  return [...groups].map(([variables, { group }]) => ({ gathered: [group], variables }))
}

/** The members of a JSON object with the context's values. Several rules may give one variable: the first that finds a value. */
function contextText(
  schema: GraphQLSchema,
  context: readonly FetchDataKeyRenamer[],
  around: readonly DataTree[],
): string {
  const values = new Map<string, unknown>()
  for (const { path, renameKeyTo } of context) {
    const value = valueAt(schema, path, around)
    if (!values.has(renameKeyTo) || values.get(renameKeyTo) === null) values.set(renameKeyTo, value ?? null)
  }
  return [...values].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')
}

/** `..` leads to the object around. */
function valueAt(schema: GraphQLSchema, path: readonly string[], around: readonly DataTree[]): unknown {
  const up = path.filter((key) => key === '..').length
  let found: unknown = around.at(-1 - up)
  for (const key of path.slice(up)) {
    if (!isTree(found)) return null
    if (key.startsWith(ON)) {
      if (!isOfType(schema, found, key.slice(ON.length))) return null
    } else {
      found = Object.hasOwn(found, key) ? found[key] : null
    }
  }
  return found
}
