import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Running } from './bus.ts'
import type { Log } from './log.ts'
import { pause } from './pause.ts'
import { markerOf } from './redis-stream.ts'

/** What is watched, and how often. */
export type CompletenessOptions = {
  redis: Redis
  producer: string
  republish: () => Promise<void>
  /** How often to look, in milliseconds. */
  everyMs: number
  log: Log
}

// The marker is only set if nobody touched it meanwhile: a wipe or a new group in between starts it all again.
const CONFIRM = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`

/**
 * Notices when the stream of a producer may lack events that its outbox counts as published, and has them published
 * again. A marker in Redis stands for "nothing is missing". It vanishes with everything else when Redis is emptied; it
 * names the run of the server, for one that restarted may have come back with old data; and a group that is made anew
 * deletes it. It is set in two steps around republish(), so that whatever happens in between is noticed too.
 */
export function watchCompleteness({ redis, producer, republish, everyMs, log }: CompletenessOptions): Running {
  const key = markerOf(producer)
  const stopping = new AbortController()
  let seen: string | undefined

  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      const run = await readRunId(redis)
      const marker = await redis.get(key)
      // Another value than before: somebody else saw a loss, and what we published since may not be part of the repair.
      if (marker?.startsWith(`ready ${run} `) && (seen === undefined || seen === marker)) {
        seen = marker
        return
      }
      const token = `${run} ${randomUUID()}`
      await redis.set(key, `pending ${token}`)
      if (stopping.signal.aborted) return
      await republish()
      const confirmed = await redis.eval(CONFIRM, 1, key, `pending ${token}`, `ready ${token}`)
      if (confirmed === 1) seen = `ready ${token}`
    }
  }

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await look()
      } catch (error) {
        if (!stopping.signal.aborted)
          log.warn({ producer, err: error }, 'not known whether Redis is complete, will be tried again')
      }
      await pause(everyMs, stopping.signal)
    }
  }

  void watch()
  return {
    // Does not wait: a command may be under way to a Redis that is away.
    stop: async () => stopping.abort(),
  }
}

async function readRunId(redis: Redis): Promise<string> {
  const info = await redis.info('server')
  return /^run_id:(\w+)/m.exec(info)?.[1] ?? 'unknown'
}
