import type { Redis } from 'ioredis'
import type { Running } from './bus.ts'
import type { Log } from './log.ts'
import { pause } from './pause.ts'
import { orderOf, streamOf } from './redis-stream.ts'

/** What is trimmed, and how far. */
export type TrimmingOptions = {
  redis: Redis
  producer: string
  /** What every group has settled is kept this long for tails that lost their connection, in milliseconds. */
  keepMs: number
  everyMs: number
  log: Log
}

const LONG_STREAM = 100_000

/**
 * Cuts off the part of a producer's stream that every group has settled. Not by length: that would cut off what a group
 * has not seen. A group that is behind makes the stream grow, which is logged; when Redis is full it refuses
 * events, and they wait in the outbox.
 */
export function trimRegularly({ redis, producer, keepMs, everyMs, log }: TrimmingOptions): Running {
  const stopping = new AbortController()
  const stream = streamOf(producer)

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(everyMs, stopping.signal)
      if (stopping.signal.aborted) return
      try {
        const length = await trim(redis, stream, keepMs)
        if (length > LONG_STREAM) log.warn({ stream, length }, 'a consumer group is far behind')
      } catch (error) {
        if (!stopping.signal.aborted) log.debug({ stream, err: error }, 'stream not trimmed, will be tried again')
      }
    }
  }

  void run()
  return { stop: async () => stopping.abort() }
}

/** Trims once. Answers how many entries are left. */
export async function trim(redis: Redis, stream: string, keepMs: number): Promise<number> {
  if ((await redis.exists(stream)) === 0) return 0
  const [seconds] = await redis.time()
  let keepFrom = `${Math.max(0, Number(seconds) * 1_000 - keepMs)}-0`
  for (const group of (await redis.xinfo('GROUPS', stream)) as unknown[][]) {
    const name = String(group[group.indexOf('name') + 1])
    const delivered = String(group[group.indexOf('last-delivered-id') + 1])
    const [, firstPending] = (await redis.xpending(stream, name)) as [number, string | null]
    for (const id of [delivered, firstPending]) if (id && orderOf(id) < orderOf(keepFrom)) keepFrom = id
  }
  await redis.xtrim(stream, 'MINID', '~', keepFrom)
  return redis.xlen(stream)
}
