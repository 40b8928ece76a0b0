import type { Redis } from 'ioredis'
import type { Running } from './bus.ts'
import { parseEnvelope, type EventEnvelope } from './envelope.ts'
import { keepReading } from './keep-reading.ts'
import type { Log } from './log.ts'
import { pause } from './pause.ts'
import { createRecentIds } from './recent-ids.ts'
import { BLOCK_MS, GATHER_MS } from './redis-connection.ts'
import { streamOf, toEntries, type StreamEntry } from './redis-stream.ts'

/** What is followed, and who listens. */
export type RedisTailOptions = {
  /** Shared by the bus. */
  redis: Redis
  /** The tail's own, for reads that block; closed by stop(). */
  reader: Redis
  producers: string[]
  listener: (event: EventEnvelope) => void
  /** It begins with what was published since then, in milliseconds. */
  lookBackMs: number
  log: Log
}

/** So many ids are compared to tell the listener nothing twice. */
const REMEMBERED_IDS = 10_000
const AT_ONCE = 500

/** Reads the streams from their present end on, or from before. Resolves when nothing that is published later can be missed. */
export async function tailRedis(options: RedisTailOptions): Promise<Running> {
  const { redis, reader, producers, listener, lookBackMs, log } = options
  const stopping = new AbortController()
  const recent = createRecentIds(REMEMBERED_IDS)
  const positions = new Map<string, string>()
  // Their ends as ids and not `$`, which means another place at each call: what came between two would be missed.
  for (const stream of producers.map(streamOf)) {
    positions.set(stream, lookBackMs > 0 ? await placeBefore(redis, lookBackMs) : await endOf(redis, stream))
  }

  function hear(entry: StreamEntry): void {
    try {
      const event = parseEnvelope(entry.json)
      if (recent.add(event.id)) listener(event)
    } catch (error) {
      log.error({ stream: entry.stream, entry: entry.id, err: error }, 'a listener of the event tail failed')
    }
  }

  async function read(): Promise<void> {
    const where = [...positions.keys(), ...positions.values()]
    const reply = await reader.xread('COUNT', AT_ONCE, 'BLOCK', BLOCK_MS, 'STREAMS', ...where)
    const entries = toEntries(reply)
    for (const entry of entries) {
      positions.set(entry.stream, entry.id)
      hear(entry)
    }
    if (entries.length > 1 && entries.length < AT_ONCE) await pause(GATHER_MS, stopping.signal)
  }

  if (positions.size > 0) void keepReading(read, stopping.signal, log)
  return {
    async stop() {
      stopping.abort()
      reader.disconnect()
    },
  }
}

/** Ids begin with the time of the server. */
async function placeBefore(redis: Redis, lookBackMs: number): Promise<string> {
  const [seconds] = await redis.time()
  return `${Math.max(0, Number(seconds) * 1_000 - lookBackMs)}-0`
}

async function endOf(redis: Redis, stream: string): Promise<string> {
  const [last] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1)
  return last?.[0] ?? '0-0'
}
