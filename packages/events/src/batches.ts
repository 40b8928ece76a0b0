/** Says of one item that the batch it was in came to nothing, through whichever of them: it has to be taken by itself. */
export class BatchFailed extends Error {
  override name = 'BatchFailed'
}

/** How items are taken together. */
export type BatchesOptions<Item> = {
  /** Does all of it, or nothing. */
  work(items: readonly Item[]): Promise<void>
  /** Items in a batch, at most. */
  limit: number
  /** Pause before the next batch, in milliseconds. Asked after one of several, unless another whole one waits already. */
  restMs(): number
}

/** See createBatches. */
export type Batches<Item> = {
  /** Resolves when the item's batch is done. Rejects with BatchFailed, or with the work's error when it was alone in it. */
  run(item: Item): Promise<void>
}

type Waiting<Item> = { item: Item; resolve(): void; reject(error: unknown): void }

/** A batch that takes longer waits for something, a lock or a slow database: others need not wait with it. */
const PATIENCE_MS = 2_000
const MOST_RUNNING = 2

/**
 * Takes what waits in one go, one batch after the other. So a batch is as large as what came while the last one ran: when
 * little is to be done everything is done at once and alone, and the more there is, the less each item costs.
 */
export function createBatches<Item>({ work, limit, restMs }: BatchesOptions<Item>): Batches<Item> {
  const waiting: Waiting<Item>[] = []
  let running = 0
  let newest = 0
  let isClosed = false
  // What fails together may fail again, by a deadlock with another process above all: smaller for a while.
  let size = limit

  function next(): void {
    if (isClosed || running >= MOST_RUNNING || waiting.length === 0) return
    isClosed = true
    // What comes in the same turn of the event loop comes along.
    setImmediate(() => void begin())
  }

  async function begin(): Promise<void> {
    newest += 1
    const self = newest
    const open = () => {
      if (self !== newest) return
      isClosed = false
      next()
    }
    running += 1
    const patience = setTimeout(open, PATIENCE_MS)
    const batch = waiting.splice(0, size)
    await settle(batch)
    clearTimeout(patience)
    running -= 1
    // After this turn: what follows those of the batch is waiting then, too.
    if (batch.length > 1) await new Promise((resolve) => setImmediate(resolve))
    const pauseMs = batch.length > 1 && waiting.length < size ? restMs() : 0
    if (pauseMs > 0) setTimeout(open, pauseMs)
    else open()
    next()
  }

  async function settle(batch: readonly Waiting<Item>[]): Promise<void> {
    try {
      await work(batch.map(({ item }) => item))
      size = Math.min(limit, size + 1)
      for (const { resolve } of batch) resolve()
    } catch (error) {
      if (batch.length === 1) return batch[0]?.reject(error)
      size = Math.ceil(batch.length / 2)
      const failed = new BatchFailed('a batch came to nothing', { cause: error })
      for (const { reject } of batch) reject(failed)
    }
  }

  return {
    run: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        next()
      }),
  }
}
