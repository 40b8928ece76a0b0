/** Data as subgraphs answer it. It grows while a plan runs: what came later is merged into what is there. */
export type DataTree = { [key: string]: unknown }

/** Whether a value is an object of data, neither a list nor null. */
export function isTree(value: unknown): value is DataTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Adds everything of `source` to `target`, which keeps what it has besides. Lists of the same length are merged element by
 * element. Parts of `source` that `target` lacks are taken over as they are, not copied.
 */
export function mergeInto(target: DataTree, source: DataTree): void {
  for (const key in source) {
    const next = source[key]
    if (key === '__proto__') {
      define(target, key, next)
      continue
    }
    if (typeof next === 'object' && next !== null) {
      const there = target[key]
      if (typeof there === 'object' && there !== null && mergeObjects(there, next)) continue
    }
    target[key] = next
  }
}

/** False when the two cannot be one: another length, or a list and an object. */
function mergeObjects(there: object, next: object): boolean {
  if (!Array.isArray(next)) {
    if (Array.isArray(there)) return false
    mergeInto(there as DataTree, next as DataTree)
    return true
  }
  if (!Array.isArray(there) || there.length !== next.length) return false
  for (let index = 0; index < next.length; index++) {
    const element: unknown = next[index]
    const known: unknown = there[index]
    const both = typeof element === 'object' && element !== null && typeof known === 'object' && known !== null
    if (!both || !mergeObjects(known, element)) there[index] = element
  }
  return true
}

/** A copy that shares nothing. */
export function copyTree<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyTree) as Value
  const copy: DataTree = {}
  for (const key in value) {
    if (key === '__proto__') define(copy, key, copyTree(value[key]))
    else copy[key] = copyTree(value[key])
  }
  return copy as Value
}

/** For an alias that is called `__proto__`: by assignment it would replace the object's prototype. */
function define(target: DataTree, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true })
}
