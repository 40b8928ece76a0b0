import { Redis } from 'ioredis'
import { CheckFailure } from './check-failure.ts'

/**
 * A connection for one command: what fails is told at once, and not tried again.
 *
 * @throws CheckFailure that says why it cannot be had
 */
export async function connectRedis(url: URL): Promise<Redis> {
  const redis = new Redis(url.href, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null })
  let why = 'the connection was closed'
  // Why there is no connection is only told here; what fails later, by the command that fails.
  redis.on('error', ({ message }: Error) => (why = message || why))
  try {
    await redis.connect()
  } catch {
    throw new CheckFailure(`${url.protocol}//${url.host} does not answer: ${why}`)
  }
  return redis
}
