import type { Redis } from 'ioredis'
import { gatherCalls } from './gather-calls.ts'
import { markerOf, streamOf, toEntry, type RawEntry, type StreamEntry } from './redis-stream.ts'

/** An entry that is now ours, and how often it had been given to somebody before. */
export type ClaimedEntry = { entry: StreamEntry; deliveries: number }

/** What Redis knows of the entries that a group has been given and has not acknowledged. */
export type PendingEntries = {
  /** Makes the group on each stream where it is missing. Where it is, a loss is assumed: the outbox is asked for again. */
  ensureGroups(producers: string[]): Promise<void>
  isPending(stream: string, id: string): Promise<boolean>
  acknowledge(stream: string, id: string): Promise<void>
  /** Says that we live and still have these entries. */
  touch(stream: string, ids: string[]): Promise<void>
  /** Writes down how many attempts have begun, for whoever has to go on after a crash. */
  noteAttempts(stream: string, id: string, attempts: number): Promise<void>
  /** Takes over entries that nobody has touched for `idleMs`, the oldest first. */
  claimStale(stream: string, idleMs: number, limit: number): Promise<ClaimedEntry[]>
  /** Entries that were given to us in an answer that never arrived; those in `held` did arrive. */
  claimUnheard(stream: string, held: (id: string) => boolean): Promise<ClaimedEntry[]>
  /** Gives an entry to whoever looks next. */
  release(stream: string, id: string, attempts: number): Promise<void>
  /** Ids that are ours, at most 1,000. */
  own(stream: string): Promise<string[]>
  /** Removes consumers that have nothing and have not been seen for `idleMs`. */
  removeIdleConsumers(stream: string, idleMs: number): Promise<void>
}

type PendingRow = [id: string, consumer: string, idleMs: number, deliveries: number]

const OWN_AT_ONCE = 1_000
const A_DAY_MS = 24 * 3_600_000

// One step: a group that is made, with the marker left in place by a crash, would never get what it missed.
const ENSURE_GROUP = `
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if made.err then
  if string.find(made.err, 'BUSYGROUP', 1, true) then return 0 end
  return made
end
redis.call('DEL', KEYS[2])
return 1`

// One step: a consumer that is deleted takes its pending entries with it, so it must have none at that moment.
const REMOVE_IDLE = `
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local fields = {}
  for index = 1, #consumer, 2 do fields[consumer[index]] = consumer[index + 1] end
  if fields.pending == 0 and fields.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], fields.name)
  end
end`

/** The pending entries of one consumer in a group. */
export function createPendingEntries(redis: Redis, group: string, consumer: string): PendingEntries {
  async function claim(stream: string, idleMs: number, rows: PendingRow[]): Promise<ClaimedEntry[]> {
    if (rows.length === 0) return []
    const ids = rows.map(([id]) => id)
    // Redis answers only those that are still as idle as that: of two who try, one gets the entry.
    const claimed = (await redis.xclaim(stream, group, consumer, idleMs, ...ids)) as (RawEntry | null)[]
    const deliveries = new Map(rows.map(([id, , , count]) => [id, count]))
    return claimed.flatMap((raw) => {
      const entry = raw && toEntry(stream, raw)
      return entry ? [{ entry, deliveries: deliveries.get(entry.id) ?? 1 }] : []
    })
  }

  async function ownRows(stream: string): Promise<PendingRow[]> {
    return (await redis.xpending(stream, group, '-', '+', OWN_AT_ONCE, consumer)) as PendingRow[]
  }

  /** What a batch has handled is settled by one command per stream. */
  const acknowledge = gatherCalls<{ stream: string; id: string }>(async (entries) => {
    const streams = Map.groupBy(entries, ({ stream }) => stream)
    await Promise.all([...streams].map(([stream, of]) => redis.xack(stream, group, ...of.map(({ id }) => id))))
  })

  return {
    async ensureGroups(producers) {
      for (const producer of producers) {
        await redis.eval(ENSURE_GROUP, 2, streamOf(producer), markerOf(producer), group)
      }
    },
    async isPending(stream, id) {
      const rows = await redis.xpending(stream, group, id, id, 1)
      return rows.length > 0
    },
    acknowledge: (stream, id) => acknowledge({ stream, id }),
    async touch(stream, ids) {
      await redis.xclaim(stream, group, consumer, 0, ...ids, 'JUSTID')
    },
    async noteAttempts(stream, id, attempts) {
      await redis.xclaim(stream, group, consumer, 0, id, 'RETRYCOUNT', attempts, 'JUSTID')
    },
    async claimStale(stream, idleMs, limit) {
      const rows = (await redis.xpending(stream, group, 'IDLE', idleMs, '-', '+', limit)) as PendingRow[]
      return claim(stream, idleMs, rows)
    },
    async claimUnheard(stream, held) {
      const rows = await ownRows(stream)
      return claim(
        stream,
        0,
        rows.filter(([id]) => !held(id)),
      )
    },
    async release(stream, id, attempts) {
      await redis.xclaim(stream, group, consumer, 0, id, 'IDLE', A_DAY_MS, 'RETRYCOUNT', attempts, 'JUSTID')
    },
    async own(stream) {
      return (await ownRows(stream)).map(([id]) => id)
    },
    async removeIdleConsumers(stream, idleMs) {
      await redis.eval(REMOVE_IDLE, 1, stream, group, idleMs)
    },
  }
}
