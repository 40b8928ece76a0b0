import { LRUCache } from 'lru-cache'

/** What is kept. Times are in milliseconds since 1970; `versions` are those of `tags` before it was asked for. */
export type CacheEntry = {
  text: string
  storedAt: number
  expiresAt: number
  tags: readonly string[]
  versions: readonly string[]
}

/** Entries in the order of the keys, null for what is not there, and versions in the order of the tags. */
export type CacheReading = { entries: (CacheEntry | null)[]; versions: string[] }

/**
 * Keeps texts, and a version of each tag that changes when what the tag names does. An entry holds as long as the versions of
 * its tags are those that it has; whoever reads it compares. So what was asked for before a change and is kept after it does no
 * harm: it has the version from before.
 *
 * Versions are never used twice: one that was lost, with Redis or for want of room, makes its entries worthless, not valid.
 */
export type CacheStore = {
  /** Null when the store cannot be asked: nothing may be answered from it or kept. */
  read(keys: readonly string[], tags: readonly string[]): Promise<CacheReading | null>
  /** Never rejects; what cannot be kept is not. */
  write(key: string, entry: CacheEntry): Promise<void>
  /** Resolves when no reader gets the old versions any more, or when they cannot be got because the store is away. */
  invalidate(tags: readonly string[]): Promise<void>
}

/** A version is small, and is lost before many entries are. */
const MOST_VERSIONS = 200_000
/** Roughly what an entry weighs besides its text and key. */
const ENTRY_BYTES = 400

/** In this process, at most `bytes`; what was not used for the longest time goes first. */
export function createMemoryStore(bytes: number): CacheStore {
  const entries = new LRUCache<string, CacheEntry>({
    maxSize: bytes,
    // A character of a text in a foreign script takes two bytes.
    sizeCalculation: ({ text, tags }, key) => 2 * (text.length + key.length) + ENTRY_BYTES * (1 + tags.length),
  })
  const versions = new LRUCache<string, string>({ max: MOST_VERSIONS })
  let last = 0

  function versionOf(tag: string): string {
    let version = versions.get(tag)
    if (version === undefined) versions.set(tag, (version = String((last += 1))))
    return version
  }

  return {
    async read(keys, tags) {
      return { entries: keys.map((key) => entries.get(key) ?? null), versions: tags.map(versionOf) }
    },
    async write(key, entry) {
      entries.set(key, entry)
    },
    async invalidate(tags) {
      for (const tag of tags) versions.delete(tag)
    },
  }
}
