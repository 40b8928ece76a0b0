import { Redis } from 'ioredis'
import { DOWNLOAD_TIMEOUT_MS, poll } from './source.ts'
import type { OpenedSource } from './source.ts'

const DEFAULT_KEY = 'supergraph'

/**
 * `redis://host:6379/0?key=supergraph`. Who publishes says so on the channel `<key>:published`; whoever missed it asks every
 * `pollMs`. The connections come back by themselves, and reading fails meanwhile.
 */
export function openRedisText(source: URL, pollMs: number): OpenedSource {
  const key = source.searchParams.get('key') ?? DEFAULT_KEY
  const url = new URL(source)
  url.search = ''
  const redis = connect(url.href)
  let last: string | null = null
  const name = `redis://${url.host}${url.pathname}?key=${key}`

  return {
    name,
    async read() {
      const text = await redis.get(key)
      if (text === null) throw new Error(`${name}: nothing is published there`)
      if (text === last) return null
      last = text
      return text
    },
    watch(onChange) {
      const listener = connect(url.href)
      // What fails here is asked for by polling.
      listener.subscribe(`${key}:published`).catch(() => {})
      listener.on('message', onChange)
      const stop = poll(pollMs)(onChange)
      return () => {
        stop()
        listener.disconnect()
      }
    },
    close() {
      redis.disconnect()
    },
  }
}

function connect(url: string): Redis {
  const redis = new Redis(url, {
    connectionName: 'router source',
    commandTimeout: DOWNLOAD_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
  })
  // `read` tells what is wrong; without a listener the process would end.
  redis.on('error', () => {})
  return redis
}
