import { createDoorbell } from '../doorbell.ts'
import type { Log } from '../log.ts'
import { pause } from '../pause.ts'
import type { SqlExecutor } from '../sql-executor.ts'
import { readChanges, readSnapshot, type Changes } from './change-log.ts'
import type { Snapshot } from './snapshot.ts'

/** Told of a follower's topics: what changed; or that too much did to hand it over, so that it must read it itself. */
export type ChangeListener = (news: Changes | 'behind') => void

/**
 * Reads the changes of one database for all who follow something in this process, once for all of them. While nobody
 * follows anything it reads nothing.
 */
export type ChangeFeed = {
  /**
   * Calls the listener after changes of its topics until the function is called that it answers. Resolves when nothing
   * can be missed any more that is committed later.
   */
  follow(topics: readonly string[], listener: ChangeListener): Promise<() => void>
  /** Something may have changed: looks at once. What wakes it may be lost: it also looks by itself. */
  wake(): void
  /** How many follow. */
  followers(): number
  stop(): Promise<void>
}

/** What a feed reads, and how often without having been woken (default 1,000 ms). */
export type ChangeFeedOptions = { database: SqlExecutor; log: Log; pollMs?: number }

/** More at once are not handed over: a process that slept, or a bulk change. */
const BATCH = 5_000

/** Changes that come within so short a time are read together; so much longer while much happens, as the relay does it. */
const GATHER_MS = 4
const GATHER_MUCH_MS = 20

/**
 * Of the changes of a shop under load six in ten are of orders that nobody follows any more. Up to so many topics PostgreSQL
 * leaves them out for less than it takes to write them down, and Node is spared; with more, all are read.
 */
const TOPICS_COMPARED = 64

const LONGEST_PAUSE_MS = 2_000

type Follower = { topics: readonly string[]; listener: ChangeListener }

/** Makes a feed; see ChangeFeed. */
export function createChangeFeed({ database, log, pollMs = 1_000 }: ChangeFeedOptions): ChangeFeed {
  const byTopic = new Map<string, Set<Follower>>()
  const all = new Set<Follower>()
  const bell = createDoorbell()
  const stopping = new AbortController()
  let reading: Promise<Changes> | undefined
  let running: { begun: Promise<void>; done: Promise<void> } | undefined

  function add(follower: Follower): void {
    all.add(follower)
    for (const topic of follower.topics) {
      const followers = byTopic.get(topic) ?? new Set()
      byTopic.set(topic, followers.add(follower))
    }
  }

  function remove(follower: Follower): void {
    if (!all.delete(follower)) return
    for (const topic of follower.topics) {
      const followers = byTopic.get(topic)
      followers?.delete(follower)
      if (followers?.size === 0) byTopic.delete(topic)
    }
    // The loop ends when it sees that nobody is left.
    if (all.size === 0) bell.ring()
  }

  function tell({ changes, snapshot }: Changes): void {
    if (changes.length === BATCH) {
      for (const { listener } of all) listener('behind')
      return
    }
    const concerned = new Map<Follower, Changes>()
    for (const change of changes) {
      for (const follower of new Set(change.topics.flatMap((topic) => [...(byTopic.get(topic) ?? [])]))) {
        const news = concerned.get(follower)
        if (news) news.changes.push(change)
        else concerned.set(follower, { changes: [change], snapshot })
      }
    }
    for (const [{ listener }, news] of concerned) listener(news)
  }

  async function run(begun: PromiseWithResolvers<void>): Promise<void> {
    let seen: Snapshot
    try {
      seen = await readSnapshot(database)
    } catch (error) {
      running = undefined
      return begun.reject(error)
    }
    begun.resolve()
    let failures = 0
    let gatherMs = GATHER_MS
    while (all.size > 0 && !stopping.signal.aborted) {
      await bell.wait(pollMs, stopping.signal)
      if (all.size === 0 || stopping.signal.aborted) break
      await pause(gatherMs, stopping.signal)
      try {
        reading = readChanges(database, seen, BATCH, byTopic.size <= TOPICS_COMPARED ? [...byTopic.keys()] : null)
        const news = await reading
        seen = news.snapshot
        failures = 0
        gatherMs = news.changes.length > 1 ? GATHER_MUCH_MS : GATHER_MS
        tell(news)
      } catch (error) {
        failures += 1
        if (failures === 1) log.warn({ err: error }, 'changes for live subscriptions not read, will be tried again')
        await pause(Math.min(50 * 2 ** failures, LONGEST_PAUSE_MS), stopping.signal)
        bell.ring()
      } finally {
        reading = undefined
      }
    }
    running = undefined
  }

  function start(): { begun: Promise<void>; done: Promise<void> } {
    const begun = Promise.withResolvers<void>()
    return { begun: begun.promise, done: run(begun) }
  }

  return {
    async follow(topics, listener) {
      const follower = { topics, listener }
      add(follower)
      try {
        // A loop that is about to end, because the last one left, looks again before it does.
        running ??= start()
        await running.begun
        // What is being read was asked for without these topics. When it fails, it is read again with them.
        await Promise.allSettled([reading])
      } catch (error) {
        remove(follower)
        throw error
      }
      return () => remove(follower)
    },
    wake: () => bell.ring(),
    followers: () => all.size,
    async stop() {
      stopping.abort()
      await running?.done
    },
  }
}
