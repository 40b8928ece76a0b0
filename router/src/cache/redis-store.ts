import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Redis } from '../redis.ts'
import type { CacheEntry, CacheStore } from './cache-store.ts'

/** Longer than anything is kept; a version that is gone is made anew. */
const VERSION_SECONDS = 86_400
const INFO_RUN_ID = /^run_id:(\w+)/m

/**
 * In Redis, shared by all routers: what one of them invalidates is gone for all. The bound on memory is Redis' own
 * (`maxmemory`, any policy).
 *
 * Keys carry the run of the server. After a restart with an old snapshot, or on a replica that took over, versions from before
 * a change may be there again, and entries with them: none of that is ever read.
 */
export function createRedisStore(redis: Redis, log: Logger): CacheStore {
  let run: string | null = null
  /** Tags whose versions could not be removed. Until they are, this router reads nothing. */
  const owed = new Map<string, number>()
  let debts = 0

  async function learnRun(): Promise<void> {
    try {
      run = INFO_RUN_ID.exec(await redis.info('server'))?.[1] ?? null
      if (run === null) log.warn('Redis does not say which run it is; nothing is cached there')
    } catch (error) {
      log.debug({ err: error }, 'Redis left before the cache could use it')
      // A command that timed out on a connection that stays: nobody else would ask again.
      if (redis.status === 'ready') setTimeout(() => void learnRun(), 1_000).unref()
    }
  }

  redis.on('close', () => {
    run = null
  })
  redis.on('ready', () => void learnRun())
  if (redis.status === 'ready') void learnRun()

  const entryKey = (key: string): string => `cache:${run}:entry:${key}`
  const versionKey = (tag: string): string => `cache:${run}:version:${tag}`

  async function settleDebts(): Promise<void> {
    if (owed.size === 0) return
    const due = [...owed]
    await redis.unlink(...due.map(([tag]) => versionKey(tag)))
    // What has changed once more meanwhile stays owed: that is another command, which may fail.
    for (const [tag, debt] of due) if (owed.get(tag) === debt) owed.delete(tag)
  }

  /** Reads all at one moment, after the versions that were missing were made: the first who makes one makes it for all. */
  async function readAll(keys: readonly string[], missing: readonly string[]): Promise<(string | null)[]> {
    const pipeline = redis.pipeline()
    for (const key of missing) pipeline.set(key, randomUUID(), 'EX', VERSION_SECONDS, 'NX')
    pipeline.mget(...keys)
    const replies = (await pipeline.exec()) ?? []
    for (const [error] of replies) if (error) throw error
    return replies.at(-1)?.[1] as (string | null)[]
  }

  return {
    async read(keys, tags) {
      if (run === null) return null
      try {
        await settleDebts()
        const asked = [...keys.map(entryKey), ...tags.map(versionKey)]
        let replies = asked.length === 0 ? [] : await redis.mget(...asked)
        const missing = asked.filter((_, index) => index >= keys.length && replies[index] === null)
        if (missing.length > 0) replies = await readAll(asked, missing)
        const versions = replies.slice(keys.length).filter((version) => version !== null)
        // Evicted at once: Redis has no room.
        if (versions.length < tags.length) return null
        return { entries: replies.slice(0, keys.length).map((text) => (text === null ? null : decode(text))), versions }
      } catch (error) {
        log.debug({ err: error }, 'the cache in Redis cannot be read')
        return null
      }
    },
    async write(key, entry) {
      const milliseconds = entry.expiresAt - Date.now()
      if (run === null || milliseconds < 1) return
      try {
        await redis.set(entryKey(key), encode(entry), 'PX', milliseconds)
      } catch (error) {
        log.debug({ err: error }, 'the cache in Redis cannot be written')
      }
    },
    async invalidate(tags) {
      if (tags.length === 0) return
      for (const tag of tags) owed.set(tag, (debts += 1))
      // While it is away nobody here reads from it; and a run that is over is never read again.
      if (run === null) return
      try {
        await settleDebts()
      } catch (error) {
        log.warn({ err: error }, 'a change could not be told to the cache in Redis; it is told before it is read again')
      }
    },
  }
}

function encode({ text, storedAt, expiresAt, tags, versions }: CacheEntry): string {
  return `${JSON.stringify([storedAt, expiresAt, tags, versions])}\n${text}`
}

function decode(stored: string): CacheEntry {
  const end = stored.indexOf('\n')
  const [storedAt, expiresAt, tags, versions] = JSON.parse(stored.slice(0, end)) as [number, number, string[], string[]]
  return { text: stored.slice(end + 1), storedAt, expiresAt, tags, versions }
}
