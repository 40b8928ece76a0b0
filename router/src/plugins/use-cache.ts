import { guardedPlacesOf } from '../authorization/guarded-places.ts'
import { createCacheLayer } from '../cache/cache-layer.ts'
import { hintsOf } from '../cache/cache-hints.ts'
import type { CacheObserver } from '../cache/cache-observer.ts'
import { readSelection } from '../cache/cache-policy.ts'
import type { CachePolicy } from '../cache/cache-policy.ts'
import type { CacheEntry, CacheStore } from '../cache/cache-store.ts'
import { tagsOf } from '../cache/invalidation.ts'
import type { Invalidate } from '../cache/invalidation.ts'
import { createOperationReadings, note } from '../cache/operation-reading.ts'
import { createUnitCache } from '../cache/unit-cache.ts'
import { canonicalJson, keyOf, readerOf } from '../cache/viewer-key.ts'
import type { Executed, OperationRun, PreparedOperation } from '../operations/operation.ts'
import type { RouterPlugin } from '../plugin.ts'
import type { LoadedSupergraph } from '../supergraph.ts'

export type CacheOptions = {
  store: CacheStore
  supergraph: () => LoadedSupergraph
  /** Headers of a request that a subgraph's answer may depend on, besides the token. */
  vary: readonly string[]
  /** In which tokens come: an answer that is private is for one of these. */
  tokenHeaders: readonly string[]
  observer?: CacheObserver
}

const NO_STORE = 'no-store'

/**
 * Keeps what `@cacheControl` allows to be kept: whole answers, what subgraphs answer to a query, and what they say of single
 * entities. All of it holds only until one of the things that it depends on changes; see CacheStore.
 */
export function useCache({ store, supergraph, vary, tokenHeaders, observer = {} }: CacheOptions): RouterPlugin & {
  invalidate: Invalidate
} {
  const readings = createOperationReadings()
  const units = createUnitCache(store, observer)
  const policies = new WeakMap<PreparedOperation, CachePolicy>()
  /** Keys of the answers that are to be kept, and runs that were answered from the cache. */
  const keys = new WeakMap<OperationRun, string>()
  const answered = new WeakSet<OperationRun>()

  const invalidate: Invalidate = async (changes) => {
    const hints = hintsOf(supergraph())
    const identity = (subgraph: string, typename: string) => hints.type(typename)?.identities.get(subgraph) ?? []
    const tags = [...new Set(changes.flatMap((change) => tagsOf(change, identity)))]
    if (tags.length === 0) return
    observer.onInvalidate?.(tags.length)
    await store.invalidate(tags)
  }

  function policyOf(prepared: PreparedOperation): CachePolicy {
    let policy = policies.get(prepared)
    if (!policy) {
      const hints = hintsOf(prepared.supergraph)
      const { operation, fragments } = prepared
      policy = readSelection(hints, hints.queryType, operation.selectionSet, fragments).policy
      policies.set(prepared, policy)
    }
    return policy
  }

  function keyOfRun({ prepared, values, context, withheld }: OperationRun, isPrivate: boolean): string {
    return keyOf(
      'answer',
      prepared.supergraph.version,
      prepared.text,
      prepared.operation.name?.value ?? '',
      canonicalJson(values),
      withheld?.key ?? '',
      readerOf(context.headers, vary, isPrivate),
    )
  }

  /** The entry, when everything that it depends on is as it was. */
  async function find(key: string): Promise<CacheEntry | null> {
    const entry = (await store.read([key], []))?.entries[0]
    if (!entry || entry.expiresAt <= Date.now()) return null
    const present = await store.read([], entry.tags)
    return present && present.versions.join() === entry.versions.join() ? entry : null
  }

  async function onOperation(run: OperationRun): Promise<void> {
    const { prepared, context } = run
    // Subscriptions have no reading: the layer lets them pass.
    if (prepared.kind === 'subscription' || !hintsOf(prepared.supergraph).any) return
    const reading = readings.begin(context, prepared.supergraph)
    if (prepared.kind !== 'query') return
    const { maxAge, isPrivate } = policyOf(prepared)
    if (maxAge === 0 || run.executed || run.errors.length > 0) return
    const key = keyOfRun(run, isPrivate)
    const entry = await find(key)
    observer.onLookup?.('answer', entry ? 'hit' : 'miss', 1)
    if (!entry) {
      keys.set(run, key)
      return
    }
    note(reading, entry.tags, entry.versions, entry.expiresAt)
    answered.add(run)
    run.executed = { data: entry.text, errors: [] }
  }

  function onExecuted(run: OperationRun, executed: Executed): void {
    const { prepared, context, errors, headers } = run
    if (!hintsOf(prepared.supergraph).any || prepared.kind === 'subscription') return
    headers['cache-control'] = NO_STORE
    const reading = readings.of(context)
    if (prepared.kind !== 'query' || !reading || errors.length > 0 || executed.errors.length > 0) return
    const { maxAge, isPrivate } = policyOf(prepared)
    const now = Date.now()
    const lifetime = Math.min(maxAge * 1000, reading.expiresAt - now)
    if (lifetime <= 0 || reading.uncachable) return
    const key = keys.get(run)
    if (key !== undefined && reading.versions.size > 0) {
      const tags = [...reading.versions.keys()]
      const versions = [...reading.versions.values()]
      // The answer does not wait for it.
      void store.write(key, { text: executed.data, storedAt: now, expiresAt: now + lifetime, tags, versions })
    }
    // By RFC 9111 the age is part of the lifetime: seconds that are left and seconds since are one sum.
    const age = Math.max(0, maxAge - Math.ceil(lifetime / 1000))
    // What not every viewer may have is nothing for a cache that asks nobody.
    const isForOne = isPrivate || guardedPlacesOf(prepared) !== null
    headers['cache-control'] = `max-age=${maxAge}, ${isForOne ? 'private' : 'public'}`
    if (answered.has(run) || age > 0) headers['age'] = String(age)
    // A browser keeps what is private, and whoever signs in there next is another viewer.
    const varying = [headers['vary'], ...(isForOne ? tokenHeaders : []), ...vary].filter(Boolean)
    if (varying.length > 0) headers['vary'] = varying.join(', ')
  }

  return {
    name: 'cache',
    onOperation,
    onExecuted,
    fetchLayer: createCacheLayer({ units, readings, vary, invalidate }),
    invalidate,
  }
}
