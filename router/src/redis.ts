import { Redis } from 'ioredis'
import type { Logger } from 'pino'

export type { Redis } from 'ioredis'

/** Longest pause between two attempts to come back. */
const LONGEST_PAUSE_MS = 1_000

/**
 * Opens the one connection to Redis that the policies share. Resolves when it is usable, or when the first attempt failed or
 * took longer than `connectMs`: a router serves without Redis too, and the connection comes back by itself. Each outage is
 * logged once.
 *
 * A command rejects at once while Redis is away and after `timeoutMs` while it hangs; it is never sent twice. Whoever uses the
 * connection decides what that means. For SUBSCRIBE take a `duplicate()`. The caller ends it with `disconnect()`.
 */
export async function openRedis(
  url: string,
  { timeoutMs, connectMs = 1_000, log }: { timeoutMs: number; connectMs?: number; log: Logger },
): Promise<Redis> {
  const redis = new Redis(url, {
    connectionName: 'router',
    // A request must not wait for Redis to come back, and what was not answered may have happened.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    connectTimeout: connectMs,
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(25 * 2 ** times, LONGEST_PAUSE_MS),
  })
  let away = false
  redis.on('error', (error: Error) => {
    log[away ? 'debug' : 'warn']({ err: error }, 'Redis is away, reconnects')
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info('Redis is back')
    away = false
  })
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, connectMs)
    const settled = (): void => {
      clearTimeout(timer)
      resolve()
    }
    redis.once('ready', settled)
    redis.once('close', settled)
  })
  return redis
}
