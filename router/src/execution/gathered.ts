import type { CompiledEntry } from './compiled-plan.ts'
import type { RepresentationShape } from './compile-representation.ts'
import type { DataTree } from './data-tree.ts'

/** The entities of one entry that are there, and the answers to their representations. */
export type Gathered = {
  entry: CompiledEntry
  /** Different ones, each asked for once. */
  representations: string[]
  targets: DataTree[]
  /** For each target: its representation, its place among all objects at the paths, and which of the paths it is at. */
  wanted: number[]
  places: number[]
  pathOf: number[]
  answers: (DataTree | null)[]
  /** Objects at the paths that cannot be represented. */
  missed: number
}

/** Nothing gathered yet. */
export function emptyGathered(entry: CompiledEntry): Gathered {
  return { entry, representations: [], targets: [], wanted: [], places: [], pathOf: [], answers: [], missed: 0 }
}

/**
 * Finds the place of an entity's representation among those that are gathered, and adds it when it is new; -1 when the
 * entity cannot be represented. Where a representation is a few scalars, no text is made for those that are there already:
 * the first scalar leads to an entity that may be the same, and the others are compared with it.
 */
export function createIndex({ entry, representations }: Gathered): (entity: DataTree) => number {
  const byText = new Map<string, number>()
  const byType = new Map<unknown, Map<unknown, Known>>()
  let lastName: unknown
  let shape: RepresentationShape | null = null
  let known = new Map<unknown, Known>()

  function add(text: string | null | undefined): number {
    if (text == null) return -1
    const there = byText.get(text)
    if (there !== undefined) return there
    const index = representations.push(text) - 1
    byText.set(text, index)
    return index
  }

  return function indexOf(entity) {
    const typeName = entity['__typename']
    if (typeName !== lastName) {
      lastName = typeName
      shape = typeof typeName === 'string' ? entry.shapes(typeName) : null
      known = byType.get(typeName) ?? new Map()
      byType.set(typeName, known)
    }
    const fields = shape?.fields
    if (!fields) return add(shape?.represent(entity))
    const first = entity[fields[0]!]
    const there = known.get(first)
    if (there && agree(fields, there.entity, entity)) return there.index
    const index = add(shape?.represent(entity))
    if (index !== -1 && !there) known.set(first, { entity, index })
    return index
  }
}

/** An entity that stands for all with the same scalars. */
type Known = { entity: DataTree; index: number }

/** Whether two entities are the same in these fields. Objects, which a custom scalar may be, never are: their text decides. */
function agree(fields: readonly string[], one: DataTree, other: DataTree): boolean {
  for (const field of fields) {
    const value = one[field]
    if (value !== other[field] || typeof value === 'object') return false
  }
  return true
}
