import type { PlanPath } from '../planning/fetch-plan.ts'
import { isTree } from './data-tree.ts'
import type { DataTree } from './data-tree.ts'

/** Calls back with every object at `path` below `value`, in the order of the lists. */
export function forEachAt(value: unknown, path: PlanPath, from: number, visit: (found: DataTree) => void): void {
  let found = value
  for (let index = from; index < path.length; index++) {
    if (found === null || found === undefined) return
    const key = path[index] as string
    if (key === '@') {
      if (!Array.isArray(found)) return
      for (const element of found as unknown[]) forEachAt(element, path, index + 1, visit)
      return
    }
    if (!Object.hasOwn(found, key)) return
    found = (found as DataTree)[key]
  }
  if (isTree(found)) visit(found)
  else if (Array.isArray(found)) for (const element of found as unknown[]) forEachAt(element, path, path.length, visit)
}

/** The same objects in the same order, each with its path in the answer and the objects around it, outermost first. */
export function placesAt(value: unknown, path: PlanPath): { path: (string | number)[]; around: DataTree[] }[] {
  const places: { path: (string | number)[]; around: DataTree[] }[] = []

  function walk(found: unknown, from: number, taken: (string | number)[], around: DataTree[]): void {
    if (found === null || found === undefined) return
    if (Array.isArray(found)) {
      const next = path[from] === '@' ? from + 1 : from
      if (next === from && from < path.length) return
      for (const [index, element] of (found as unknown[]).entries()) walk(element, next, [...taken, index], around)
      return
    }
    if (from === path.length) {
      if (isTree(found)) places.push({ path: taken, around: [...around, found] })
      return
    }
    const key = path[from] as string
    if (!isTree(found) || key === '@' || !Object.hasOwn(found, key)) return
    walk(found[key], from + 1, [...taken, key], [...around, found])
  }

  walk(value, 0, [], [])
  return places
}
