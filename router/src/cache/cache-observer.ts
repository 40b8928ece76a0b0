/** `answer`: a whole answer. `fetch`: the answer of a subgraph to a query. `entity`: the fields of one entity in a subgraph. */
export type CachedThing = 'answer' | 'fetch' | 'entity'

/** `shared`: not kept yet, but another request was already waiting for the same. */
export type CacheOutcome = 'hit' | 'miss' | 'shared'

/** What metrics want to know of the cache; the hit rate is hits by the sum of all. Called on the hot path: count, and return. */
export type CacheObserver = {
  onLookup?(thing: CachedThing, outcome: CacheOutcome, count: number): void
  /** The store, Redis, could not be asked. */
  onAway?(): void
  /** So many tags lost what was kept under them. */
  onInvalidate?(tags: number): void
}
