import DataLoader from 'dataloader'

/** The most keys that one statement gets. */
export const MAXIMUM_BATCH_SIZE = 1_000

/**
 * A loader for one request that finds one row per key. `read` gets distinct keys and gives the rows in any order; a key
 * without a row loads as null. Make one per request: a loader remembers, and what it remembers is one viewer's.
 */
export function createLoader<Key extends string | number, Row>(
  read: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader<Key, Row | null>(
    async (keys) => {
      const rows = new Map((await read(keys)).map((row) => [keyOf(row), row]))
      return keys.map((key) => rows.get(key) ?? null)
    },
    { maxBatchSize: MAXIMUM_BATCH_SIZE },
  )
}

/** A loader for one request that finds all rows of a key, in the order in which `read` gives them. */
export function createGroupLoader<Key extends string | number, Row>(
  read: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row[]> {
  return new DataLoader<Key, Row[]>(
    async (keys) => {
      const rows = Map.groupBy(await read(keys), keyOf)
      return keys.map((key) => rows.get(key) ?? [])
    },
    { maxBatchSize: MAXIMUM_BATCH_SIZE },
  )
}

/**
 * All loaders of a subgraph, of which a request uses a few: the function that it answers gives a request its own, each made when it
 * is first asked for.
 */
export function defineLoaders<Makers extends Record<string, (source: never) => unknown>>(
  makers: Makers,
): (source: Parameters<Makers[keyof Makers]>[0]) => { readonly [Name in keyof Makers]: ReturnType<Makers[Name]> } {
  type Source = Parameters<Makers[keyof Makers]>[0]

  class Loaders {
    readonly #made = new Map<string, unknown>()
    readonly #source: Source

    constructor(source: Source) {
      this.#source = source
    }

    static {
      for (const [name, make] of Object.entries<(source: Source) => unknown>(makers)) {
        Object.defineProperty(this.prototype, name, {
          get(this: Loaders) {
            const made = this.#made.get(name) ?? make(this.#source)
            this.#made.set(name, made)
            return made
          },
        })
      }
    }
  }
  return (source) => new Loaders(source) as never
}
