import type { CompiledEntry } from './compiled-plan.ts'
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
