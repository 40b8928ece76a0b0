import type { FetchLayer, SubgraphAnswer, SubgraphFetch } from '../subgraphs/subgraph-fetch.ts'
import { hintsOf } from './cache-hints.ts'
import type { CachedFetch } from './cached-fetch.ts'
import { askEntities } from './entity-fetch.ts'
import { createShapeReader } from './fetch-shape.ts'
import { listTag, readInvalidations, subgraphTag } from './invalidation.ts'
import type { Invalidate } from './invalidation.ts'
import type { OperationReadings } from './operation-reading.ts'
import type { CacheUnit, UnitCache } from './unit-cache.ts'
import { canonicalJson, keyOf, readerOf } from './viewer-key.ts'

export type LayerParts = {
  units: UnitCache
  readings: OperationReadings
  vary: readonly string[]
  invalidate: Invalidate
}

/**
 * Answers fetches from what is kept, and keeps what comes. Subscriptions pass: their events tell of changes that the cache may
 * not have heard of yet. A mutation passes, and ends what it changed before its answer goes on.
 */
export function createCacheLayer({ units, readings, vary, invalidate }: LayerParts): FetchLayer {
  const readShape = createShapeReader()

  return (next) => {
    async function mutate(fetch: SubgraphFetch): Promise<SubgraphAnswer> {
      const { subgraph } = fetch
      let answer: SubgraphAnswer | undefined
      try {
        answer = await next(fetch)
        return answer
      } finally {
        // Without a word of the subgraph, and when nobody knows how far it came, everything of it may be different now.
        await invalidate(readInvalidations(subgraph, answer?.extensions?.['invalidates']) ?? [{ subgraph }])
      }
    }

    return async function ask(fetch) {
      if (fetch.operation.kind === 'mutation') return mutate(fetch)
      const reading = readings.of(fetch.context)
      if (!reading) return next(fetch)
      const shape = readShape(reading.supergraph, fetch)
      if (!shape) {
        reading.uncachable = true
        return next(fetch)
      }
      const cached: CachedFetch = { fetch, next, reading, hints: hintsOf(reading.supergraph), units, vary }
      if (shape.kind === 'entities') return askEntities(shape.fields, cached)
      return askRoot(unitOf(), cached)

      function unitOf(): CacheUnit {
        const { subgraph, operation, variables, context } = fetch
        const { policy, types } = shape as Extract<typeof shape, { kind: 'root' }>
        const reader = readerOf(context.headers, vary, policy.isPrivate)
        return {
          key: keyOf(
            'fetch',
            subgraph,
            operation.query,
            operation.name ?? '',
            canonicalJson(JSON.parse(variables)),
            reader,
          ),
          tags: [subgraphTag(subgraph), ...types.map((type) => listTag(subgraph, type))],
          maxAge: policy.maxAge,
        }
      }
    }
  }
}

async function askRoot(unit: CacheUnit, { fetch, next, reading, units }: CachedFetch): Promise<SubgraphAnswer> {
  const found = await units.find([unit], reading, 'fetch')
  const source = found?.sources[0]
  if (!found || !source) {
    reading.uncachable = true
    return next(fetch)
  }
  if (source.kind === 'wanted') {
    let text: string | null = null
    try {
      const answer = await next({ ...fetch, notBefore: found.notBefore })
      if (!answer.errors?.length && answer.data) text = JSON.stringify(answer.data)
      return answer
    } finally {
      source.settle(text)
    }
  }
  const text = await source.text
  return text === null
    ? next({ ...fetch, notBefore: found.notBefore })
    : { data: JSON.parse(text) as Record<string, unknown> }
}
