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
}

/** Nothing gathered yet. */
export function emptyGathered(entry: CompiledEntry): Gathered {
  return { entry, representations: [], targets: [], wanted: [], places: [], pathOf: [], answers: [] }
}

/**
 * Finds the place of an entity's representation among those that are gathered, and adds it when it is new; -1 when the
 * entity cannot be represented. Where one field tells entities apart, no text is made for those that are there already.
 */
export function createIndex({ entry, representations }: Gathered): (entity: DataTree) => number {
  const byText = new Map<string, number>()
  const byType = new Map<string, Map<unknown, number>>()
  let lastName: unknown
  let shape: RepresentationShape | null = null
  let byKey = new Map<unknown, number>()

  function add(text: string | null | undefined): number {
    if (text == null) return -1
    const known = byText.get(text)
    if (known !== undefined) return known
    const index = representations.push(text) - 1
    byText.set(text, index)
    return index
  }

  return function indexOf(entity) {
    const typeName = entity['__typename']
    if (typeName !== lastName) {
      lastName = typeName
      shape = typeof typeName === 'string' ? entry.shapes(typeName) : null
      byKey = byType.get(String(typeName)) ?? new Map()
      byType.set(String(typeName), byKey)
    }
    const value = shape?.key == null ? undefined : entity[shape.key]
    // Other values may be equal without being the same: their text decides.
    if (typeof value !== 'string') return add(shape?.represent(entity))
    let index = byKey.get(value)
    if (index === undefined) {
      index = add(shape?.represent(entity))
      byKey.set(value, index)
    }
    return index
  }
}
