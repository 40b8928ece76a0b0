import { beginningCursor, readCursor, scopeOf, wasTold, writeCursor, type Seen } from '@shop/events/live/change-cursor'
import type { ChangeFeed } from '@shop/events/live/change-feed'
import {
  readMissed,
  REPLAY_RETENTION_MS,
  RETENTION_MARGIN_MS,
  type Change,
  type Changes,
} from '@shop/events/live/change-log'
import { hasSeen, type Snapshot } from '@shop/events/live/snapshot'
import type { SqlExecutor } from '@shop/events/sql-executor'
import { LiveEvent } from './live-event.ts'

/** What is told: a value, and what LiveEvent has beside it. */
export type Told<Value> = { value: Value; conflationKey?: string; context?: object }

/** What one subscription tells. Made anew from the current state at the beginning, and after a gap. */
export type Followed<Value> = {
  /** Tells the current state. Where that is nothing, a value that says so lets the client have a cursor. */
  current(): readonly Told<Value>[]
  /** Tells a change. What it throws ends the stream with this error: the viewer may not see it any more, for example. */
  apply(change: Change): readonly Told<Value>[]
  /** Whether nothing more can come. Asked after all changes of a moment have been applied. */
  isOver(): boolean
}

/** What followChanges needs. */
export type FollowOptions<Value> = {
  feed: ChangeFeed
  database: SqlExecutor
  /** What is followed, as the triggers name it. */
  topics: readonly string[]
  /** The cursor that the client brought; null to begin with the current state. */
  resumeFrom: string | null
  /**
   * Reads the current state and, in the same statement, the snapshot that it was read in, so that no change is both in the
   * state and told after it. What it throws is the answer to the subscription.
   */
  begin(): Promise<{ snapshot: Snapshot; followed: Followed<Value> }>
}

/** More missed changes of one subscription are not told one by one: the current state is, as a gap. */
export const REPLAY_LIMIT = 1_000

/** Changes that wait for a slow reader; then they are forgotten, and read again when it comes to them. */
const QUEUE_LIMIT = 500

const ISSUED_TO_MS = 10_000

/** Of a cursor. Coarse, so that all who are told of a change at the same place have the same: what they share is found by it. */
function issuedAt(): number {
  return Math.floor(Date.now() / ISSUED_TO_MS) * ISSUED_TO_MS
}

/**
 * A subscription on the log of changes: the current state or what was missed since a cursor, then each change, in order and
 * exactly once. The log is durable, so a cursor works in any process, and nothing depends on a wake-up that may be lost.
 *
 * An iterator by hand, because an async generator cannot return() while its next() waits.
 */
export async function followChanges<Value>(
  options: FollowOptions<Value>,
): Promise<AsyncIterableIterator<LiveEvent<Value>>> {
  const { feed, database, topics, begin } = options
  const scope = scopeOf(topics)
  const ready: LiveEvent<Value>[] = []
  let queue: Changes[] = []
  let queued = 0
  let isBehind = false
  let closed = false
  let wake = () => {}
  let followed: Followed<Value>
  /** What the events in `ready` tell, and all before them. */
  let seen: Seen

  // Before the state is read: what is committed meanwhile waits in the queue.
  const leave = await feed.follow(topics, (news) => {
    if (news === 'behind' || queued + news.changes.length > QUEUE_LIMIT) {
      isBehind = true
      queue = []
      queued = 0
    } else if (!isBehind) {
      queue.push(news)
      queued += news.changes.length
    }
    wake()
  })

  function close(): void {
    closed = true
    leave()
    wake()
  }

  /** Tells changes that were committed between what is seen and a later snapshot. */
  function tellChanges({ changes, snapshot }: Changes): void {
    const news = changes.filter((change) => !wasTold(seen, change))
    const before = seen.snapshot
    for (const [index, change] of news.entries()) {
      const isLast = index === news.length - 1
      seen = isLast ? { snapshot } : { snapshot: before, partly: { snapshot, position: change.position } }
      const cursor = writeCursor(scope, seen, issuedAt())
      for (const told of followed.apply(change)) ready.push(new LiveEvent({ ...told, cursor }))
    }
  }

  async function beginAnew(gap: boolean): Promise<void> {
    const state = await begin()
    followed = state.followed
    seen = { snapshot: state.snapshot }
    const told = followed.current()
    for (const [index, event] of told.entries()) {
      // Who has a part of the state only must not go on after all of it.
      const isLast = index === told.length - 1
      const cursor = isLast ? writeCursor(scope, seen, issuedAt()) : beginningCursor(scope, state.snapshot, index)
      ready.push(new LiveEvent({ ...event, cursor, gap: gap && index === 0 }))
    }
  }

  /** Tells what was missed since a point; false when that is too much, or the point is none of this database's. */
  async function replay(from: Seen): Promise<boolean> {
    const missed = await readMissed(database, from, topics, REPLAY_LIMIT + 1)
    if (missed.changes.length > REPLAY_LIMIT || from.snapshot.xmax > missed.snapshot.xmax) return false
    seen = from
    const { partly } = from
    if (partly) {
      // The rest of what was told in part comes first, as it would have then.
      const isRest = ({ transactionId }: Change) => hasSeen(partly.snapshot, transactionId)
      tellChanges({ changes: missed.changes.filter(isRest), snapshot: partly.snapshot })
      seen = { snapshot: partly.snapshot }
    }
    tellChanges(missed)
    seen = { snapshot: missed.snapshot }
    return true
  }

  async function resume(cursor: string): Promise<void> {
    const point = readCursor(scope, cursor)
    if (point === 'beginning') return beginAnew(false)
    const oldest = Date.now() - REPLAY_RETENTION_MS + RETENTION_MARGIN_MS
    if (!point || point.issuedAt < oldest) return beginAnew(true)
    // Read for the viewer's rights, and whether there is anything to wait for; told is what was missed.
    followed = (await begin()).followed
    if (!(await replay(point.seen))) await beginAnew(true)
  }

  async function refill(): Promise<void> {
    if (isBehind) {
      isBehind = false
      if (!(await replay(seen))) await beginAnew(true)
      return
    }
    const news = queue.shift()
    if (!news) return
    queued -= news.changes.length
    tellChanges(news)
  }

  async function step(): Promise<IteratorResult<LiveEvent<Value>, undefined>> {
    for (;;) {
      if (closed) return { done: true, value: undefined }
      const event = ready.shift()
      if (event) return { done: false, value: event }
      if (followed.isOver()) close()
      else if (isBehind || queue.length > 0) await refill().catch(fail)
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  function fail(error: unknown): never {
    close()
    throw error
  }

  await (options.resumeFrom === null ? beginAnew(false) : resume(options.resumeFrom)).catch(fail)
  let last: Promise<unknown> = Promise.resolve()
  const stream: AsyncIterableIterator<LiveEvent<Value>> = {
    next() {
      // One after the other, also for those who ask again before they were answered.
      const result = last.then(step, step)
      last = result
      return result
    },
    async return() {
      close()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return stream
}
