import { startRedisServer } from '@shop/events/redis-server'
import { setTimeout as delay } from 'node:timers/promises'

const RESTART_DELAY_MS = 500

/**
 * Starts a Redis and starts it again on its port whenever it ends by itself. It comes back empty: the events that it held are
 * still in the outboxes, which publish them again.
 */
export async function startRedisProcess(log: (line: string) => void): Promise<{ url: string; stop(): Promise<void> }> {
  let server = await startRedisServer()
  const { url, port } = server
  let stopping = false
  const watching = watch()

  async function watch(): Promise<void> {
    for (;;) {
      await server.ended
      if (stopping) return
      log('redis: ended; an empty one takes its place')
      await delay(RESTART_DELAY_MS)
      if (stopping) return
      try {
        server = await startRedisServer({ port })
      } catch (error) {
        // The old one has ended still, so that the next turn tries again.
        log(`redis: ${error instanceof Error ? error.message : String(error)}`)
      }
      if (stopping) await server.stop()
    }
  }

  return {
    url,
    async stop() {
      stopping = true
      await server.stop()
      await watching
    },
  }
}
