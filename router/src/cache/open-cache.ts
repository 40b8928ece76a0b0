import type { Logger } from 'pino'
import { useCache } from '../plugins/use-cache.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { Redis } from '../redis.ts'
import type { RouterSettings } from '../settings.ts'
import type { LoadedSupergraph } from '../supergraph.ts'
import type { CacheObserver } from './cache-observer.ts'
import { createMemoryStore } from './cache-store.ts'
import type { InvalidationSource } from './invalidation.ts'
import { createRedisStore } from './redis-store.ts'

export type CacheParts = {
  settings: RouterSettings
  /** Shared with other routers; null: this one keeps everything to itself. */
  redis: Redis | null
  supergraph: () => LoadedSupergraph
  /** In which tokens come. */
  tokenHeaders: readonly string[]
  invalidations: InvalidationSource | undefined
  observer: CacheObserver | undefined
  log: Logger
}

/** Of the headers that reach every subgraph: what an answer may be written in. */
const ALWAYS_VARIES = ['accept-language']

/** The policy that caches, with the store that fits, listening to what changes elsewhere. */
export async function openCache(parts: CacheParts): Promise<{ plugin: RouterPlugin; stop(): Promise<void> }> {
  const { settings, redis, supergraph, tokenHeaders, observer, log } = parts
  const passed = (settings.headerRules?.request ?? []).flatMap((rule) => ('pass' in rule ? [rule.pass] : []))
  const plugin = useCache({
    store: redis ? createRedisStore(redis, log) : createMemoryStore(settings.cacheBytes),
    supergraph,
    tokenHeaders,
    // What the operator lets through may change an answer, or say who asks.
    vary: [...new Set([...ALWAYS_VARIES, ...passed])].filter((name) => name !== 'authorization').toSorted(),
    ...(observer ? { observer } : {}),
  })
  const stop = await parts.invalidations?.(plugin.invalidate)
  return {
    plugin,
    async stop() {
      await stop?.()
    },
  }
}
