/** Remembers the last `limit` ids; answers whether an id is new to it. */
export function createRecentIds(limit: number): { isNew(id: string): boolean } {
  const ids = new Set<string>()
  return {
    isNew(id) {
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
