import type { Redis } from 'ioredis'
import { BusStopped, type EventBus, type HandlingOptions, type Running } from './bus.ts'
import type { EventEnvelope } from './envelope.ts'
import { gatherCalls } from './gather-calls.ts'
import type { Log } from './log.ts'
import { watchCompleteness } from './redis-completeness.ts'
import { connectRedis } from './redis-connection.ts'
import { joinRedisGroup } from './redis-group.ts'
import { appendToStream } from './redis-stream.ts'
import { tailRedis } from './redis-tail.ts'
import { trimRegularly } from './redis-trimming.ts'
import { createRetryPolicy, type RetryOptions } from './retry-policy.ts'

/** How the bus over Redis Streams delivers; times in milliseconds. */
export type RedisBusOptions = RetryOptions &
  HandlingOptions & {
    /** `redis://…` or `rediss://…`: one server (≥ 7.0), or what fails over as one; no cluster. */
    url: string
    log: Log
    /** An event whose process has given no sign of life for this long goes to another one, in milliseconds (default 10,000). */
    claimIdleMs?: number
    /** How often to look whether Redis has lost anything, in milliseconds (default 1,000). */
    lossCheckMs?: number
    /** Settled events stay in the stream this long, for tails that lost their connection, in milliseconds (default 20 min). */
    keepMs?: number
  }

const TRIM_EVERY_MS = 30_000

/**
 * The bus of several processes: one Redis stream per producer, one consumer group per subgraph. Redis holds nothing that
 * could not be lost: what is missing after a loss is published again out of the outboxes. While Redis is away,
 * publish() waits and consumers stand still; both go on by themselves.
 */
export function createRedisBus(options: RedisBusOptions): EventBus {
  const {
    url,
    log,
    concurrency = 8,
    batchSize = 50,
    claimIdleMs = 10_000,
    lossCheckMs = 1_000,
    keepMs = 1_200_000,
    graceMs = 1_000,
  } = options
  const handling = { concurrency, batchSize, graceMs, log }
  const retry = createRetryPolicy(options)
  const redis = connectRedis(url, 'commands', log)
  const parts = new Set<Running>()
  const readers = new Set<Redis>()
  let stopped = false

  /** What the relay reads at once is one command. */
  const append = gatherCalls<EventEnvelope>(async (events) => {
    const streams = Map.groupBy(events, ({ producer }) => producer)
    await Promise.all([...streams].map(([producer, ofStream]) => appendToStream(redis, producer, ofStream)))
  })

  function keep(part: Running): Running {
    parts.add(part)
    return {
      async stop() {
        parts.delete(part)
        await part.stop()
      },
    }
  }

  /** A connection for blocking reads. Known here too, for the bus may be stopped before its user is at work. */
  function openReader(): Redis {
    if (stopped) throw new BusStopped()
    const reader = connectRedis(url, 'reader', log)
    readers.add(reader)
    reader.once('end', () => readers.delete(reader))
    return reader
  }

  return {
    async publish(event) {
      if (stopped) throw new BusStopped()
      try {
        await append(event)
      } catch (error) {
        throw stopped ? new BusStopped() : error
      }
    },
    async consume(group) {
      const reader = openReader()
      return keep(await joinRedisGroup(group, { redis, reader, retry, claimIdleMs, ...handling }))
    },
    async tail(producers, listener, lookBackMs = 0) {
      const reader = openReader()
      return keep(await tailRedis({ redis, reader, producers, listener, lookBackMs, log }))
    },
    onLoss(producer, republish) {
      const watch = watchCompleteness({ redis, producer, republish, everyMs: lossCheckMs, log })
      const trimming = trimRegularly({ redis, producer, keepMs, everyMs: TRIM_EVERY_MS, log })
      return keep({
        async stop() {
          await Promise.all([watch.stop(), trimming.stop()])
        },
      })
    },
    async stop() {
      stopped = true
      await Promise.all([...parts].map((part) => part.stop()))
      parts.clear()
      for (const reader of readers) reader.disconnect()
      redis.disconnect()
    },
  }
}
