import type { EventBus, Running } from '@shop/events/bus'
import { createChangeFeed, type ChangeFeed } from '@shop/events/live/change-feed'
import { dropForeignChanges, pruneChanges } from '@shop/events/live/change-log'
import type { SqlExecutor } from '@shop/events/sql-executor'
import type { Log } from '../log.ts'
import { startWorker } from '../worker.ts'
import { watchSessions, type EndedSessions } from './ended-sessions.ts'

/** What a subgraph with subscriptions has beside its database. */
export type Live = Running & {
  feed: ChangeFeed
  /** For assembleSubgraph. */
  sessions: EndedSessions
}

const PRUNE_EVERY_MS = 5 * 60_000

/** Starts what subscriptions stand on: the feed of changes, woken by the subgraph's events of all its processes. */
export async function startLive(options: {
  name: string
  database: SqlExecutor
  bus: EventBus
  log: Log
}): Promise<Live> {
  const { name, database, bus, log } = options
  const foreign = await dropForeignChanges(database)
  if (foreign > 0) log.warn({ foreign }, 'the database was restored: changes of before are not told again')
  const feed = createChangeFeed({ database, log })
  const sessions = await watchSessions(bus)
  const tail = await bus.tail([name], () => feed.wake())
  const run = () => pruneChanges(database)
  const pruning = startWorker({ name: 'prune-live-changes', intervalMs: PRUNE_EVERY_MS, run, log })
  return {
    feed,
    sessions,
    async stop() {
      await Promise.all([tail.stop(), sessions.stop(), feed.stop(), pruning.stop()])
    },
  }
}
