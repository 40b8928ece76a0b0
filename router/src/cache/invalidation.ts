/**
 * Something changed in a subgraph: one entity (`key` has the fields of a key), all entities of a type, or, without a type,
 * anything that it answers.
 */
export type Invalidation = { subgraph: string; typename?: string; key?: Record<string, unknown> }

/** Called with what changed; resolves when nothing older is answered from the cache any more. */
export type Invalidate = (changes: readonly Invalidation[]) => Promise<void>

/**
 * Where a router hears of changes besides the mutations that it passes on: called when it starts, and what it answers when it
 * stops.
 */
export type InvalidationSource = (invalidate: Invalidate) => Promise<() => unknown> | (() => unknown)

/** Everything that a subgraph answers. */
export function subgraphTag(subgraph: string): string {
  return subgraph
}

/** Answers that show, count or order entities of this type: they change when any of them does. */
export function listTag(subgraph: string, typename: string): string {
  return `${subgraph}:${typename}`
}

/** All entities of this type, each for itself. */
export function typeTag(subgraph: string, typename: string): string {
  return `${subgraph}:${typename}!`
}

/** One entity, by the fields of its first key. */
export function entityTag(subgraph: string, typename: string, key: Record<string, unknown>): string {
  return `${subgraph}:${typename}${canonical(key)}`
}

/** `identity` are the fields that entities of this type are known by in this subgraph; see HintedType. */
export function tagsOf(
  { subgraph, typename, key }: Invalidation,
  identity: (subgraph: string, typename: string) => readonly string[],
): string[] {
  if (typename === undefined) return [subgraphTag(subgraph)]
  const named = identity(subgraph, typename)
  const isIdentity = key !== undefined && named.length > 0 && named.every((field) => key[field] !== undefined)
  return [
    listTag(subgraph, typename),
    isIdentity ? entityTag(subgraph, typename, pick(key, named)) : typeTag(subgraph, typename),
  ]
}

/** What a mutation's answer says in `extensions.invalidates`; null when it says nothing that can be understood. */
export function readInvalidations(subgraph: string, said: unknown): Invalidation[] | null {
  if (!Array.isArray(said)) return null
  const changes: Invalidation[] = []
  for (const one of said as unknown[]) {
    const { typename, key } = (one ?? {}) as { typename?: unknown; key?: unknown }
    if (typeof typename !== 'string') return null
    if (key !== undefined && (typeof key !== 'object' || key === null)) return null
    changes.push({ subgraph, typename, ...(key ? { key: key as Record<string, unknown> } : {}) })
  }
  return changes
}

export function pick(from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name]]))
}

/** The same text for equal values: fields in order; an ID is the same as number and as text. */
function canonical(key: Record<string, unknown>): string {
  return JSON.stringify(
    Object.entries(key).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    (_, value: unknown) => (typeof value === 'number' ? String(value) : value),
  )
}
