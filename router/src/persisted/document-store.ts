import { LRUCache } from 'lru-cache'
import type { Redis } from '../redis.ts'
import type { RequestContext } from '../request-context.ts'
import { documentHash } from './document-hash.ts'

/** Documents that clients had remembered, by the SHA-256 of their text. What it forgets, a client sends again. */
export type DocumentStore = {
  /** Undefined for what is not known (any more). A promise only when it has to be looked for elsewhere. */
  find(hash: string, context: RequestContext): Promise<string | undefined> | string | undefined
  /** Does not wait until it is kept, and never fails: the answer does not depend on it. */
  keep(hash: string, text: string, context: RequestContext): void
}

const MOST_DOCUMENTS = 10_000
/** In characters, all documents together. */
const LONGEST_DOCUMENTS = 20_000_000
/** A week without being looked for in Redis, and a document is of nobody's current client. */
const KEPT_SECONDS = 7 * 24 * 3600
const PREFIX = 'router:document:'

/** Of this process alone, bounded: the documents that were used last stay. */
export function createMemoryDocuments(): DocumentStore {
  const documents = new LRUCache<string, string>({
    max: MOST_DOCUMENTS,
    maxSize: LONGEST_DOCUMENTS,
    sizeCalculation: (text) => text.length + 1,
  })
  return {
    find: (hash) => documents.get(hash),
    keep: (hash, text) => void documents.set(hash, text),
  }
}

/** Shared by all routers with this Redis, and kept in the memory of each. Without Redis it is that memory alone. */
export function createRedisDocuments(redis: Redis): DocumentStore {
  const memory = createMemoryDocuments()

  async function load(hash: string, context: RequestContext): Promise<string | undefined> {
    try {
      const text = await redis.getex(PREFIX + hash, 'EX', KEPT_SECONDS)
      // Others may write to this Redis: what is executed must be what the client's hash is of.
      if (text === null || documentHash(text) !== hash) return undefined
      memory.keep(hash, text, context)
      return text
    } catch (error) {
      context.log.warn({ err: error }, 'persisted documents of Redis cannot be read')
      return undefined
    }
  }

  return {
    find: (hash, context) => memory.find(hash, context) ?? load(hash, context),
    keep(hash, text, context) {
      memory.keep(hash, text, context)
      redis.set(PREFIX + hash, text, 'EX', KEPT_SECONDS).catch((error: unknown) => {
        context.log.warn({ err: error }, 'a persisted document was not written to Redis')
      })
    },
  }
}
