/** Remembers the last `limit` ids. */
export type RecentIds = {
  has(id: string): boolean
  /** Answers whether it is new. */
  add(id: string): boolean
}

/** Remembers nothing yet. */
export function createRecentIds(limit: number): RecentIds {
  const ids = new Set<string>()
  return {
    has: (id) => ids.has(id),
    add(id) {
      if (ids.has(id)) return false
      ids.add(id)
      if (ids.size > limit) {
        // A Set keeps the order of insertion: the first one is the oldest.
        for (const oldest of ids) {
          ids.delete(oldest)
          break
        }
      }
      return true
    },
  }
}
