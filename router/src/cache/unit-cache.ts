import type { CachedThing, CacheObserver } from './cache-observer.ts'
import type { CacheReading, CacheStore } from './cache-store.ts'
import { note } from './operation-reading.ts'
import type { OperationReading } from './operation-reading.ts'

/**
 * What a look-up found. `notBefore` is a time of `performance.now()`: what was asked for before it may be older than the versions.
 */
export type FoundUnits = { sources: UnitSource[]; notBefore: number }

/** The smallest thing that is kept: what a subgraph answers to one question, or about one entity. */
export type CacheUnit = { key: string; tags: readonly string[]; maxAge: number }

/** Where the text of a unit comes from: it was kept, somebody asks for it already, or it has to be asked for. */
export type UnitSource =
  | { kind: 'kept'; text: string }
  /** Null when the other one got nothing that can be shared. */
  | { kind: 'awaited'; text: Promise<string | null> }
  /** Whoever has this one calls `settle` once, in every case. */
  | { kind: 'wanted'; settle(text: string | null): void }

/**
 * Looks units up. Of all who want the same unit at the same versions, one is told to ask for it: a change in between gives other
 * versions, so nobody waits for an answer that was asked for before it. That is per process; several routers ask once each.
 */
export type UnitCache = {
  /** Null when the store is away. */
  find(units: readonly CacheUnit[], reading: OperationReading, thing: CachedThing): Promise<FoundUnits | null>
}

export function createUnitCache(store: CacheStore, observer: CacheObserver): UnitCache {
  const underway = new Map<string, Promise<string | null>>()

  function sourceOf(unit: CacheUnit, found: CacheReading, versionOf: Map<string, string>, index: number, now: number) {
    const versions = unit.tags.map((tag) => versionOf.get(tag) ?? '')
    const entry = found.entries[index]
    const holds = entry && entry.expiresAt > now && entry.versions.join() === versions.join()
    const expiresAt = holds ? entry.expiresAt : now + unit.maxAge * 1000
    const source: UnitSource = holds ? { kind: 'kept', text: entry.text } : ask(unit, versions, now, expiresAt)
    return { source, versions, expiresAt }
  }

  function ask(unit: CacheUnit, versions: readonly string[], storedAt: number, expiresAt: number): UnitSource {
    const id = `${unit.key} ${versions.join()}`
    const other = underway.get(id)
    if (other) return { kind: 'awaited', text: other }
    const { promise, resolve } = Promise.withResolvers<string | null>()
    underway.set(id, promise)
    return {
      kind: 'wanted',
      settle(text) {
        resolve(text)
        if (text === null) underway.delete(id)
        else {
          // Not before it is kept, and a turn later: who looked it up a moment ago and found nothing, by an answer that came with
          // the one to our write, comes here next.
          void store
            .write(unit.key, { text, storedAt, expiresAt, tags: unit.tags, versions })
            .then(() => setImmediate(() => underway.delete(id)))
        }
      },
    }
  }

  return {
    async find(units, reading, thing) {
      const tags = [...new Set(units.flatMap((unit) => unit.tags))]
      // Before they are read: what is asked for later than this is at least as new.
      const now = Date.now()
      const found = await store.read(
        units.map((unit) => unit.key),
        tags,
      )
      if (!found) {
        observer.onAway?.()
        return null
      }
      const notBefore = performance.now()
      const versionOf = new Map(tags.map((tag, index) => [tag, found.versions[index] ?? '']))
      const counts = { kept: 0, awaited: 0, wanted: 0 }
      const sources = units.map((unit, index) => {
        const { source, versions, expiresAt } = sourceOf(unit, found, versionOf, index, now)
        note(reading, unit.tags, versions, expiresAt)
        counts[source.kind] += 1
        return source
      })
      if (counts.kept > 0) observer.onLookup?.(thing, 'hit', counts.kept)
      if (counts.awaited > 0) observer.onLookup?.(thing, 'shared', counts.awaited)
      if (counts.wanted > 0) observer.onLookup?.(thing, 'miss', counts.wanted)
      return { sources, notBefore }
    },
  }
}
