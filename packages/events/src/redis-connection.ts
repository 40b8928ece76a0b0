import { Redis } from 'ioredis'
import type { Log } from './log.ts'

/** How long a blocking read waits in Redis, in milliseconds. */
export const BLOCK_MS = 5_000
/** While much happens, what comes within so short a time is read together, in milliseconds: as long as a relay gathers. */
export const GATHER_MS = 20

/**
 * `commands` waits through an outage: what is not answered is sent again, in order, after the reconnect. `reader`, for
 * blocking reads, fails instead: its loop must know that an answer got lost.
 */
export type ConnectionKind = 'commands' | 'reader'

/** Opens a connection that comes back by itself, logs each outage once, and never throws an 'error' event. */
export function connectRedis(url: string, kind: ConnectionKind, log: Log): Redis {
  const redis = new Redis(url, {
    connectionName: `shop-events-${kind}`,
    maxRetriesPerRequest: kind === 'commands' ? null : 0,
    // Silence for this long means a connection that is dead without having been closed.
    socketTimeout: BLOCK_MS * 3,
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(25 * 2 ** times, 1_000),
  })
  let away = false
  redis.on('error', (error: Error) => {
    log[away ? 'debug' : 'warn']({ connection: kind, err: error }, 'Redis is away, reconnects')
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info({ connection: kind }, 'Redis is back')
    away = false
  })
  return redis
}
