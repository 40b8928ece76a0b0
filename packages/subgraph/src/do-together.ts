/** What doTogether needs. */
export type DoTogetherOptions = {
  /** How many items are done at once at most. */
  limit?: number
}

type Waiting<Item, Result> = {
  item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Makes one write of many: gives a function that does `work` for an item, together with all others that are asked for in the same
 * turn of the event loop or while the last ones are being done. Nothing waits for company, so an item that comes alone is done at
 * once; the more there is to do, the fewer transactions each takes.
 *
 * `work` does all of its items or none (one transaction), and answers a result for each, in their order. When it fails, each item
 * is done once more by itself, so that one which cannot be done spoils no other: `work` must bear being repeated.
 */
export function doTogether<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { limit = 100 }: DoTogetherOptions = {},
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  let isRunning = false

  async function doOne({ item, resolve, reject }: Waiting<Item, Result>): Promise<void> {
    try {
      const [result] = await work([item])
      resolve(result as Result)
    } catch (error) {
      reject(error)
    }
  }

  async function doAll(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const [only] = batch
    if (only && batch.length === 1) return doOne(only)
    let results: readonly Result[]
    try {
      results = await work(batch.map(({ item }) => item))
    } catch {
      // Each is told its own error, if it has one.
      for (const one of batch) await doOne(one)
      return
    }
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
  }

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) await doAll(waiting.splice(0, limit))
    isRunning = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (isRunning) return
      isRunning = true
      // After this turn: what is begun together is then asked for together.
      setImmediate(() => void run())
    })
}
