import type { PlanPath } from '../planning/fetch-plan.ts'
import { isTree } from './data-tree.ts'
import type { DataTree } from './data-tree.ts'

/** Calls back with every object at one path below the data, in the order of the lists. */
export type WalkPath = (data: DataTree, visit: (found: DataTree) => void) => void

/**
 * Compiles a path to loops: this is the way to every entity of an answer. Keys are quoted as JSON, so that no text of a
 * client becomes code.
 */
export function compileWalk(path: PlanPath): WalkPath {
  function generate(index: number): string {
    const found = `v${index}`
    const key = path[index]
    if (key === undefined) return `visitAll(${found},visit);`
    const next = `v${index + 1}`
    if (key === '@') {
      const at = `i${index}`
      return `if(Array.isArray(${found}))for(let ${at}=0;${at}<${found}.length;${at}++){const ${next}=${found}[${at}];${generate(index + 1)}}`
    }
    const quoted = JSON.stringify(key)
    // A name that every object inherits something under must be the object's own.
    const own = key in {} ? `&&Object.hasOwn(${found},${quoted})` : ''
    return `if(${found}!=null${own}){const ${next}=${found}[${quoted}];${generate(index + 1)}}`
  }

  // oxlint-disable-next-line typescript/no-implied-eval -- compiling is the point, and nothing of a client is in the text
  const create = new Function('visitAll', `return function walk(v0,visit){${generate(0)}}`)
  return (create as (all: typeof visitAll) => WalkPath)(visitAll)
}

/** The planner marks every list of a path; one that it does not know of is walked through all the same. */
function visitAll(found: unknown, visit: (found: DataTree) => void): void {
  if (isTree(found)) visit(found)
  else if (Array.isArray(found)) for (const element of found as unknown[]) visitAll(element, visit)
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
